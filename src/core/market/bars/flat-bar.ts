import type { Bar } from '../bar'
import type { Timestamp } from '../event'

/**
 * The bar of an interval in which nothing happened: everything at the last close, volume 0, quote and rates as they
 * stood.
 */
export const flatBar = (last: Bar, timestamp: Timestamp): Bar => ({
  timestamp,
  periodSeconds: last.periodSeconds,
  open: last.close,
  high: last.close,
  low: last.close,
  close: last.close,
  volume: 0,
  turnover: 0,
  trades: last.trades === undefined ? undefined : 0,
  flow: last.flow === undefined ? undefined : { buyVolume: 0, sellVolume: 0 },
  quote:
    last.quote === undefined
      ? undefined
      : {
          ...last.quote,
          relativeSpread: ((last.quote.ask - last.quote.bid) * 2) / (last.quote.ask + last.quote.bid),
          depth: (last.quote.bidSize + last.quote.askSize) / 2,
          orderFlowImbalance: 0,
          updates: 0,
        },
  realizedVariance: last.realizedVariance === undefined ? undefined : 0,
  impliedVol: last.impliedVol,
  fundingRate: last.fundingRate,
  afterGap: false,
})
