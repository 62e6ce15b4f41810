import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { realData } from '../../support/real-data'
import type { FeedEvent } from './events'

const rowsOf = (path: string): string[][] =>
  gunzipSync(readFileSync(realData(path)))
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))

/**
 * Quotes and trades of one stock and day in time order, quotes first within a microsecond; crossed and locked quotes
 * left out.
 */
export const ticksOf = (symbol: string, day: string, withQuotes = true): FeedEvent[] => {
  const folder = 'ticks-us-equity-2013/us-equity'
  const trades = rowsOf(`${folder}_trades_${day}_${symbol}.csv.gz`).map((row): FeedEvent => {
    const [timestamp, localTimestamp, price, size] = [row[2], row[3], row[6], row[7]].map(Number)
    return { kind: 'trade', timestamp, localTimestamp, price, size, aggressor: undefined }
  })
  if (!withQuotes) return trades
  const quotes = rowsOf(`${folder}_quotes_${day}_${symbol}.csv.gz`).map((row): FeedEvent => {
    const [timestamp, localTimestamp, askSize, ask, bid, bidSize] = row.slice(2).map(Number)
    return { kind: 'quote', timestamp, localTimestamp, bid, bidSize, ask, askSize }
  })
  const clean = quotes.filter((event) => event.kind !== 'quote' || event.bid < event.ask)
  return [...clean, ...trades].sort((a, b) => a.timestamp - b.timestamp)
}
