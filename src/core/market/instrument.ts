import type { Timestamp } from './event'

/** What is traded, by name: a venue, and the symbol that the venue gives it. */
export type InstrumentId = { readonly venue: string; readonly symbol: string }

/** The name of an instrument in settings, in the ledger and in logs: `venue/symbol`. */
export const instrumentName = ({ venue, symbol }: InstrumentId): string => `${venue}/${symbol}`

/** The instrument of a name: the venue ends at the first slash, so that a symbol may hold further ones. */
export const instrumentNamed = (name: string): InstrumentId => {
  const slash = name.indexOf('/')
  return { venue: name.slice(0, slash), symbol: name.slice(slash + 1) }
}

export type InstrumentKind = 'spot' | 'perpetual' | 'future' | 'option' | 'index' | 'equity'

/**
 * How a contract pays: 'linear' in the quote currency, 'inverse' in the base coin (its size is a sum of the quote
 * currency), 'quanto' in a third currency at a fixed rate.
 */
export type Settlement = 'linear' | 'inverse' | 'quanto'

/** What an option is. */
export type OptionContract = {
  readonly type: 'call' | 'put'
  readonly strike: number
  readonly exercise: 'european' | 'american'
}

/**
 * An instrument as its venue defines it. It is stored with a recording and is the one place where contract size,
 * settlement and units are told; whatever is not known is undefined, never a default.
 */
export type Instrument = InstrumentId & {
  readonly kind: InstrumentKind
  readonly base: string
  readonly quote: string
  readonly settlement: Settlement
  /** The currency in which profit is paid: the quote of a linear, the base of an inverse contract. */
  readonly settlementCurrency: string
  /** One contract is `size` units of the base (linear) or of the quote currency (inverse). */
  readonly contract: { readonly size: number; readonly unit: 'base' | 'quote' }
  /** What an amount of the source counts: contracts, units of the base or of the quote currency. */
  readonly amounts: 'contracts' | 'base' | 'quote'
  /** Least step of the price, in its unit. */
  readonly tick: number | undefined
  /** Least step and least quantity of an order, in the unit of `amounts`. */
  readonly lot: number | undefined
  readonly leastQuantity: number | undefined
  /** Least value of an order, in the quote currency. */
  readonly leastNotional: number | undefined
  /** With its hour; undefined for what does not expire. */
  readonly expiry: Timestamp | undefined
  readonly option: OptionContract | undefined
  /** Share of the notional, negative where the venue pays it. */
  readonly fees: { readonly maker: number; readonly taker: number } | undefined
  /** How the source writes implied volatility: .45 or 45; undefined where it writes none. */
  readonly impliedVols: 'fraction' | 'percent' | undefined
}
