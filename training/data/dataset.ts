import { Fault } from '../../src/core/error'
import { barPartsOf, featuresFor, startFeatures } from '../../src/core/features/catalogue'
import type { MacroSeries } from '../../src/core/features/macro-correlation'
import type { Bars } from '../../src/core/market/bar'
import { barVariance } from '../../src/core/market/bars/bar-variance'
import type { Profile } from './profile'
import type { BarSeries } from './series'

/** The feature rows of a recording: row i belongs to bar `first + i`. Values are raw, finite, row-major. */
export type Dataset = {
  readonly series: BarSeries
  /** First bar on which every feature is warm. */
  readonly first: number
  readonly rows: number
  readonly columns: readonly string[]
  readonly x: Float64Array
}

/** Bars as columns with the profile's variance proxy. */
const seriesOf = (bars: Bars, profile: Profile): BarSeries => {
  const { length } = bars
  const [timestamp, close, variance] = [0, 1, 2].map(() => new Float64Array(length))
  let place = 0
  for (const bar of bars) {
    timestamp[place] = bar.timestamp
    close[place] = bar.close
    const before = place === 0 ? bar.open : close[place - 1]
    variance[place++] = barVariance(bar, before, profile.variance, profile.leastVariance)
  }
  return {
    length,
    timestamp,
    close,
    logReturn: close.map((value, i) => (i === 0 ? 0 : Math.log(value / close[i - 1]))),
    variance,
    barsPerYear: profile.barsPerYear,
  }
}

const FEWEST_ROWS = 100

const tooFew = (bars: number, rows: number): Fault =>
  new Fault(
    'missing-data',
    `${bars} bars warm up only ${rows} feature rows; at least ${FEWEST_ROWS} are needed: take a longer recording`,
  )

/**
 * Steps the features of the catalogue over the bars, as the service does. Throws where the recording is too short to
 * warm them up or lacks a column that `wanted` names. `macro` series add columns.
 */
export const datasetOf = (
  bars: Bars,
  profile: Profile,
  wanted?: readonly string[],
  macro: readonly MacroSeries[] = [],
): Dataset => {
  // A short recording lacks columns of a longer one too: its length is what to name.
  if (bars.length < FEWEST_ROWS) throw tooFew(bars.length, 0)
  const offered = featuresFor(barPartsOf(bars), profile, macro)
  const features = wanted === undefined ? offered : offered.filter(({ name }) => wanted.includes(name))
  const missing = wanted?.filter((name) => !features.some((feature) => feature.name === name)) ?? []
  if (missing.length > 0)
    throw new Fault('missing-data', `the recording has no ${missing.join(', ')}, which the models were trained on`)
  const columns = features.map(({ name }) => name)
  const stepper = startFeatures(features)
  const x = new Float64Array(bars.length * columns.length)
  let [first, place] = [bars.length, -1]
  for (const bar of bars) {
    place++
    const row = stepper.step(bar)
    if (row === undefined) continue
    first = Math.min(first, place)
    x.set(row, (place - first) * columns.length)
  }
  const rows = bars.length - first
  if (rows < FEWEST_ROWS) throw tooFew(bars.length, rows)
  return { series: seriesOf(bars, profile), first, rows, columns, x: x.subarray(0, rows * columns.length) }
}
