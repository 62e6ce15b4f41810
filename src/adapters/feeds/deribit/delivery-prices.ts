import { z } from 'zod'
import { Fault } from '../../../core/error'
import { DAY, SECOND, type Timestamp } from '../../../core/market/event'
import type { Delivery } from '../../../core/portfolio/settle-expired'

export type DeliveryPriceOptions = {
  /** Deribit's test exchange. */
  readonly sandbox?: boolean | undefined
  /** Another address of its interface, for tests. */
  readonly url?: string | undefined
}

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
  { sandbox = false, url }: DeliveryPriceOptions = {},
): Promise<Delivery> => {
  const index = indexOf(symbol)
  if (index === undefined || expiry % DAY !== expiryHour) return { kind: 'none' }
  const date = new Date(expiry / 1_000).toISOString().slice(0, 10)
  const address = url ?? (sandbox ? sandboxUrl : mainUrl)
  const request = `${address}/public/get_delivery_prices?index_name=${index}&offset=0&count=${count}`
  let body: unknown
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(8_000), redirect: 'error' })
    body = await response.json()
  } catch (cause) {
    throw new Fault('unavailable', `Deribit does not give the delivery prices of ${index}`, { cause })
  }
  const { data, error } = answer.safeParse(body)
  if (error) throw new Fault('unavailable', `Deribit gives no delivery prices of ${index}`, { cause: error })
  const found = data.result.data.find((day) => day.date === date)
  return found === undefined ? { kind: 'awaited' } : { kind: 'price', price: found.delivery_price }
}
