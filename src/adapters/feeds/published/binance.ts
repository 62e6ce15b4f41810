import { z } from 'zod'
import { DAY, SECOND, type Timestamp } from '../../../core/market/event'
import type { FundingRate } from '../../../core/market/funding'
import type { Delivery } from '../../../core/portfolio/settle-expired'
import { askVenue } from './ask'

const futuresUrl = 'https://fapi.binance.com'
const optionsUrl = 'https://eapi.binance.com'

/** Binance's options expire at this time of the day, UTC. */
const expiryHour = 8 * 3_600 * SECOND
const minute = 60 * SECOND

const decimal = z.string().regex(/^-?\d+(?:\.\d+)?$/)
const fundings = z.array(
  z.object({ fundingTime: z.int(), fundingRate: decimal, markPrice: z.union([decimal, z.literal('')]).optional() }),
)
const exercises = z.array(z.object({ expiryDate: z.int(), realStrikePrice: decimal }))

/**
 * The fundings of a USD-margined perpetual later than a time, oldest first: GET /fapi/v1/fundingRate. Its times are
 * some milliseconds late. Throws `unavailable` where the venue does not answer as it says.
 */
export const binanceFunding = async (
  symbol: string,
  after: Timestamp,
  url: string = futuresUrl,
): Promise<readonly FundingRate[]> => {
  const from = Math.floor(after / 1_000) + 1
  const address = `${url}/fapi/v1/fundingRate?symbol=${encodeURIComponent(symbol)}&startTime=${from}&limit=1000`
  const rows = await askVenue(address, fundings, `the funding of ${symbol}`)
  return rows
    .map(({ fundingTime, fundingRate, markPrice }): FundingRate => ({
      at: Math.round((fundingTime * 1_000) / minute) * minute,
      rate: Number(fundingRate),
      ...(markPrice && { price: Number(markPrice) }),
      basis: 'venue',
    }))
    .filter(({ at }) => at > after)
}

/**
 * The delivery price of the options on a pair at an expiry, from those exercised then: GET /eapi/v1/exerciseHistory.
 * 'awaited' while there are none; 'none' for an expiry at another time than 08:00 UTC, and where later ones alone have
 * some. Throws as `binanceFunding`.
 */
export const binanceDelivery = async (
  symbol: string,
  expiry: Timestamp,
  url: string = optionsUrl,
): Promise<Delivery> => {
  if (expiry % DAY !== expiryHour) return { kind: 'none' }
  const at = expiry / 1_000
  const query = `underlying=${encodeURIComponent(symbol)}&startTime=${at}&limit=100`
  const rows = await askVenue(`${url}/eapi/v1/exerciseHistory?${query}`, exercises, `the delivery price of ${symbol}`)
  const found = rows.find(({ expiryDate, realStrikePrice }) => expiryDate === at && Number(realStrikePrice) > 0)
  if (found !== undefined) return { kind: 'price', price: Number(found.realStrikePrice) }
  return { kind: rows.length === 0 ? 'awaited' : 'none' }
}
