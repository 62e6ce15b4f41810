import { expiryOf, factsOf, quarterOf, spot, splitPair, type VenueNames } from './contract-name'

/** Exchanges that write XBT for bitcoin and XDG for dogecoin mean the same coins. */
const coinOf = (code: string): string => ({ XBT: 'BTC', XDG: 'DOGE' })[code] ?? code

/** A pair of a spot market: 'ETH/USD', 'ETH-USD', 'ETH_USD', 'ETH:USD' or 'ethusd', in any case. */
export const pairs: VenueNames = (symbol) => {
  const name = symbol.toUpperCase()
  const [base, quote, ...more] = name.split(/[/:_-]/)
  const [first, second] = quote === undefined ? (splitPair(name) ?? []) : [base, quote]
  if (!first || !second || more.length > 0 || !/^[A-Z0-9.]+$/.test(first + second)) return undefined
  return spot(coinOf(first), coinOf(second))
}

/** A share of a company in the United States, in dollars: 'AIG', 'BRK.B'. Amounts are shares. */
export const americanShares: VenueNames = (symbol) =>
  /^[A-Z]{1,5}(?:[. -][A-Z]{1,2})?$/.test(symbol) ? spot(symbol, 'USD', 'equity') : undefined

/**
 * BitMEX: XBTUSD and XBTM25 are a dollar of bitcoin a contract, settled in it. Of other contracts the size is not known
 * here.
 */
export const bitmex: VenueNames = (symbol) => {
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
export const krakenFutures: VenueNames = (symbol) => {
  const [, form, coin, date] = /^(PI|FI|PF|FF)_([A-Z0-9]+)USD(?:_(\d{6}))?$/.exec(symbol.toUpperCase()) ?? []
  const expiry = date === undefined ? undefined : expiryOf(date, 15)
  if (coin === undefined || form.startsWith('F') !== (expiry !== undefined)) return undefined
  const own = { kind: expiry === undefined ? 'perpetual' : 'future', base: coinOf(coin), quote: 'USD', expiry } as const
  return form.endsWith('I')
    ? factsOf({ ...own, settlement: 'inverse', contract: { size: 1, unit: 'quote' }, amounts: 'contracts' })
    : factsOf({ ...own, settlement: 'linear', contract: { size: 1, unit: 'base' }, amounts: 'base' })
}
