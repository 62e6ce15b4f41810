import { klines, ohlcv } from './bars'
import { binanceWs } from './binance-ws'
import { deribitChain } from './deribit-chain'
import type { Format } from './format'
import { lobster } from './lobster'
import { tardis } from './tardis'

export const formatNames = ['tardis', 'klines', 'ohlcv', 'binance-ws', 'lobster', 'deribit-chain'] as const
export type FormatName = (typeof formatNames)[number]

export const formats: Readonly<Record<FormatName, Format>> = {
  ...{ tardis, klines, ohlcv, lobster },
  ...{ 'binance-ws': binanceWs, 'deribit-chain': deribitChain },
}
