import { expiryOf, factsOf, optionOf, spot, type Facts, type VenueNames } from './contract-name'
import type { Timestamp } from '../event'

const expiryHour = 8

/** Dollars of a contract settled in the coin. */
const inverseContracts: Readonly<Record<string, number>> = { BTC: 10, ETH: 1 }
/** Coins of an option settled in dollars. */
const linearContracts: Readonly<Record<string, number>> = {
  ...{ BTC: 1, ETH: 1, PAXG: 1, SOL: 10, AVAX: 100, XRP: 1_000, TRX: 10_000 },
}

const sized = (size: number | undefined, unit: 'base' | 'quote'): Facts['contract'] =>
  size === undefined ? undefined : { size, unit }

/** 'BTC' is settled in the coin and quoted in dollars, 'BTC_USDC' in what stands behind the underscore. */
const moneyOf = (underlying: string) => {
  const [base, quote] = underlying.split('_')
  return { base, quote: quote ?? 'USD', settlement: quote === undefined ? ('inverse' as const) : ('linear' as const) }
}

/** The perpetual, or with an expiry the future. */
const future = (underlying: string, expiry: Timestamp | undefined): Facts => {
  const money = moneyOf(underlying)
  const kind = expiry === undefined ? 'perpetual' : 'future'
  if (money.settlement === 'linear') return factsOf({ kind, ...money, amounts: 'base', expiry })
  const dollars = inverseContracts[money.base]
  const least = { lot: dollars, leastQuantity: dollars }
  return factsOf({ kind, ...money, contract: sized(dollars, 'quote'), amounts: 'quote', expiry, ...least })
}

const optionPattern = /^([A-Z0-9]+(?:_[A-Z0-9]+)?)-(\d{1,2}[A-Z]{3}\d{2})-(\d+(?:d\d+)?)-([CP])$/

/** Amounts are coins. Prices are in the coin where it settles in it, else in dollars. */
const optionFacts = (symbol: string): Facts | undefined => {
  const [, underlying, date, strike, type] = optionPattern.exec(symbol) ?? []
  if (underlying === undefined) return undefined
  const [expiry, option] = [expiryOf(date, expiryHour), optionOf(underlying, strike, type)]
  if (expiry === undefined || option === undefined) return undefined
  const money = moneyOf(underlying)
  const coins = money.settlement === 'inverse' ? 1 : linearContracts[money.base]
  const contract = sized(coins, 'base')
  return factsOf({ kind: 'option', ...money, contract, amounts: 'base', expiry, option, impliedVols: 'percent' })
}

/**
 * Deribit: BTC-PERPETUAL, BTC-27JUN25, BTC-27JUN25-100000-C ('d' is the decimal point of a strike), with '_USDC' behind
 * the coin where it settles in that; BTC_USDC alone is spot. Amounts are dollars of an inverse future or perpetual,
 * else coins; everything expires at 08:00 UTC; volatilities are written in percent. Docs.deribit.com, 'amount' of
 * private/buy and public/get_instruments.
 */
export const deribit: VenueNames = (symbol) => {
  const option = optionFacts(symbol)
  if (option !== undefined) return option
  const pair = /^([A-Z0-9]+)_([A-Z0-9]+)$/.exec(symbol)
  if (pair) return spot(pair[1], pair[2])
  const [, underlying, date] = /^([A-Z0-9]+(?:_[A-Z0-9]+)?)-(PERPETUAL|\d{1,2}[A-Z]{3}\d{2})$/.exec(symbol) ?? []
  if (underlying === undefined) return undefined
  if (date === 'PERPETUAL') return future(underlying, undefined)
  const expiry = expiryOf(date, expiryHour)
  return expiry === undefined ? undefined : future(underlying, expiry)
}

/** What is asked for to have a chain, and which options of the answer are of it. */
type ChainQuestion = { readonly currency: string; readonly has: (underlying: string) => boolean }

/** 'BTC' is the chain of a currency, 'USDC' all that settle in it, 'BTC_USDC' those on one underlying. */
export const chainQuestion = (chain: string): ChainQuestion => {
  const [coin, money] = chain.split('_')
  return { currency: money ?? coin, has: (underlying) => money === undefined || underlying === chain }
}
