import type { Intent } from '../execution/intent'
import type { VenueFill } from '../execution/order'
import type { Timestamp } from '../market/event'
import type { OptionType } from '../pricing/option'
import type { LedgerEntry } from './ledger/entry'
import { toMinor } from './ledger/money'
import type { BookOption } from './portfolio'

/** An option that the book begins with. */
export type OpeningOption = {
  readonly type: OptionType
  readonly strike: number
  readonly expiry: Timestamp
  /** Contracts, negative where short. */
  readonly quantity: number
  readonly multiplier: number
  /** Received or paid for it, per unit of the underlying. */
  readonly premium: number
}

/**
 * The entry of a fill: cash = −lots × lot × price − fee, value and fee each to the nearest minor unit. Its source is
 * the venue's name for the fill, so that it counts once however often it is reported.
 */
export const fillEntry = (
  { venue, order }: Pick<Intent, 'venue' | 'order'>,
  { id, lots, price, fee, at }: VenueFill,
): LedgerEntry => {
  const signed = order.side === 'buy' ? lots : -lots
  const paid = toMinor(fee)
  return {
    kind: 'fill',
    source: `fill:${venue}:${id}`,
    at,
    instrument: order.instrument,
    lots: signed,
    lot: order.lot,
    price,
    cash: 0 - toMinor(signed * order.lot * price) - paid,
    fee: paid,
    reference: order.price,
  }
}

/** The entry of an option bought (quantity > 0) or sold at a premium per unit of the underlying. */
export const optionEntry = (
  source: string,
  option: string,
  at: Timestamp,
  { type, strike, expiry, quantity, multiplier, premium }: OpeningOption,
): LedgerEntry => ({
  kind: 'option-trade',
  source,
  at,
  option,
  type,
  strike,
  expiry,
  quantity,
  multiplier,
  cash: 0 - toMinor(quantity * multiplier * premium),
})

/** What an option pays for a unit of the underlying at `spot`. */
const payoff = ({ type, strike }: Pick<BookOption, 'type' | 'strike'>, spot: number): number =>
  Math.max(type === 'call' ? spot - strike : strike - spot, 0)

/** What an option settles on, and where that comes from. */
export type SettlementPrice = Pick<Extract<LedgerEntry, { kind: 'settlement' }>, 'basis' | 'by'> & {
  readonly price: number
  /** Of a price before the expiry: its time. */
  readonly at?: Timestamp | undefined
}

/** The entry that turns an expired option into cash, dated at its expiry; an option has one source: it books once. */
export const settlementEntry = (held: BookOption, { price, at, basis, by }: SettlementPrice): LedgerEntry => ({
  kind: 'settlement',
  source: `settlement:${held.option}`,
  at: held.expiry,
  option: held.option,
  spot: price,
  basis,
  ...(at !== undefined && { priceAt: at }),
  ...(by !== undefined && { by }),
  cash: toMinor(held.quantity * held.multiplier * payoff(held, price)),
})

type Funding = Extract<LedgerEntry, { kind: 'funding' }>

/**
 * The entry of a perpetual's funding: longs pay rate × value where the rate is positive. One source an instrument and
 * time: it books once.
 */
export const fundingEntry = ({ from, ...terms }: Omit<Funding, 'kind' | 'source' | 'cash'>): Funding => ({
  kind: 'funding',
  source: `funding:${terms.instrument}:${terms.at}`,
  ...terms,
  ...(from !== undefined && { from }),
  cash: 0 - toMinor(terms.units * terms.price * terms.rate),
})

/** The first entries of a portfolio: its cash, and the options that it begins with. */
export const openingEntries = (
  at: Timestamp,
  cash: number,
  options: readonly OpeningOption[],
): readonly LedgerEntry[] => [
  { kind: 'deposit', source: 'opening:cash', at, cash: toMinor(cash) },
  ...options.map((option, place) => optionEntry(`opening:option:${place}`, `opening-${place}`, at, option)),
]
