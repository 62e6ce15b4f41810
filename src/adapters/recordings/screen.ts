import { Fault } from '../../core/error'
import type { MarketEvent, Timestamp } from '../../core/market/event'
import {
  edgeLevel,
  firstPrices,
  newLevel,
  startPriceGuard,
  type LevelChange,
  type PriceGuard,
} from '../../core/market/price-guard'
import type { RefusalReason } from '../../core/market/row-check'
import { keptLine, keptRow, sameLine, type Row, type RowSink, type SourceLine } from './formats/format'
import { startRecentKeys, startRecentTimes, type RecentKeys, type RecentTimes } from './recent-rows'

/** Number of first rows of an instrument that wait until their median is known; prices are judged against it. */
const learningRows = 64
/** Rows of one instrument, and bytes of all, that may wait to be judged. */
const mostRows = 16_384
const mostBytes = 32 * 2 ** 20
/** What a waiting row takes beside its text. */
const rowBytes = 512
/** Where no more rows can wait, a run need not last. */
const fullLevel = { rows: newLevel.rows, lasting: 0 }

/** Instruments of one file, and streams of rows of all: each is followed on its own, in memory. */
const mostInstruments = 10_000
const mostStreams = 250_000
/** Identities that a stream recalls at least: so many if it is the only one, a share of them among others. */
const [recalled, leastRecalled] = [65_536, 64]

/** So many streams keep their last line where it was read. */
const fewStreams = 4

type Stream = { time: number; line: SourceLine | undefined; keys?: RecentKeys; times?: RecentTimes }
type Pending = { readonly row: Row; readonly line: SourceLine }
type Market = {
  guard: PriceGuard
  waiting: Pending[]
  /** A line that reaches from the market to far away; what comes next tells whether the level changed in it. */
  spanning: SourceLine | undefined
  priced: number
  readonly streams: Map<string, Stream>
}

/** The receiver of judged rows. */
export type ScreenOutput = {
  store(row: Row, events: readonly MarketEvent[]): void
  quarantine(reason: RefusalReason, line: SourceLine): void
  /** The rows of an instrument from this time on lie at another level than those before. */
  level(instrument: Row['instrument'], at: Timestamp, change: LevelChange): void
}

const repeats = (row: Row, line: SourceLine, stream: Stream): boolean => {
  if (row.repeats === 'next') return stream.line !== undefined && sameLine(line, stream.line)
  if (row.repeats === 'time') return row.time !== undefined && stream.times?.has(row.time) === true
  return row.identity !== undefined && stream.keys?.has(row.identity) === true
}

const timeOf = ({ events, time }: Row): Timestamp => {
  const [first]: readonly (MarketEvent | undefined)[] = typeof events === 'function' ? [] : events
  return first?.timestamp ?? time ?? 0
}

const bytesOf = ({ line }: Pending): number => rowBytes + 2 * line.raw.length

/**
 * Judges sound rows against their neighbours and against what is recorded already: time going back, duplicates, absurd
 * prices. Rows far from the market wait until they are known to be absurd, or to be a new level. Rows of an instrument
 * are stored in the order they came. A file of too many instruments to follow is a `bad-input` fault.
 */
export const startScreen = (
  file: string,
  output: ScreenOutput,
  isRecorded: (row: Row) => boolean = () => false,
): RowSink & { end(): void } => {
  const markets = new Map<string, Market>()
  let streams = 0
  let latest: { readonly row: Row['instrument']; readonly market: Market } | undefined
  let waitingBytes = 0

  const tooMany = (what: string, { number }: SourceLine): Fault =>
    new Fault('bad-input', `${file}: row ${number}: more than ${what} in one file; split it by instrument`)

  const marketOf = (instrument: Row['instrument'], line: SourceLine): Market => {
    if (latest?.row === instrument) return latest.market
    const key = JSON.stringify([instrument.venue, instrument.symbol])
    let market = markets.get(key)
    if (market === undefined) {
      if (markets.size === mostInstruments) throw tooMany(`${mostInstruments} instruments`, line)
      market = { guard: startPriceGuard([]), waiting: [], spanning: undefined, priced: 0, streams: new Map() }
      markets.set(key, market)
    }
    latest = { row: instrument, market }
    return market
  }

  const disorder = (market: Market, row: Row, line: SourceLine): RefusalReason | undefined => {
    let stream = market.streams.get(row.stream)
    if (stream === undefined) {
      stream = { time: -Infinity, line: undefined }
      market.streams.set(row.stream, stream)
      if (++streams > mostStreams) throw tooMany(`${mostStreams} streams of rows`, line)
    }
    if (repeats(row, line, stream) || isRecorded(row)) return 'duplicate'
    if (row.time !== undefined) {
      if (row.time < stream.time) return 'time-back'
      stream.time = row.time
      if (row.repeats === 'time') (stream.times ??= startRecentTimes()).add(row.time)
    }
    // A line that is kept keeps what was read with it: few streams may.
    if (row.repeats === 'next') stream.line = streams > fewStreams ? keptLine(line) : line
    if (row.repeats === 'anywhere' && row.identity !== undefined) {
      stream.keys ??= startRecentKeys(Math.max(leastRecalled, Math.floor(recalled / streams)))
      stream.keys.add(row.identity)
    }
    return undefined
  }

  const admit = (market: Market, row: Row, line: SourceLine): void => {
    const reason = disorder(market, row, line)
    const events = reason ?? (typeof row.events === 'function' ? row.events() : row.events)
    if (typeof events === 'string') {
      output.quarantine(events, line)
      return
    }
    if (row.price !== undefined) market.guard.accept(row.price.mid)
    output.store(row, events)
  }

  const wait = (market: Market, row: Row, line: SourceLine): void => {
    const pending = { row: keptRow(row), line: keptLine(line) }
    market.waiting.push(pending)
    waitingBytes += bytesOf(pending)
  }

  const takeWaiting = (market: Market): readonly Pending[] => {
    const { waiting } = market
    for (const pending of waiting) waitingBytes -= bytesOf(pending)
    market.waiting = []
    return waiting
  }

  const isFull = ({ waiting }: Market): boolean => waiting.length >= mostRows || waitingBytes > mostBytes

  const refuseWaiting = (market: Market): void => {
    for (const { row, line } of takeWaiting(market))
      if (row.price === undefined) admit(market, row, line)
      else output.quarantine('absurd-price', line)
  }

  const refuseSpanning = (market: Market, reason: RefusalReason): void => {
    if (market.spanning !== undefined) output.quarantine(reason, market.spanning)
    market.spanning = undefined
  }

  const changeLevel = (market: Market): void => {
    refuseSpanning(market, 'spans-levels')
    const rows = takeWaiting(market)
    const [{ row }] = rows
    output.level(row.instrument, timeOf(row), market.guard.change()!)
    for (const pending of rows) admit(market, pending.row, pending.line)
  }

  const judge = (market: Market, row: Row, line: SourceLine): void => {
    const { price } = row
    if (price === undefined) {
      if (market.waiting.length === 0) admit(market, row, line)
      else wait(market, row, line)
    } else {
      const verdict = market.guard.judge(price.low, price.high, price.mid, timeOf(row))
      if (market.waiting.length > 0 && (verdict === 'fits' || verdict === 'begins')) refuseWaiting(market)
      if (verdict === 'fits' || verdict === 'spans') refuseSpanning(market, 'absurd-price')
      if (verdict === 'fits') admit(market, row, line)
      else if (verdict === 'spans') market.spanning = keptLine(line)
      else if (verdict === 'refused') output.quarantine('absurd-price', line)
      else wait(market, row, line)
      if (verdict === 'level') changeLevel(market)
    }
    if (market.waiting.length > 0 && isFull(market)) settle(market, fullLevel)
  }

  const settle = (market: Market, rule: typeof fullLevel): void => {
    if (market.guard.settle(rule)) {
      changeLevel(market)
      return
    }
    market.guard.forget()
    refuseSpanning(market, 'absurd-price')
    refuseWaiting(market)
  }

  const learn = (market: Market): void => {
    const rows = takeWaiting(market)
    const priced = rows.filter(({ row }) => row.price !== undefined)
    const mids = priced.map(({ row }) => row.price!.mid)
    market.guard = startPriceGuard(
      firstPrices(
        mids,
        priced.map(({ row }) => timeOf(row)),
      ),
    )
    for (const { row, line } of rows) judge(market, row, line)
  }

  return {
    refuse: (reason, line) => output.quarantine(reason, line),
    accept: (row, line) => {
      const market = marketOf(row.instrument, line)
      if (!market.guard.isLearning() || (row.price === undefined && market.priced === 0)) {
        judge(market, row, line)
        return
      }
      wait(market, row, line)
      if (row.price !== undefined) market.priced++
      // A stream with few prices must not hold rows back without end.
      if (market.priced === learningRows || isFull(market)) learn(market)
    },
    end: () => {
      for (const market of markets.values()) {
        if (market.guard.isLearning()) learn(market)
        settle(market, edgeLevel)
      }
    },
  }
}
