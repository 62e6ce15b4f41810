import { startPriceGuard, type PriceGuard } from '../../core/market/price-guard'
import type { RefusalReason } from '../../core/market/row-check'
import { keptLine, sameLine, type Row, type RowSink, type SourceLine } from './formats/format'
import { startRecentKeys, startRecentTimes, type RecentKeys, type RecentTimes } from './recent-rows'

/** Number of first rows of an instrument that wait until their median is known; prices are judged against it. */
const learningRows = 64

/** So many streams keep their last line where it was read. */
const fewStreams = 4

type Stream = { time: number; line: SourceLine | undefined; readonly keys: RecentKeys; readonly times: RecentTimes }
type Pending = { readonly row: Row; readonly line: SourceLine }
type Market = { guard: PriceGuard; readonly pending: Pending[]; priced: number; readonly streams: Map<string, Stream> }

/** The receiver of judged rows. */
export type ScreenOutput = {
  store(row: Row): void
  quarantine(reason: RefusalReason, line: SourceLine): void
}

const repeats = (row: Row, line: SourceLine, stream: Stream): boolean => {
  if (row.repeats === 'next') return stream.line !== undefined && sameLine(line, stream.line)
  if (row.repeats === 'time') return row.time !== undefined && stream.times.has(row.time)
  return row.identity !== undefined && stream.keys.has(row.identity)
}

/**
 * Judges sound rows against their neighbours and against what is recorded already: time going back, duplicates, absurd
 * prices. Rows of an instrument are stored in the order they came.
 */
export const startScreen = (
  output: ScreenOutput,
  isRecorded: (row: Row) => boolean = () => false,
): RowSink & { end(): void } => {
  const markets = new Map<string, Market>()
  let streams = 0
  let latest: { readonly row: Row['instrument']; readonly market: Market } | undefined

  const marketOf = (instrument: Row['instrument']): Market => {
    if (latest?.row === instrument) return latest.market
    const key = JSON.stringify([instrument.venue, instrument.symbol])
    let market = markets.get(key)
    if (market === undefined) {
      market = { guard: startPriceGuard([]), pending: [], priced: 0, streams: new Map() }
      markets.set(key, market)
    }
    latest = { row: instrument, market }
    return market
  }

  const disorder = (market: Market, row: Row, line: SourceLine): RefusalReason | undefined => {
    let stream = market.streams.get(row.stream)
    if (stream === undefined) {
      stream = { time: -Infinity, line: undefined, keys: startRecentKeys(), times: startRecentTimes() }
      market.streams.set(row.stream, stream)
      streams++
    }
    if (repeats(row, line, stream) || isRecorded(row)) return 'duplicate'
    if (row.time !== undefined) {
      if (row.time < stream.time) return 'time-back'
      stream.time = row.time
      if (row.repeats === 'time') stream.times.add(row.time)
    }
    // A line that is kept keeps what was read with it: few streams may.
    if (row.repeats === 'next') stream.line = streams > fewStreams ? keptLine(line) : line
    if (row.repeats === 'anywhere' && row.identity !== undefined) stream.keys.add(row.identity)
    return undefined
  }

  const judge = (market: Market, row: Row, line: SourceLine): void => {
    const { price } = row
    if (price !== undefined && !market.guard.fits(price.low, price.high)) {
      output.quarantine('absurd-price', line)
      return
    }
    const reason = disorder(market, row, line)
    if (reason !== undefined) {
      output.quarantine(reason, line)
      return
    }
    if (price !== undefined) market.guard.accept(price.mid)
    output.store(row)
  }

  const learn = (market: Market): void => {
    const waiting = market.pending.splice(0)
    market.guard = startPriceGuard(waiting.flatMap(({ row }) => row.price?.mid ?? []))
    for (const { row, line } of waiting) judge(market, row, line)
  }

  return {
    refuse: (reason, line) => output.quarantine(reason, line),
    accept: (row, line) => {
      const market = marketOf(row.instrument)
      if (!market.guard.isLearning() || (row.price === undefined && market.priced === 0)) {
        judge(market, row, line)
        return
      }
      market.pending.push({ row, line: keptLine(line) })
      if (row.price !== undefined) market.priced++
      // A stream with few prices must not hold rows back without end.
      if (market.priced === learningRows || market.pending.length === 100 * learningRows) learn(market)
    },
    end: () => {
      for (const market of markets.values()) learn(market)
    },
  }
}
