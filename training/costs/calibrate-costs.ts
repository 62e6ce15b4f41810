import { Fault } from '../../src/core/error'
import type { ArrivalCard, CostCard, SpreadCard } from '../../src/core/execution/cost-card'
import type { Bar } from '../../src/core/market/bar'
import { startBars } from '../../src/core/market/bars/bar-builder'
import { inferCalendar } from '../../src/core/market/bars/calendar'
import { resample } from '../../src/core/market/bars/resample'
import { blockInBaseUnits } from '../../src/core/market/base-units'
import { DAY } from '../../src/core/market/event'
import { countsBase } from '../../src/core/market/instrument'
import { deriveSeed, startRng, type Rng } from '../../src/core/rng'
import { mean } from '../../src/core/statistics/moments'
import type { InstrumentId, InstrumentDescription, RecordingReader } from '../../src/ports/recording-store'
import { chooseInstrument } from '../data/market'
import { quantileOfSorted } from '../statistics/quantile'
import { blockEstimates } from './block-estimates'
import { startDepth, type DepthCard } from './calibrate-depth'
import { calibrateDrift } from './calibrate-drift'
import { calibrateBarImpact, calibrateTradeImpact } from './calibrate-impact'
import { startTape, type Tape } from './tape'

const HOUR = DAY / 24
const levels = [0.05, 0.25, 0.5, 0.75, 0.95]

/**
 * Half spreads from bars that have quotes: mean with its interval, quantiles over bars and means by hour of the day,
 * UTC; undefined without quotes.
 */
const calibrateSpread = (bars: readonly Bar[], rng: Rng): SpreadCard | undefined => {
  const quoted = bars.flatMap(({ quote, timestamp }) =>
    quote === undefined ? [] : [{ half: quote.relativeSpread / 2, hour: Math.floor(((timestamp - 1) % DAY) / HOUR) }],
  )
  if (quoted.length === 0) return undefined
  const halves = Float64Array.from(quoted, ({ half }) => half)
  const [estimate] = blockEstimates([halves, halves.map(() => 1)], ([sum, count]) => [sum / count], rng)
  const sorted = halves.slice().sort()
  const byHour = Array.from({ length: 24 }, (_, hour) => quoted.filter((own) => own.hour === hour)).flatMap(
    (own, hour) => (own.length === 0 ? [] : [{ hour, value: mean(own.map(({ half }) => half)), bars: own.length }]),
  )
  return {
    mean: estimate,
    quantiles: levels.map((level) => ({ level, value: quantileOfSorted(sorted, level) })),
    byHour,
  }
}

export type CalibrationOptions = {
  /** The instrument; without it the one with the most rows. */
  readonly symbol?: string | undefined
  /** Where two venues list the symbol. */
  readonly venue?: string | undefined
  readonly seed: number
  /** Share of the value, one way. */
  readonly fee: number
  /** Quote currency an order. */
  readonly gas: number
}

const periods = [60, 10, 1]
const ENOUGH_BARS = 200

type Read = { readonly tape: Tape; readonly bars: readonly Bar[] }

/** Tape and bars of a minute, or of ten seconds or one second where there would be fewer than 200 minutes. */
const readTicks = async (reader: RecordingReader, instrument: InstrumentId): Promise<Read> => {
  const tape = startTape()
  const builders = periods.map((periodSeconds) => startBars({ periodSeconds }))
  const bars: Bar[][] = periods.map(() => [])
  const facts = reader.instrument(instrument)
  for await (const recorded of reader.events(instrument)) {
    const block = blockInBaseUnits(facts, recorded)
    tape.push(block)
    builders.forEach((builder, k) => {
      // Once minutes are enough, shorter bars are not needed.
      if (k === 0 || bars[0].length < ENOUGH_BARS) for (const bar of builder.push(block)) bars[k].push(bar)
    })
  }
  const enough = bars.findIndex((own) => own.length >= ENOUGH_BARS)
  return { tape: tape.end(), bars: bars[enough < 0 ? periods.length - 1 : enough] }
}

const readBars = async (reader: RecordingReader, instrument: InstrumentId): Promise<Read> => {
  const bars: Bar[] = []
  for await (const block of reader.bars(instrument)) for (const bar of block) bars.push(bar)
  const filled = bars.length > 0 ? resample(bars, bars[0].periodSeconds, { fillHoles: false }) : []
  return { tape: startTape().end(), bars: filled }
}

const calibrateDepth = async (
  reader: RecordingReader,
  instrument: InstrumentId,
  { channels }: InstrumentDescription,
  seed: number,
): Promise<DepthCard> => {
  const depth = startDepth(reader.instrument(instrument))
  const has = (name: string): boolean => channels.some(({ channel }) => channel === name)
  if (has('book_change'))
    for await (const events of reader.bookChanges(instrument)) for (const event of events) depth.push(event)
  else if (has('book_snapshot'))
    for await (const events of reader.bookSnapshots(instrument)) for (const event of events) depth.push(event)
  return depth.end(startRng(deriveSeed(seed, 'depth')))
}

/** Delay of quotes, else of trades, from venue time to local time; undefined where the two are equal. */
const calibrateArrival = async (
  reader: RecordingReader,
  instrument: InstrumentId,
  { channels }: InstrumentDescription,
): Promise<ArrivalCard | undefined> => {
  const channel = (['quotes', 'trades'] as const).find((name) => channels.some((own) => own.channel === name))
  if (channel === undefined) return undefined
  const delays: number[] = []
  for await (const rows of reader.delays(instrument, channel)) for (const delay of rows) delays.push(delay / 1000)
  if (delays.every((delay) => delay === 0)) return undefined
  const sorted = Float64Array.from(delays).sort()
  const quantiles = [0.5, 0.9, 0.99].map((level) => ({ level, value: quantileOfSorted(sorted, level) - sorted[0] }))
  return { fastest: sorted[0], quantiles }
}

/**
 * Cost card of an instrument: every part of it that the recording allows to estimate, with its interval. Faults
 * 'missing-data' on fewer than 30 bars.
 */
export const calibrateCosts = async (reader: RecordingReader, options: CalibrationOptions): Promise<CostCard> => {
  const { instruments } = await reader.describe()
  const listed = instruments.filter(({ venue }) => options.venue === undefined || venue === options.venue)
  if (listed.length === 0) throw new Fault('missing-data', `the recording has no venue ${options.venue}`)
  const chosen = chooseInstrument(listed, options.symbol)
  const instrument = { venue: chosen.venue, symbol: chosen.symbol }
  const ticks = chosen.channels.some(({ channel }) => channel === 'trades' || channel === 'quotes')
  const facts = reader.instrument(instrument)
  if (facts !== undefined && !countsBase(facts))
    throw new Fault(
      'missing-data',
      `${instrument.symbol}: its amounts count contracts of unknown size; import it with --contract-size and --contract-unit`,
    )
  const { tape, bars } = await (ticks ? readTicks : readBars)(reader, instrument)
  if (bars.length < 30)
    throw new Fault(
      'missing-data',
      `${instrument.symbol}: ${bars.length} bars are too few for a cost card, at least 30 are needed: take a longer recording`,
    )
  const rng = (label: string) => startRng(deriveSeed(options.seed, label))
  const { periodSeconds } = bars[0]
  const { kind, barsPerYear } = inferCalendar(
    bars.map(({ timestamp }) => timestamp),
    periodSeconds,
  )
  const barsPerDay = barsPerYear / (kind === 'continuous' ? 365 : 252)
  const volume = mean(bars.map((bar) => bar.volume)) * barsPerDay
  const dailyVolume = volume > 0 ? volume : undefined
  const inside = bars.flatMap((bar, i) => (i === 0 || bar.afterGap ? [] : [Math.log(bar.close / bars[i - 1].close)]))
  const variance = inside.length > 0 ? mean(inside.map((move) => move * move)) : 0
  const hasFlow = bars.some(({ flow }) => flow !== undefined)
  return {
    kind: 'cost-card',
    ...instrument,
    from: bars[0].timestamp - periodSeconds * 1e6,
    to: bars[bars.length - 1].timestamp,
    fee: options.fee,
    gas: options.gas,
    spread: calibrateSpread(bars, rng('spread')),
    tradeImpact:
      dailyVolume !== undefined && tape.quotes.time.length > 0 && tape.trades.time.length > 0
        ? calibrateTradeImpact(tape, dailyVolume, rng('trade-impact'))
        : undefined,
    barImpact:
      dailyVolume !== undefined && hasFlow ? calibrateBarImpact(bars, dailyVolume, rng('bar-impact')) : undefined,
    ...(await calibrateDepth(reader, instrument, chosen, options.seed)),
    drift: tape.quotes.time.length > 0 ? calibrateDrift(tape, rng('drift')) : [],
    arrival: ticks ? await calibrateArrival(reader, instrument, chosen) : undefined,
    base: facts && countsBase(facts) ? facts.base : undefined,
    dailyVolume,
    dailyVolatility: variance > 0 ? Math.sqrt(variance * barsPerDay) : undefined,
  }
}
