import { z } from 'zod'
import { DAY, SECOND, type Timestamp } from '../../../core/market/event'
import type { FundingRate } from '../../../core/market/funding'
import type { Delivery } from '../../../core/portfolio/settle-expired'
import { askVenue, type PublishedOptions } from './ask'

const mainUrl = 'https://www.deribit.com/api/v2'
const sandboxUrl = 'https://test.deribit.com/api/v2'

/** Options expire at this time of the day, UTC. */
const expiryHour = 8 * 3_600 * SECOND

/** Days of one answer, newest first. */
const count = 1_000

const answer = z.object({
  result: z.object({ data: z.array(z.object({ date: z.string(), delivery_price: z.number().positive() })) }),
})

/** 'BTC-PERPETUAL' settles on btc_usd, 'SOL_USDC-PERPETUAL' on sol_usdc; undefined for another name. */
export const indexOf = (symbol: string): string | undefined => {
  const [, base, quote = 'USD'] = /^([A-Z0-9]+)(?:_(USD[A-Z]))?(?:-.*)?$/.exec(symbol) ?? []
  return base === undefined ? undefined : `${base}_${quote}`.toLowerCase()
}

/**
 * The delivery price of a Deribit underlying at an expiry, from its public list: the mean of the index over the half
 * hour before 08:00 UTC. 'awaited' while the list does not have the day, 'none' for an expiry at another time. Throws
 * `unavailable` where the venue does not answer as it says.
 */
export const deribitDelivery = async (
  symbol: string,
  expiry: Timestamp,
  { sandbox = false, url }: PublishedOptions = {},
): Promise<Delivery> => {
  const index = indexOf(symbol)
  if (index === undefined || expiry % DAY !== expiryHour) return { kind: 'none' }
  const date = new Date(expiry / 1_000).toISOString().slice(0, 10)
  const address = url ?? (sandbox ? sandboxUrl : mainUrl)
  const request = `${address}/public/get_delivery_prices?index_name=${index}&offset=0&count=${count}`
  const data = (await askVenue(request, answer, `the delivery prices of ${index}`)).result.data
  const found = data.find((day) => day.date === date)
  return found === undefined ? { kind: 'awaited' } : { kind: 'price', price: found.delivery_price }
}

const HOUR = 3_600 * SECOND

const history = z.object({
  result: z.array(z.object({ timestamp: z.int(), interest_1h: z.number(), index_price: z.number().positive() })),
})

/**
 * The fundings of a Deribit perpetual in a span, hour by hour, oldest first: public/get_funding_rate_history, whose
 * `interest_1h` is what a position pays in the hour before. Throws `unavailable` where the venue does not answer as it
 * says.
 */
export const deribitFunding = async (
  symbol: string,
  { after, until }: { readonly after: Timestamp; readonly until: Timestamp },
  { sandbox = false, url }: PublishedOptions = {},
): Promise<readonly FundingRate[]> => {
  const [start, end] = [Math.floor(after / 1_000), Math.floor(until / 1_000)]
  const address = url ?? (sandbox ? sandboxUrl : mainUrl)
  const query = `instrument_name=${encodeURIComponent(symbol)}&start_timestamp=${start}&end_timestamp=${end}`
  const request = `${address}/public/get_funding_rate_history?${query}`
  const { result } = await askVenue(request, history, `the funding of ${symbol}`)
  return result
    .map(({ timestamp, interest_1h: rate, index_price: price }): FundingRate => {
      const at = timestamp * 1_000
      return { at, from: at - HOUR, rate, price, basis: 'venue' }
    })
    .filter(({ at }) => at > after && at <= until)
    .sort((a, b) => a.at - b.at)
}
