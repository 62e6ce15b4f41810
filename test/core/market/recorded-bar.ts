import type { Bar } from '../../../src/core/market/bar'
import { SECOND } from '../../../src/core/market/event'

/** A recorded minute of plain OHLCV that closes at minute `minute`; flat at `close` by default. */
export const aMinute = (minute: number, close: number, part: Partial<Bar> = {}): Bar => ({
  timestamp: minute * 60 * SECOND,
  periodSeconds: 60,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
  turnover: close,
  trades: undefined,
  flow: undefined,
  quote: undefined,
  realizedVariance: undefined,
  impliedVol: undefined,
  fundingRate: undefined,
  afterGap: false,
  ...part,
})
