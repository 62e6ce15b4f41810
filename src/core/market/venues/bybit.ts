import type { Timestamp } from '../event'
import { expiryOf, factsOf, optionOf, quarterOf, splitPair, type Facts, type VenueNames } from './contract-name'

const expiryHour = 8

/** Amounts are units of the base. */
const linear = (base: string, quote: string, expiry?: Timestamp): Facts =>
  factsOf({
    ...{ kind: expiry === undefined ? 'perpetual' : 'future', base, quote, settlement: 'linear', expiry },
    ...{ contract: { size: 1, unit: 'base' }, amounts: 'base' },
  })

/** Amounts are dollars, a contract is one. */
const inverse = (base: string, expiry?: Timestamp): Facts =>
  factsOf({
    ...{ kind: expiry === undefined ? 'perpetual' : 'future', base, quote: 'USD', settlement: 'inverse', expiry },
    ...{ contract: { size: 1, unit: 'quote' }, amounts: 'quote', lot: 1, leastQuantity: 1 },
  })

/** BTC-27JUN25-100000-C settles in USDC, with '-USDT' behind it in that; amounts are coins. */
const optionFacts = (symbol: string): Facts | undefined => {
  const [, base, date, strike, type, money = 'USDC'] =
    /^([A-Z0-9]+)-(\d{1,2}[A-Z]{3}\d{2})-(\d+(?:\.\d+)?)-([CP])(?:-([A-Z]+))?$/.exec(symbol) ?? []
  if (base === undefined) return undefined
  const [expiry, option] = [expiryOf(date, expiryHour), optionOf(base, strike, type)]
  if (expiry === undefined || option === undefined) return undefined
  return factsOf({
    ...{ kind: 'option', base, quote: money, settlement: 'linear', expiry, option, impliedVols: 'fraction' },
    ...{ contract: { size: 1, unit: 'base' }, amounts: 'base' },
  })
}

const dated = (symbol: string): Facts | undefined => {
  const [, name, date] = /^([A-Z0-9]+)-(\d{1,2}[A-Z]{3}\d{2})$/.exec(symbol) ?? []
  const expiry = date === undefined ? undefined : expiryOf(date, expiryHour)
  if (expiry === undefined) return undefined
  const [base, quote] = (name.endsWith('USDT') ? splitPair(name) : undefined) ?? [name, 'USDC']
  return linear(base, quote, expiry)
}

/**
 * Bybit's contracts: BTCUSDT, BTCPERP (in USDC), BTCUSDT-27JUN25, BTC-27JUN25 (in USDC); settled in the coin BTCUSD and
 * BTCUSDM25 (to the last Friday of June 2025); options. Everything expires at 08:00 UTC.
 */
export const bybit: VenueNames = (symbol) => {
  if (symbol.includes('-')) return optionFacts(symbol) ?? dated(symbol)
  const [, quarterly, code] = /^([A-Z0-9]+)USD([FGHJKMNQUVXZ]\d{2})$/.exec(symbol) ?? []
  const expiry = code === undefined ? undefined : quarterOf(code, expiryHour)
  if (quarterly !== undefined && expiry !== undefined) return inverse(quarterly, expiry)
  const usdc = /^([A-Z0-9]+)PERP$/.exec(symbol)
  if (usdc) return linear(usdc[1], 'USDC')
  const [base, quote] = splitPair(symbol) ?? []
  if (base === undefined || quote === undefined) return undefined
  return quote === 'USD' ? inverse(base) : linear(base, quote)
}
