import { Fault } from '../error'
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
  /** European where absent. */
  readonly exercise?: 'american' | undefined
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
  { type, strike, expiry, exercise, quantity, multiplier, premium }: OpeningOption,
): LedgerEntry => ({
  kind: 'option-trade',
  source,
  at,
  option,
  type,
  strike,
  expiry,
  ...(exercise && { exercise }),
  quantity,
  multiplier,
  cash: 0 - toMinor(quantity * multiplier * premium),
})

/** Contracts, > 0, of an option of a book that change into the underlying, and who says so. */
export type Exercised = {
  readonly source: string
  readonly at: Timestamp
  readonly contracts: number
  /** What is delivered, in lots of so many units. */
  readonly instrument: string
  readonly lot: number
  readonly by: string
}

/**
 * The entry of contracts that the book exercises, or that are assigned to it where it is short: the underlying at the
 * strike. Faults 'bad-input' where it is not a whole number of lots.
 */
export const exerciseEntry = (held: BookOption, { contracts, ...delivered }: Exercised): LedgerEntry => {
  const { quantity: owned, ...terms } = held
  const quantity = owned > 0 ? -contracts : contracts
  const units = (held.type === 'call' ? -quantity : quantity) * held.multiplier
  const lots = Math.round(units / delivered.lot)
  if (Math.abs(lots * delivered.lot - units) > 1e-9 * Math.abs(units))
    throw new Fault('bad-input', `${Math.abs(units)} units are no whole number of lots of ${delivered.lot}`)
  return { kind: 'exercise', ...delivered, ...terms, quantity, lots, cash: 0 - toMinor(units * held.strike) }
}

/** A dividend on what was held of an instrument as it went ex, `at`. */
export type PaidDividend = Omit<Extract<LedgerEntry, { kind: 'dividend' }>, 'kind' | 'source' | 'cash'>

/** The entry of a dividend. One source an instrument and time: it books once. */
export const dividendEntry = (terms: PaidDividend): LedgerEntry => ({
  kind: 'dividend',
  source: `dividend:${terms.instrument}:${terms.at}`,
  ...terms,
  cash: toMinor(terms.units * terms.amount),
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
