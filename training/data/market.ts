import { Fault } from '../../src/core/error'
import type { Bar, Bars } from '../../src/core/market/bar'
import { startBars } from '../../src/core/market/bars/bar-builder'
import { barVariance } from '../../src/core/market/bars/bar-variance'
import { inferCalendar } from '../../src/core/market/bars/calendar'
import { startOneLevel } from '../../src/core/market/bars/level'
import { startResample } from '../../src/core/market/bars/resample'
import { blockInBaseUnits } from '../../src/core/market/base-units'
import { SECOND } from '../../src/core/market/event'
import type { InstrumentId, InstrumentDescription, RecordingDescription, RecordingReader } from '../../src/ports/recording-store'
import { startBarTable, type BarTable } from './bar-table'
import { decisionSeconds, profileOf, type Profile, type ProfileOptions } from './profile'
import { alignTruth, withSideChannels, type TruthColumns } from './side-channels'

/** One instrument of a recording on its decision bars. */
export type RecordedMarket = {
  readonly description: RecordingDescription
  readonly instrument: InstrumentId
  readonly bars: BarTable
  readonly profile: Profile
  /** Length of the recorded bars that the decision bars were made of, seconds; 0 where they were built from ticks. */
  readonly sourceSeconds: number
  /** State and instantaneous annual variance at each bar's close, where the market is simulated. */
  readonly truth: TruthColumns | undefined
}

export type LoadMarketOptions = ProfileOptions & {
  readonly symbol?: string
  /** Symbol of the option chain that gives the bars their implied volatility. */
  readonly options?: string
}

const rowsOf = ({ channels }: InstrumentDescription): number =>
  channels.filter(({ channel }) => channel !== 'truth').reduce((sum, { rows }) => sum + rows, 0)

const has = ({ channels }: InstrumentDescription, ...names: readonly string[]): boolean =>
  channels.some(({ channel }) => names.includes(channel))

/** The instrument to hedge: the one named, else the one with the most recorded rows of prices. */
export const chooseInstrument = (
  instruments: readonly InstrumentDescription[],
  symbol?: string,
): InstrumentDescription => {
  const priced = instruments.filter((instrument) => has(instrument, 'trades', 'quotes', 'bars'))
  const named = symbol === undefined ? priced : priced.filter((instrument) => instrument.symbol === symbol)
  if (named.length === 0)
    throw new Fault(
      'missing-data',
      symbol === undefined
        ? 'the recording holds no trades, quotes or bars of any instrument; import the prices of one'
        : `the recording has no ${symbol}; it has ${priced.map((instrument) => instrument.symbol).join(', ')}`,
    )
  return named.reduce((most, instrument) => (rowsOf(instrument) > rowsOf(most) ? instrument : most))
}

const tickBars = async (reader: RecordingReader, instrument: InstrumentId): Promise<BarTable> => {
  const builder = startBars({ periodSeconds: decisionSeconds('ticks') })
  const bars = startBarTable()
  const facts = reader.instrument(instrument)
  for await (const block of reader.events(instrument))
    for (const bar of builder.push(blockInBaseUnits(facts, block))) bars.push(bar)
  // The bar still open at the end of the recording is shorter than the others and is left out.
  return bars.table()
}

const recordedBars = async (reader: RecordingReader, instrument: InstrumentId): Promise<BarTable> => {
  const bars = startBarTable()
  for await (const block of reader.bars(instrument)) for (const bar of block) bars.push(bar)
  return bars.table()
}

const decisionBars = (recorded: BarTable): BarTable => {
  const [periodSeconds] = recorded.columns.periodSeconds
  const seconds = decisionSeconds(periodSeconds)
  const fillHoles = inferCalendar(recorded.columns.timestamp, periodSeconds).kind === 'continuous'
  if (seconds === periodSeconds && !fillHoles) return recorded
  const resampler = startResample({ periodSeconds: seconds, fillHoles })
  const bars = startBarTable()
  const take = (merged: readonly Bar[]): void => merged.forEach(bars.push)
  for (const bar of recorded) take(resampler.push(bar))
  take(resampler.end())
  return bars.table()
}

/** The bars at the level of the first one: a change of level (a split, a crash) is no return. */
const onOneLevel = (recorded: BarTable): BarTable => {
  const oneLevel = startOneLevel()
  const bars = startBarTable()
  for (const bar of recorded) bars.push(oneLevel(bar))
  return bars.table()
}

const QUIET_SHARE = 0.01
/** Moving bars without which no variance can be learned or judged, where most bars stand still. */
export const FEWEST_MOVING = 20

/**
 * Least variance of a bar, from the first half of the bars, which no test part reaches into: a hundredth of their mean
 * variance. Where more than half of the bars stand still, the price's tick hides their moves, and the share rises with
 * that of such bars to a half of the mean: logs of a smaller one would lie so far below those of a bar that moves by a
 * tick that no forecast of logs finds the mean. Throws 'missing-data' where hardly a bar moves.
 *
 * @internal
 */
export const quietVariance = (bars: Bars, { variance }: Pick<Profile, 'variance'>, symbol: string): number => {
  const half = Math.ceil(bars.length / 2)
  let [total, seen, moving] = [0, 0, 0]
  let previousClose: number | undefined
  for (const bar of bars) {
    const own = barVariance(bar, previousClose, variance, 0)
    total += own
    if (own > 0) moving++
    previousClose = bar.close
    if (++seen === half) break
  }
  if (moving < Math.min(FEWEST_MOVING, half / 2))
    throw new Fault(
      'missing-data',
      `${symbol}: the price moves in ${moving} of the first ${half} bars, at least ${FEWEST_MOVING} are needed: there is no variance to learn; take a recording in which it moves, or a longer one`,
    )
  return (Math.max(QUIET_SHARE, 0.5 - moving / half) * total) / half
}

/**
 * Reads an instrument's decision bars: built from ticks where there are any, else from the recorded bars, holes of a
 * continuous market filled flat; with implied volatility and funding where the recording has them. Prices after a
 * change of level are brought to the level before it.
 */
export const loadMarket = async (reader: RecordingReader, options: LoadMarketOptions = {}): Promise<RecordedMarket> => {
  const description = await reader.describe()
  const chosen = chooseInstrument(description.instruments, options.symbol)
  const instrument = { venue: chosen.venue, symbol: chosen.symbol }
  const ticks = has(chosen, 'trades', 'quotes')
  const read = await (ticks ? tickBars : recordedBars)(reader, instrument)
  if (read.length < 2) throw new Fault('missing-data', `${instrument.symbol}: the recording makes ${read.length} bars, at least 2 are needed: take a longer recording`)
  const plain = ticks ? read : decisionBars(read)
  const sourceSeconds = ticks ? 0 : read.columns.periodSeconds[0]
  const {
    timestamp: closes,
    periodSeconds: [barSeconds],
  } = plain.columns
  const { kind, barsPerYear } = inferCalendar(closes, barSeconds)
  const continuous = kind === 'continuous'
  const barsPerDay = Math.max(1, Math.round(barsPerYear / (continuous ? 365 : 252)))
  const grid = profileOf({ barSeconds, barsPerDay, barsPerYear, continuous, bars: plain.length }, options)
  const leastVariance = options.leastVariance ?? quietVariance(onOneLevel(plain), grid, instrument.symbol)
  const profile = { ...grid, leastVariance }
  const truth = has(chosen, 'truth')
    ? await alignTruth(reader.truth(instrument), closes, barSeconds * SECOND)
    : undefined
  const optionYears = profile.optionBars / barsPerYear
  const complete = await withSideChannels(plain, reader, instrument, {
    instruments: description.instruments,
    optionYears,
    options: options.options,
  })
  return { description, instrument, bars: onOneLevel(complete), profile, sourceSeconds, truth }
}
