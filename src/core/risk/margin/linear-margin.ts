import { Fault } from '../../error'
import { checkMarginBook, type Margin, type MarginBook } from './margin-book'

/**
 * Rates on the part of the notional up to `upTo`, which rises from tier to tier and is absent, or Infinity, in the
 * last.
 */
export type MarginTier = { readonly upTo?: number | undefined; readonly initial: number; readonly maintenance: number }

const endOf = ({ upTo = Infinity }: MarginTier): number => upTo

/**
 * A plain margin on notional. Isolated: each position by itself. Cross: futures netted. Short options count by the
 * value of their underlying, long ones not at all.
 */
export type LinearMarginParameters = { readonly tiers: readonly MarginTier[]; readonly mode: 'isolated' | 'cross' }

/** Margin of a notional ≥ 0: every tier's rate on the part within it, so that it is continuous and rises with size. */
const tieredMargin = (notional: number, tiers: readonly MarginTier[]): Margin => {
  let [initial, maintenance, from] = [0, 0, 0]
  for (const tier of tiers) {
    const part = Math.max(Math.min(notional, endOf(tier)) - from, 0)
    initial += tier.initial * part
    maintenance += tier.maintenance * part
    from = endOf(tier)
  }
  return { initial, maintenance }
}

const checkTiers = (tiers: readonly MarginTier[]): void => {
  const rising = tiers.every((tier, i) => endOf(tier) > (i === 0 ? 0 : endOf(tiers[i - 1])))
  const rates = tiers.every(({ initial, maintenance }) => maintenance >= 0 && initial >= maintenance && initial <= 1)
  if (tiers.length > 0 && rising && rates && endOf(tiers[tiers.length - 1]) === Infinity) return
  throw new Fault(
    'numerical-domain',
    'margin tiers need rising limits, none in the last, and 0 ≤ maintenance ≤ initial ≤ 1',
  )
}

/**
 * Margin on the notional of a book. 0 for an empty one. Faults on tiers out of order or a book that cannot be valued.
 */
export const linearMargin = (book: MarginBook, { tiers, mode }: LinearMarginParameters): Margin => {
  checkMarginBook(book)
  checkTiers(tiers)
  const values = book.futures.map(({ quantity, price }) => quantity * price)
  const notionals = mode === 'cross' ? [Math.abs(values.reduce((sum, value) => sum + value, 0))] : values.map(Math.abs)
  const short = book.options.map(({ quantity, multiplier = 1 }) => Math.max(-quantity * multiplier, 0) * book.spot)
  if (mode === 'cross') notionals.push(short.reduce((sum, value) => sum + value, 0))
  else notionals.push(...short)
  let [initial, maintenance] = [0, 0]
  for (const notional of notionals) {
    const margin = tieredMargin(notional, tiers)
    initial += margin.initial
    maintenance += margin.maintenance
  }
  return { initial, maintenance }
}
