import { klines, ohlcv } from './bars'
import { binanceWs } from './binance-ws'
import { bybit, bybitWs } from './bybit'
import { databento } from './databento'
import { deribitChain, deribitSummary } from './deribit-chain'
import { deribitPanel } from './deribit-panel'
import type { Format } from './format'
import { kaiko } from './kaiko'
import { leanOptions } from './lean-options'
import { lobster } from './lobster'
import { optionQuotes } from './option-quotes'
import { published } from './published'
import { okx, okxWs } from './okx'
import { tardis } from './tardis'

export const formatNames = [
  ...(['tardis', 'klines', 'ohlcv', 'binance-ws', 'bybit', 'bybit-ws', 'okx', 'okx-ws', 'kaiko', 'databento'] as const),
  ...([
    'lobster',
    'lean-options',
    'deribit-chain',
    'deribit-summary',
    'deribit-panel',
    'option-quotes',
    'published',
  ] as const),
] as const
export type FormatName = (typeof formatNames)[number]

export const formats: Readonly<Record<FormatName, Format>> = {
  ...{ tardis, klines, ohlcv, lobster, bybit, okx, kaiko, databento },
  ...{ 'binance-ws': binanceWs, 'bybit-ws': bybitWs, 'okx-ws': okxWs, 'lean-options': leanOptions },
  published,
  ...{ 'deribit-chain': deribitChain, 'deribit-summary': deribitSummary, 'deribit-panel': deribitPanel },
  'option-quotes': optionQuotes,
}
