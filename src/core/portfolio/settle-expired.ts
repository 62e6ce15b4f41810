import { SECOND, type Timestamp } from '../market/event'
import { utcStamp } from '../market/utc-stamp'
import { settlementEntry } from './entries'
import type { LedgerEntry } from './ledger/entry'
import type { BookOption } from './portfolio'

/** How long before an expiry a price may lie that an option settles on: the half hour that delivery prices average. */
const settlementWindow = 1_800 * SECOND

/** How long after an expiry its delivery price is awaited before the operator is told. */
const patience = 600 * SECOND

/** A price with the time that it is of. */
export type PriceAt = { readonly at: Timestamp; readonly price: number }

/** What is known of a delivery price: the price, that it is still to come, or that nobody gives one. */
export type Delivery =
  { readonly kind: 'price'; readonly price: number } | { readonly kind: 'awaited' } | { readonly kind: 'none' }

/** An option that has expired and whose settlement price is not known. */
export type UnsettledOption = {
  readonly option: string
  readonly expiry: Timestamp
  /**
   * What its payoff is marked on until it settles: the last price before its expiry, else the first after it that was
   * seen.
   */
  readonly mark: PriceAt
  /** Whether the operator has been told: at once where nobody gives its price, else ten minutes after its expiry. */
  readonly isTold: boolean
}

/** All that the settlement of expired options depends on. */
export type ExpiryInputs = {
  readonly time: Timestamp
  /** Expired by `time` and held. */
  readonly options: readonly BookOption[]
  /** By the names of the options; absent: none. */
  readonly deliveries: Readonly<Record<string, Delivery>>
  /** Prices seen of the underlying, in any order, one at least. */
  readonly prices: readonly PriceAt[]
  /** Whether the last price before an expiry may stand for a delivery price that nobody gives: on paper. */
  readonly mayEstimate: boolean
  /** What was unsettled after the last decision. */
  readonly before: readonly UnsettledOption[]
}

/** An option of a book for a person: its name and its terms. */
export const optionName = ({ option, type, strike, expiry }: BookOption): string =>
  `${option} (${type} ${strike} of ${utcStamp(expiry)})`

/** Entries that settle options, and the options that stay unsettled, in the order of the book. */
export type Expiries = { readonly entries: readonly LedgerEntry[]; readonly unsettled: readonly UnsettledOption[] }

/** The last price at or before a time; undefined where all are later. */
const lastBefore = (prices: readonly PriceAt[], time: Timestamp): PriceAt | undefined =>
  prices.reduce<PriceAt | undefined>(
    (last, price) => (price.at <= time && (last === undefined || price.at >= last.at) ? price : last),
    undefined,
  )

const first = (prices: readonly PriceAt[]): PriceAt => prices.reduce((best, own) => (own.at < best.at ? own : best))

/**
 * Settles options at the price of their expiry, whenever that is noticed: at the delivery price where it is known;
 * where nobody gives one and `mayEstimate`, at the last price at or before the expiry and no more than half an hour
 * before it. The others stay unsettled, marked at the last price before their expiry. Entries are dated at the expiry
 * and have one source an option, so that each books once. Pure: the same inputs give the same entries.
 */
export const settleExpired = (inputs: ExpiryInputs): Expiries => {
  const { time, options, deliveries, prices, mayEstimate, before } = inputs
  const entries: LedgerEntry[] = []
  const unsettled: UnsettledOption[] = []
  for (const held of options) {
    const { option, expiry } = held
    const delivery = deliveries[option] ?? { kind: 'none' }
    const known = before.find((own) => own.option === option)
    const last = lastBefore(known === undefined ? prices : [...prices, known.mark], expiry)
    const isFresh = last !== undefined && expiry - last.at <= settlementWindow
    if (delivery.kind === 'price') entries.push(settlementEntry(held, { price: delivery.price, basis: 'delivery' }))
    else if (delivery.kind === 'none' && mayEstimate && isFresh)
      entries.push(settlementEntry(held, { ...last, basis: 'last-price-before-expiry' }))
    else
      unsettled.push({
        option,
        expiry,
        mark: last ?? known?.mark ?? first(prices),
        isTold: known?.isTold === true || delivery.kind === 'none' || time - expiry >= patience,
      })
  }
  return { entries, unsettled }
}
