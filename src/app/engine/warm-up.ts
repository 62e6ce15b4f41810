import type { Bar } from '../../core/market/bar'
import { resample } from '../../core/market/bars/resample'
import { DAY, SECOND, type Timestamp } from '../../core/market/event'
import { historyBars } from '../../core/reading/decision-bars'
import type { BarReading } from '../../core/reading/market'
import type { MarketGrid } from '../../core/reading/market-models'
import type { InstrumentId, InstrumentDescription, RecordingReader, Span } from '../../ports/recording-store'
import { foldEvent, stepBreakerOver, type LiveMarket } from './live-market'

export type WarmUp = {
  readonly live: LiveMarket
  readonly grid: MarketGrid
  readonly reader: RecordingReader
  readonly instrument: InstrumentId
  /** The live feed takes over here: what arrived before it is read. */
  readonly until: Timestamp
  /** Called with the bars as they close, in order. */
  readonly onReadings?: ((readings: readonly BarReading[]) => void) | undefined
}

/** Decision bars that were read, and how the record of them was kept. */
export type WarmedUp = { readonly bars: number; readonly from: 'events' | 'bars' | 'nothing' }

/**
 * Span before `until` that holds every bar a reading depends on; in a market with sessions the days without one are
 * added, holidays among them.
 *
 * @internal
 */
export const historySpan = (grid: MarketGrid, until: Timestamp): Required<Span> => {
  const bars = historyBars(grid)
  const span = grid.continuous
    ? bars * grid.barSeconds * SECOND
    : (Math.ceil((bars / grid.barsPerDay / 5) * 7) + 5) * DAY
  return { from: until - span, to: until }
}

const has = ({ channels }: InstrumentDescription, ...names: readonly string[]): boolean =>
  channels.some(({ channel }) => names.includes(channel))

const recordedBars = async ({ reader, grid, instrument }: WarmUp, span: Span): Promise<readonly Bar[]> => {
  const bars: Bar[] = []
  for await (const block of reader.bars(instrument, span)) for (const bar of block) bars.push(bar)
  const fine = bars.length > 0 && grid.barSeconds % bars[0].periodSeconds === 0
  return fine ? resample(bars, grid.barSeconds, { fillHoles: grid.continuous }) : []
}

/**
 * Reads a market's recent past from a recording before its first live event, so that features and toxicity ranks are
 * warm at once, and breaker and trust keep their state. From events where there are any: the state is then the one of a
 * process that never stopped. Else from recorded bars that fit the grid: the first live bar then opens a new session.
 */
export const warmUp = async (options: WarmUp): Promise<WarmedUp> => {
  const { live, grid, reader, instrument, until, onReadings } = options
  const { instruments } = await reader.describe()
  const known = instruments.find(({ venue, symbol }) => venue === instrument.venue && symbol === instrument.symbol)
  const span = historySpan(grid, until)
  if (known === undefined) return { bars: 0, from: 'nothing' }
  if (has(known, 'trades', 'quotes', 'book_snapshot', 'book_change')) {
    let bars = 0
    for await (const events of reader.arrivals(instrument, span))
      for (const event of events) {
        const change = foldEvent(live, event)
        if (change.kind !== 'bars') continue
        bars += change.readings.length
        onReadings?.(change.readings)
      }
    return { bars, from: bars > 0 ? 'events' : 'nothing' }
  }
  const bars = await recordedBars(options, span)
  live.market.warmUp(bars)
  stepBreakerOver(live, bars)
  return { bars: bars.length, from: bars.length > 0 ? 'bars' : 'nothing' }
}
