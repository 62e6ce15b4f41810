import type { DeliveryBasis, Timestamp } from '../../../core/market/event'
import type { FundingRate } from '../../../core/market/funding'
import type { Delivery } from '../../../core/portfolio/settle-expired'
import type { PublishedOptions } from './ask'
import { binanceDelivery, binanceFunding } from './binance'
import { deribitDelivery, deribitFunding } from './deribit'

/** What a venue publishes after the fact, by its public interface. Each rejects with `unavailable`. */
export type Published = {
  /** Fundings of a perpetual later than a time and up to another, oldest first. */
  readonly funding: (symbol: string, after: Timestamp, until: Timestamp) => Promise<readonly FundingRate[]>
  /** What the options on an instrument settle on. */
  readonly delivery: (symbol: string, expiry: Timestamp) => Promise<Delivery>
  readonly basis: DeliveryBasis
}

/** What a venue of our feeds publishes; undefined for another. */
export const publishedBy = (venue: string, { sandbox, url }: PublishedOptions = {}): Published | undefined => {
  if (venue === 'deribit')
    return {
      funding: (symbol, after, until) => deribitFunding(symbol, { after, until }, { sandbox, url }),
      delivery: (symbol, expiry) => deribitDelivery(symbol, expiry, { sandbox, url }),
      basis: 'index-mean-30m',
    }
  if (venue === 'binance-futures')
    return {
      funding: (symbol, after) => binanceFunding(symbol, after, url),
      delivery: (symbol, expiry) => binanceDelivery(symbol, expiry, url),
      basis: 'index-mean-30m',
    }
  return undefined
}
