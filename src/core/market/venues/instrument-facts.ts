import { instrumentName, instrumentNamed, type Instrument } from '../instrument'
import { binance, binanceCoinM, binanceOptions, binanceUsdM } from './binance'
import { bybit } from './bybit'
import { expiryOf, factsOf, quarterOf, splitPair, spot, wordedDate, type Facts, type VenueNames } from './contract-name'
import { deribit } from './deribit'
import { okx } from './okx'

/** Exchanges that write XBT for bitcoin and XDG for dogecoin mean the same coins. */
const coinOf = (code: string): string => ({ XBT: 'BTC', XDG: 'DOGE' })[code] ?? code

/** A pair of a spot market: 'ETH/USD', 'ETH-USD', 'ETH_USD', 'ETH:USD' or 'ethusd', in any case. */
const pairs: VenueNames = (symbol) => {
  const name = symbol.toUpperCase()
  const [base, quote, ...more] = name.split(/[/:_-]/)
  const [first, second] = quote === undefined ? (splitPair(name) ?? []) : [base, quote]
  if (!first || !second || more.length > 0 || !/^[A-Z0-9.]+$/.test(first + second)) return undefined
  return spot(coinOf(first), coinOf(second))
}

/** A share of a company in the United States, in dollars: 'AIG', 'BRK.B'. Amounts are shares. */
const americanShares: VenueNames = (symbol) =>
  /^[A-Z]{1,5}(?:[. -][A-Z]{1,2})?$/.test(symbol) ? spot(symbol, 'USD', 'equity') : undefined

/**
 * BitMEX: XBTUSD and XBTM25 are a dollar of bitcoin a contract, settled in it. Of other contracts the size is not known
 * here.
 */
const bitmex: VenueNames = (symbol) => {
  const [, code] = /^XBT(USD|[FGHJKMNQUVXZ]\d{2})$/.exec(symbol) ?? []
  const expiry = code === undefined || code === 'USD' ? undefined : quarterOf(code, 12)
  if (code === undefined || (code !== 'USD' && expiry === undefined)) return undefined
  return factsOf({
    ...{
      kind: expiry === undefined ? 'perpetual' : 'future',
      base: 'BTC',
      quote: 'USD',
      settlement: 'inverse',
      expiry,
    },
    ...{ contract: { size: 1, unit: 'quote' }, amounts: 'contracts' },
  })
}

/**
 * Kraken's derivatives: PI_XBTUSD and FI_XBTUSD_250627 are a dollar of the coin a contract, settled in it; PF_XBTUSD
 * and FF_XBTUSD_250627 are settled in dollars, their amounts are units of the base. Dated ones expire at 15:00 UTC.
 */
const krakenFutures: VenueNames = (symbol) => {
  const [, form, coin, date] = /^(PI|FI|PF|FF)_([A-Z0-9]+)USD(?:_(\d{6}))?$/.exec(symbol.toUpperCase()) ?? []
  const expiry = date === undefined ? undefined : expiryOf(date, 15)
  if (coin === undefined || form.startsWith('F') !== (expiry !== undefined)) return undefined
  const own = { kind: expiry === undefined ? 'perpetual' : 'future', base: coinOf(coin), quote: 'USD', expiry } as const
  return form.endsWith('I')
    ? factsOf({ ...own, settlement: 'inverse', contract: { size: 1, unit: 'quote' }, amounts: 'contracts' })
    : factsOf({ ...own, settlement: 'linear', contract: { size: 1, unit: 'base' }, amounts: 'base' })
}

const named = (names: VenueNames, venues: readonly string[]): readonly (readonly [string, VenueNames])[] =>
  venues.map((venue) => [venue, names])

/** By the names that tardis.dev, ccxt and our own importers give a venue. */
const tables: ReadonlyMap<string, VenueNames> = new Map([
  ...named(deribit, ['deribit']),
  ...named(binance, ['binance', 'binance-spot', 'binance-us', 'binanceus']),
  ...named(binanceUsdM, ['binance-futures', 'binance-usdm', 'binance-usd-m', 'binanceusdm']),
  ...named(binanceCoinM, ['binance-delivery', 'binance-coinm', 'binance-coin-m', 'binancecoinm']),
  ...named(binanceOptions, ['binance-european-options', 'binance-options']),
  ...named(bybit, ['bybit', 'bybit-linear', 'bybit-inverse', 'bybit-options']),
  ...named(okx, ['okx', 'okx-spot', 'okx-swap', 'okx-futures', 'okx-options']),
  ...named(okx, ['okex', 'okex-spot', 'okex-swap', 'okex-futures', 'okex-options']),
  ...named(bitmex, ['bitmex']),
  ...named(krakenFutures, ['cryptofacilities', 'krakenfutures', 'kraken-futures']),
  ...named(pairs, ['bybit-spot', 'kraken', 'coinbase', 'coinbaseexchange', 'bitstamp', 'gemini', 'bitfinex', 'huobi']),
  ...named(pairs, ['kucoin', 'gate-io', 'gateio', 'bitflyer', 'crypto-com', 'cryptocom']),
  ...named(americanShares, ['nasdaq', 'nyse', 'arca', 'bats', 'iex', 'us-equity']),
])

/** How a venue writes what ccxt writes as 'BTC/USD:BTC-250627-100000-C'; undefined where it has no such contract. */
const ownNames = {
  deribit: (name: UnifiedName) => {
    const coin = name.isInverse ? name.base : `${name.base}_${name.quote}`
    const date = name.date === undefined ? 'PERPETUAL' : wordedDate(name.date)
    return date && `${coin}-${date}${name.option.replace('.', 'd')}`
  },
  binance: (name: UnifiedName) => {
    if (name.option !== '') return `${name.base}-${name.date}${name.option}`
    const ending = name.date ?? (name.isInverse ? 'PERP' : undefined)
    return `${name.base}${name.quote}${ending === undefined ? '' : `_${ending}`}`
  },
  bybit: (name: UnifiedName) => {
    const date = name.date === undefined ? undefined : wordedDate(name.date)
    if (name.option !== '')
      return date && `${name.base}-${date}${name.option}${name.quote === 'USDC' ? '' : `-${name.quote}`}`
    if (name.date === undefined) return name.quote === 'USDC' ? `${name.base}PERP` : `${name.base}${name.quote}`
    return name.isInverse ? undefined : date && `${name.base}${name.quote === 'USDC' ? '' : name.quote}-${date}`
  },
  okx: (name: UnifiedName) => `${name.base}-${name.quote}-${name.date ?? 'SWAP'}${name.option}`,
}

type UnifiedName = {
  readonly base: string
  readonly quote: string
  readonly isInverse: boolean
  /** 'yymmdd'. */
  readonly date: string | undefined
  /** '-100000-C', '' where it is no option. */
  readonly option: string
}

const unified = /^([A-Z0-9.]+)\/([A-Z0-9.]+)(?::([A-Z0-9.]+)(?:-(\d{6})((?:-\d+(?:\.\d+)?-[CP])?))?)?$/

/** Facts of an instrument by ccxt's symbol, at a venue of which we know how it names its contracts. */
const unifiedFacts = (venue: string, symbol: string): Facts | undefined => {
  const [, base, quote, settle, date, option = ''] = unified.exec(symbol) ?? []
  const table = tables.get(venue)
  if (base === undefined || table === undefined) return undefined
  if (settle === undefined) return pairs(symbol)
  const family = (Object.keys(ownNames) as (keyof typeof ownNames)[]).find((name) => venue.startsWith(name))
  if (family === undefined || (settle !== base && settle !== quote)) return undefined
  const own = ownNames[family]({ base, quote, isInverse: settle === base, date, option })
  // At Binance a plain pair is spot.
  return own === undefined
    ? undefined
    : (family === 'binance' && settle === quote && option === '' ? binanceUsdM : table)(own)
}

/**
 * What is known of an instrument by its name: kind, currencies, settlement, contract, what amounts count, expiry, the
 * option. Venues by their own, tardis.dev's or ccxt's name; symbols as the venue or ccxt writes them. Undefined for a
 * venue or a name that the tables do not know; within the facts whatever is not known is undefined. Total and pure.
 */
export const instrumentFacts = (venue: string, symbol: string): Instrument | undefined => {
  const facts = symbol.includes('/') ? unifiedFacts(venue, symbol) : tables.get(venue)?.(symbol)
  return facts && { venue, symbol, ...facts }
}

/**
 * The symbol under which the chain of an option is stored: its name before the first dash, which is the coin and, where
 * the venue puts it there, the currency that it settles in: 'BTC', 'BTC_USDC'.
 */
export const chainSymbol = (option: string): string => option.split('-')[0]

/** The market of the options on an instrument at its venue: 'deribit/BTC' for 'deribit/BTC-PERPETUAL'. */
export const chainInstrument = (instrument: string): string => {
  const { venue, symbol } = instrumentNamed(instrument)
  return instrumentName({ venue, symbol: chainSymbol(symbol) })
}
