import type { HedgeOrder } from '../../execution/order'
import { isSoundMarginBook, type MarginAccount } from '../margin/margin-book'
import { marginOf, type MarginModel } from '../margin/margin-model'
import { finding, signedUnits, type GateFinding } from './check'
import type { GateMargin, GateState } from './gate-state'
import type { RiskLimits } from './risk-limits'

/**
 * The account once the orders have filled at the spot, fees left out: one perpetual holds all that it had and the
 * orders' units.
 */
const accountAfter = (orders: readonly HedgeOrder[], { account }: GateMargin): MarginAccount => {
  const { book } = account
  const held = book.futures
    .filter(({ expiry }) => expiry === undefined)
    .reduce((sum, { quantity }) => sum + quantity, 0)
  const quantity = orders.reduce((sum, order) => sum + signedUnits(order), held)
  const dated = book.futures.filter(({ expiry }) => expiry !== undefined)
  return { ...account, book: { ...book, futures: [...dated, { quantity, price: book.spot, expiry: undefined }] } }
}

/** The account before and after the orders, and what it must keep. */
export type MarginView = {
  readonly model: MarginModel
  readonly limits: Exclude<RiskLimits['margin'], undefined>
  readonly margin: GateMargin
  readonly before: MarginAccount
  readonly after: MarginAccount
}

const isSoundSearch = ({ lowest, highest, points, vol, years, volSlope }: GateMargin['search']): boolean =>
  lowest > 0 &&
  lowest < 1 &&
  highest > 1 &&
  points >= 1 &&
  vol >= 0 &&
  years >= 0 &&
  Number.isFinite(highest + points + vol + years + volSlope)

const isValued = ({ book, cash, coins }: MarginAccount, model: MarginModel): boolean => {
  if (!(isSoundMarginBook(book) && Number.isFinite(cash + coins))) return false
  const { initial, maintenance } = marginOf(model, book)
  return Number.isFinite(initial + maintenance)
}

/**
 * The inputs of a margin check; nothing is found without margin limits, and an account that cannot be valued is a
 * finding.
 */
export const examineMargin = (
  orders: readonly HedgeOrder[],
  { margin, limits: { margin: limits } }: GateState,
  examine: (view: MarginView) => readonly GateFinding[],
): readonly GateFinding[] => {
  if (limits === undefined) return []
  if (margin === undefined) return [finding('nothing is known of the account that stands behind the margin')]
  const { account, search } = margin
  const after = accountAfter(orders, margin)
  const valued = isSoundSearch(search) && [account, after].every((one) => isValued(one, limits.model))
  if (!valued) return [finding('the account that stands behind the margin cannot be valued')]
  return examine({ model: limits.model, limits, margin, before: account, after })
}
