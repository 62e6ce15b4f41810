import type { Timestamp } from '../event'
import { expiryOf, factsOf, optionOf, spot, type Facts, type VenueNames } from './contract-name'

const expiryHour = 8

/** Coins of a contract settled in USDT; of others the size is not known here. */
const linearContracts: Readonly<Record<string, number>> = {
  ...{ BTC: 0.01, ETH: 0.1, BNB: 0.01, BCH: 0.1, AAVE: 0.1, LTC: 1, SOL: 1, DOT: 1, LINK: 1, ATOM: 1, AVAX: 1, APT: 1 },
  ...{ ALGO: 10, ADA: 100, XRP: 100, DOGE: 1_000 },
}
/** Coins of an option settled in the coin: the contract's value times its multiplier. */
const optionContracts: Readonly<Record<string, number>> = { BTC: 0.01, ETH: 0.1 }

const contractOf = (base: string, quote: string): Facts['contract'] => {
  if (quote === 'USD') return { size: base === 'BTC' ? 100 : 10, unit: 'quote', assumed: true }
  const size = quote === 'USDT' ? linearContracts[base] : undefined
  return size === undefined ? undefined : { size, unit: 'base', assumed: true }
}

const future = (base: string, quote: string, expiry: Timestamp | undefined): Facts =>
  factsOf({
    ...{ kind: expiry === undefined ? 'perpetual' : 'future', base, quote, expiry, amounts: 'contracts' },
    ...{ settlement: quote === 'USD' ? 'inverse' : 'linear', contract: contractOf(base, quote) },
  })

const optionFacts = ([base, quote, date, strike, type]: readonly string[]): Facts | undefined => {
  const [expiry, option] = [expiryOf(date, expiryHour), optionOf(`${base}-${quote}`, strike, type)]
  if (expiry === undefined || option === undefined) return undefined
  const size = quote === 'USD' ? optionContracts[base] : undefined
  return factsOf({
    ...{ kind: 'option', base, quote, settlement: quote === 'USD' ? 'inverse' : 'linear', expiry, option },
    ...{ contract: size === undefined ? undefined : { size, unit: 'base', assumed: true }, amounts: 'contracts' },
    impliedVols: 'fraction',
  })
}

/**
 * OKX: BTC-USDT is spot; BTC-USDT-SWAP, BTC-USDT-250627 and, settled in the coin, BTC-USD-SWAP, BTC-USD-250627,
 * BTC-USD-250627-100000-C, whose amounts count contracts. Dated ones expire at 08:00 UTC; volatilities are fractions.
 * The sizes of contracts are assumed: OKX tells them by its API alone.
 */
export const okx: VenueNames = (symbol) => {
  const parts = symbol.split('-')
  const [base, quote, date] = parts
  if (parts.some((part) => !/^[A-Z0-9.]+$/.test(part)) || quote === undefined) return undefined
  if (parts.length === 5) return optionFacts(parts)
  if (parts.length === 2) return spot(base, quote)
  if (parts.length !== 3) return undefined
  if (date === 'SWAP') return future(base, quote, undefined)
  const expiry = expiryOf(date, expiryHour)
  return expiry === undefined ? undefined : future(base, quote, expiry)
}
