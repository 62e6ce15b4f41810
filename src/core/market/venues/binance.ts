import { expiryOf, factsOf, optionOf, spot, splitPair, type VenueNames } from './contract-name'

const expiryHour = 8

/** Least value of an order of the perpetual, in its quote; of others it is not known here. */
const leastNotionals: Readonly<Record<string, number>> = { BTCUSDT: 100, ETHUSDT: 20 }

/** Binance's USD-margined contracts: BTCUSDT, BTCUSDT_250627. Amounts are units of the base. */
export const binanceUsdM: VenueNames = (symbol) => {
  const [pair, date] = symbol.toUpperCase().split('_')
  const split = splitPair(pair)
  const expiry = date === undefined ? undefined : expiryOf(date, expiryHour)
  if (split === undefined || (date !== undefined && expiry === undefined)) return undefined
  const [base, quote] = split
  const leastNotional = date === undefined ? leastNotionals[pair] : undefined
  return factsOf({
    ...{ kind: date === undefined ? 'perpetual' : 'future', base, quote, settlement: 'linear', expiry, leastNotional },
    ...{ contract: { size: 1, unit: 'base' }, amounts: 'base' },
  })
}

/**
 * Binance's coin-margined contracts: BTCUSD_PERP, BTCUSD_250627. A contract is 100 dollars of bitcoin, 10 of another
 * coin; amounts and the volume of bars count contracts, the 'quote volume' of bars counts coins.
 */
export const binanceCoinM: VenueNames = (symbol) => {
  const [, base, date] = /^([A-Z0-9]+)USD_(PERP|\d{6})$/.exec(symbol.toUpperCase()) ?? []
  if (base === undefined) return undefined
  const expiry = date === 'PERP' ? undefined : expiryOf(date, expiryHour)
  if (date !== 'PERP' && expiry === undefined) return undefined
  return factsOf({
    ...{ kind: date === 'PERP' ? 'perpetual' : 'future', base, quote: 'USD', settlement: 'inverse', expiry },
    ...{ contract: { size: base === 'BTC' ? 100 : 10, unit: 'quote' }, amounts: 'contracts' },
    ...{ lot: 1, leastQuantity: 1 },
  })
}

/** Of other coins the number of units in a contract differs and is not known here. */
const oneCoin = ['BTC', 'ETH', 'BNB']

/** Binance's options: BTC-250627-100000-C, settled in USDT. Volatilities are fractions. */
export const binanceOptions: VenueNames = (symbol) => {
  const [, base, date, strike, type] = /^([A-Z0-9]+)-(\d{6})-(\d+(?:\.\d+)?)-([CP])$/.exec(symbol) ?? []
  if (base === undefined) return undefined
  const [expiry, option] = [expiryOf(date, expiryHour), optionOf(base, strike, type)]
  if (expiry === undefined || option === undefined) return undefined
  return factsOf({
    ...{ kind: 'option', base, quote: 'USDT', settlement: 'linear', expiry, option, impliedVols: 'fraction' },
    ...{ contract: oneCoin.includes(base) ? { size: 1, unit: 'base' } : undefined, amounts: 'contracts' },
  })
}

/** Binance as one venue: a plain pair is spot, an underscore marks contracts, a dash options. */
export const binance: VenueNames = (symbol) => {
  if (symbol.includes('-')) return binanceOptions(symbol)
  if (symbol.includes('_')) return binanceCoinM(symbol) ?? binanceUsdM(symbol)
  const pair = splitPair(symbol.toUpperCase())
  return pair && spot(...pair)
}
