import type { Bar } from '../../src/core/market/bar'
import type { Timestamp } from '../../src/core/market/event'

/** A bar made of closes alone: one return, from the close before it. */
export const returnBar = (timestamp: Timestamp, periodSeconds: number, open: number, close: number): Bar => ({
  timestamp,
  periodSeconds,
  open,
  high: Math.max(open, close),
  low: Math.min(open, close),
  close,
  volume: 0,
  turnover: 0,
  trades: undefined,
  flow: undefined,
  quote: undefined,
  realizedVariance: undefined,
  impliedVol: undefined,
  fundingRate: undefined,
  afterGap: false,
})
