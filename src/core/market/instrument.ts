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
  /** What it is on, as its venue writes it: 'BTC', 'BTC_USDC', 'BTC-USD'. The options on one are a chain. */
  readonly underlying: string
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
  /**
   * One contract is `size` units of the base or, of an inverse future or perpetual, of the quote currency; `assumed`
   * where neither the name nor the file tells the size and the venue may have changed it.
   */
  readonly contract: { readonly size: number; readonly unit: 'base' | 'quote'; readonly assumed?: true } | undefined
  /** What an amount of the source counts: contracts, units of the base or of the quote currency. */
  readonly amounts: 'contracts' | 'base' | 'quote' | undefined
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

/** Facts that say what prices and amounts of an instrument mean, and those that only bound its orders. */
const meanings = {
  ...{ kind: ({ kind }: Instrument) => kind, settlement: ({ settlement }: Instrument) => settlement },
  ...{ amounts: ({ amounts }: Instrument) => amounts, base: ({ base }: Instrument) => base },
  ...{ quote: ({ quote }: Instrument) => quote, 'iv-unit': ({ impliedVols }: Instrument) => impliedVols },
  'settlement-currency': ({ settlementCurrency }: Instrument) => settlementCurrency,
  ...{ 'contract-size': ({ contract }: Instrument) => contract?.size },
  ...{ 'contract-unit': ({ contract }: Instrument) => contract?.unit },
  ...{ expiry: ({ expiry }: Instrument) => expiry, strike: ({ option }: Instrument) => option?.strike },
  ...{ type: ({ option }: Instrument) => option?.type, exercise: ({ option }: Instrument) => option?.exercise },
} as const
const terms = {
  ...{ tick: ({ tick }: Instrument) => tick, lot: ({ lot }: Instrument) => lot },
  ...{ 'least-quantity': ({ leastQuantity }: Instrument) => leastQuantity },
  ...{ 'least-notional': ({ leastNotional }: Instrument) => leastNotional },
  ...{ 'maker-fee': ({ fees }: Instrument) => fees?.maker, 'taker-fee': ({ fees }: Instrument) => fees?.taker },
} as const

export type FactDifference = {
  /** Its name; those that an import can state are its options' names. */
  readonly fact: string
  readonly one: string | number
  readonly other: string | number
  /** Whether it changes what prices and amounts mean; a venue may change ticks, lots and fees at any time. */
  readonly changesMeaning: boolean
}

/**
 * Facts that two descriptions of an instrument both state, and not alike. What only one states is no difference, except
 * what amounts count: a number of which that was not known meant another thing.
 */
export const factDifferences = (one: Instrument, other: Instrument): readonly FactDifference[] => {
  const compared = (facts: typeof meanings | typeof terms, changesMeaning: boolean): readonly FactDifference[] =>
    Object.entries(facts).flatMap(([fact, read]) => {
      const [own, others] = [read(one), read(other)].map((value) => (fact === 'amounts' ? (value ?? 'unknown') : value))
      if (own === undefined || others === undefined || own === others) return []
      return [{ fact, one: own, other: others, changesMeaning }]
    })
  return [...compared(meanings, true), ...compared(terms, false)]
}

/** A description with what another one knows beyond it. */
export const completedBy = (one: Instrument, other: Instrument | undefined): Instrument =>
  other === undefined
    ? one
    : {
        ...one,
        ...{ contract: one.contract ?? other.contract, amounts: one.amounts ?? other.amounts },
        ...{ tick: one.tick ?? other.tick, lot: one.lot ?? other.lot, fees: one.fees ?? other.fees },
        ...{ leastQuantity: one.leastQuantity ?? other.leastQuantity, expiry: one.expiry ?? other.expiry },
        ...{ leastNotional: one.leastNotional ?? other.leastNotional, option: one.option ?? other.option },
        impliedVols: one.impliedVols ?? other.impliedVols,
      }

/** Whether `baseUnits` can tell what an amount is. */
export const countsBase = ({ amounts, contract }: Instrument): boolean =>
  amounts === 'contracts' ? contract !== undefined : amounts !== undefined

/**
 * An amount of the instrument in units of its base at a price > 0 in the quote currency: what it counts divided by the
 * price where that is money. An amount of which nothing is known (no instrument, contracts of unknown size) comes back
 * as it is: a count in a unit of its own; `countsBase` tells.
 */
export const baseUnits = (instrument: Instrument | undefined, amount: number, price: number): number => {
  if (instrument === undefined || instrument.amounts === 'base' || instrument.amounts === undefined) return amount
  if (instrument.amounts === 'quote') return amount / price
  const { contract } = instrument
  if (contract === undefined) return amount
  return contract.unit === 'base' ? amount * contract.size : (amount * contract.size) / price
}
