import { finalStates, type Intent, type IntentKey } from '../execution/intent'
import type { OrderReport, VenuePosition } from '../execution/order'
import type { Book } from './portfolio'

/** One portfolio that trades at the venue, by the ledger. */
export type LedgerSide = {
  readonly id: string
  /** Every instrument that it may trade there, held or not. */
  readonly instruments: readonly string[]
  readonly positions: Book['positions']
  readonly open: readonly Intent[]
}

/** Positions and orders by the venue, read after the ledger. */
export type VenueSide = {
  readonly name: string
  readonly positions: readonly VenuePosition[]
  readonly orders: readonly OrderReport[]
}

/**
 * Where ledger and venue do not agree, and what to do:
 * - 'adopt': the venue works an order of ours: report it to the ledger.
 * - 'look-up': an order may have gone out and is not among the open ones: query it by its label, then report or close
 *   it.
 * - 'wait': the positions differ by no more than orders that are still to be adopted or queried may have filled: do
 *   that, and compare again.
 * - 'halt': no order of ours explains it: stop `portfolios` and report it. Without portfolios none of ours trades the
 *   instrument, and it stays a note.
 */
export type LedgerDifference =
  | { readonly action: 'adopt'; readonly key: IntentKey; readonly report: OrderReport }
  | { readonly action: 'look-up'; readonly key: IntentKey; readonly label: string; readonly instrument: string }
  | ({ readonly action: 'wait' } & PositionDifference)
  | ({ readonly action: 'halt'; readonly cause: 'position' } & PositionDifference)
  | {
      readonly action: 'halt'
      readonly cause: 'order'
      readonly portfolios: readonly string[]
      readonly instrument: string
      readonly label: string
    }

/** Lots in all books and at the venue. */
type PositionDifference = {
  readonly portfolios: readonly string[]
  readonly instrument: string
  readonly book: number
  readonly venue: number
}

const keyOf = ({ portfolio, sequence, leg }: Intent): IntentKey => ({ portfolio, sequence, leg })

const isOut = ({ state }: Intent): boolean => state !== 'pending' && !finalStates.has(state)

const orderDifferences = (
  intents: readonly Intent[],
  { orders }: VenueSide,
  tradersOf: (instrument: string) => readonly string[],
): LedgerDifference[] => {
  const out = intents.filter(isOut)
  const intentOf = new Map(out.map((intent) => [intent.label, intent]))
  const shown = new Set(orders.map(({ label }) => label))
  const atVenue = orders.map((report): LedgerDifference => {
    const { label, instrument } = report
    const intent = intentOf.get(label)
    return intent === undefined
      ? { action: 'halt', cause: 'order', portfolios: tradersOf(instrument), instrument, label }
      : { action: 'adopt', key: keyOf(intent), report }
  })
  const missing = out
    .filter(({ label }) => !shown.has(label))
    .map((intent): LedgerDifference => {
      const { label, order } = intent
      return { action: 'look-up', key: keyOf(intent), label, instrument: order.instrument }
    })
  return [...atVenue, ...missing]
}

const sumBy = <T>(all: readonly T[], instrument: (one: T) => string, lots: (one: T) => number): Map<string, number> => {
  const sums = new Map<string, number>()
  for (const one of all) sums.set(instrument(one), (sums.get(instrument(one)) ?? 0) + lots(one))
  return sums
}

/**
 * Everything in which the ledger and one venue differ, orders before positions, positions by name; empty where they
 * agree. Portfolios share the venue's account, so that positions are compared by their sum and a difference stops every
 * portfolio that trades the instrument. An intent that is pending was never sent and needs nothing; an order at the
 * venue that no intent has sent is not ours. Pure; after 'adopt', 'look-up' and 'wait' are done, call it again with
 * ledger and venue read anew.
 */
export const reconcile = (ledger: readonly LedgerSide[], venue: VenueSide): readonly LedgerDifference[] => {
  const intents = ledger.flatMap(({ open }) => open).filter((intent) => intent.venue === venue.name)
  const tradersOf = (instrument: string): readonly string[] =>
    ledger
      .filter(
        ({ instruments, positions }) =>
          instruments.includes(instrument) || positions.some((held) => held.instrument === instrument),
      )
      .map(({ id }) => id)
  const left = (side: 'buy' | 'sell'): Map<string, number> =>
    sumBy(
      intents.filter((intent) => isOut(intent) && intent.order.side === side),
      ({ order }) => order.instrument,
      ({ order, filledLots }) => order.lots - filledLots,
    )
  const [bought, sold] = [left('buy'), left('sell')]
  const books = sumBy(
    ledger.flatMap(({ positions }) => positions),
    ({ instrument }) => instrument,
    ({ lots }) => lots,
  )
  const there = sumBy(
    venue.positions,
    ({ instrument }) => instrument,
    ({ lots }) => lots,
  )
  const differences = orderDifferences(intents, venue, tradersOf)
  for (const instrument of [...new Set([...books.keys(), ...there.keys()])].sort()) {
    const [book, lots] = [books.get(instrument) ?? 0, there.get(instrument) ?? 0]
    if (book === lots) continue
    const found = { portfolios: tradersOf(instrument), instrument, book, venue: lots }
    const explained = lots - book <= (bought.get(instrument) ?? 0) && book - lots <= (sold.get(instrument) ?? 0)
    differences.push(explained ? { action: 'wait', ...found } : { action: 'halt', cause: 'position', ...found })
  }
  return differences
}
