import { SECOND, type DerivativeTicker, type Timestamp } from '../event'

/** Funding is set for eight hours at most venues; a rate older than a day is none. */
const STALE = 24 * 3600 * SECOND

/** Feed it tickers in time order. */
export type FundingInForce = {
  readonly take: (ticker: DerivativeTicker) => void
  /** The last rate taken; undefined before the first and a day after the last. */
  readonly at: (time: Timestamp) => number | undefined
}

export const startFunding = (): FundingInForce => {
  let rate: number | undefined
  let since = 0
  return {
    take({ fundingRate, timestamp }) {
      if (fundingRate === undefined) return
      rate = fundingRate
      since = timestamp
    },
    at: (time) => (since >= time - STALE ? rate : undefined),
  }
}
