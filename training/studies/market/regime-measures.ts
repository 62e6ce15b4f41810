import type { Bar, Bars } from '../../../src/core/market/bar'
import { barVariance } from '../../../src/core/market/bars/bar-variance'
import { mean } from '../../../src/core/statistics/moments'
import type { Profile } from '../../data/profile'
import { fitVarianceRegimes } from '../../labels/fit-variance-regimes'
import { regimePath } from '../../labels/labels'

/** Chance that a day without a jump shows one. */
const level = 0.01

/**
 * Rows whose return is a jump: larger than a day's largest of a diffusion at the local volatility, which is the bipower
 * variation of the returns before it, √(returns a year) of them. Lee & Mykland, Review of Financial Studies 21 (2008)
 * 2535–2563. The first of the returns, which have no such past, are never jumps.
 *
 * @internal
 */
export const jumpRows = (returns: Float64Array, perDay: number, perYear: number): Uint8Array => {
  const window = Math.ceil(Math.sqrt(perYear))
  const absolute = Math.sqrt(2 / Math.PI)
  const root = Math.sqrt(2 * Math.log(perDay))
  const centre = root / absolute - (Math.log(Math.PI) + Math.log(Math.log(perDay))) / (2 * absolute * root)
  const threshold = centre - Math.log(-Math.log(1 - level)) / (absolute * root)
  const product = (row: number): number => Math.abs(returns[row] * returns[row - 1])
  const jumps = new Uint8Array(returns.length)
  // Sum of the window − 2 products of neighbours that end before the row.
  let sum = 0
  for (let row = 2; row < returns.length; row++) {
    sum += product(row - 1)
    if (row >= window) sum -= product(row - window + 1)
    if (row < window) continue
    const deviation = Math.sqrt(Math.max(0, sum) / (window - 2))
    if (deviation > 0 && Math.abs(returns[row]) > threshold * deviation) jumps[row] = 1
  }
  return jumps
}

/** One hidden state as it was measured, annual volatilities as fractions. */
export type StateMeasures = {
  /** Share of time. */
  readonly share: number
  readonly meanHours: number
  /** Shares of the states that follow, by state; 0 for itself. */
  readonly next: readonly number[]
  /** Volatility of all returns, and without those that are jumps. */
  readonly vol: number
  readonly continuousVol: number
  readonly jumpsPerDay: number
  /** Root mean square of the log returns that are jumps; undefined where there is none. */
  readonly jumpSize: number | undefined
  /** Mean volume of a bar, as a multiple of the calmest state's. */
  readonly volume: number
}

export type RegimeMeasures = {
  readonly blockMinutes: number
  /** Visits of a state that ended. */
  readonly moves: number
  /** Autocorrelation of the log variance of blocks. */
  readonly persistence: readonly { readonly hours: number; readonly correlation: number }[]
  /** Share of the move of a jump that the next half hour takes back, pooled over jumps by least squares. */
  readonly jumpReversal: number | undefined
  readonly states: readonly StateMeasures[]
}

const leastBlockSeconds = 1800
const quietShare = 0.01
const lagHours = [1, 6, 24, 72]

const correlation = (series: Float64Array, lag: number): number => {
  const centre = mean(series)
  let [product, square] = [0, 0]
  for (let i = 0; i < series.length; i++) {
    square += (series[i] - centre) ** 2
    if (i >= lag) product += (series[i] - centre) * (series[i - lag] - centre)
  }
  return product / square
}

/** State of every bar and the measures of the states; `state` is undefined for bars after the last whole block. */
type Measured = { readonly measures: RegimeMeasures; readonly stateAt: (place: number) => number | undefined }

/**
 * Hidden states of the variance of half hours (of bars where those are longer), fitted as the project's labels are;
 * stays and moves of the likeliest path; jumps of the bars' returns by state. A block counts for at least a hundredth
 * of the mean variance. Undefined where there are fewer than 100 blocks a state.
 */
export const measureRegimes = (bars: Bars, profile: Profile, states: number): Measured | undefined => {
  const all: readonly Bar[] = [...bars]
  const blockBars = Math.max(1, Math.round(leastBlockSeconds / profile.barSeconds))
  const blocks = Math.floor(all.length / blockBars)
  if (blocks < 100 * states) return undefined
  const returns = Float64Array.from(all, (bar, i) => (i === 0 ? 0 : Math.log(bar.close / all[i - 1].close)))
  const summed = new Float64Array(blocks)
  for (let i = 1; i < blocks * blockBars; i++)
    summed[Math.floor(i / blockBars)] += barVariance(all[i], all[i - 1].close, profile.variance, 0)
  const least = quietShare * mean(summed)
  const variance = summed.map((value) => Math.max(value, least))
  const path = regimePath(fitVarianceRegimes(variance, states, { squared: false }), variance)
  const stateAt = (place: number): number | undefined => path[Math.floor(place / blockBars)]

  const zeros = (): number[] => new Array<number>(states).fill(0)
  const moves = Array.from({ length: states }, zeros)
  for (let block = 1; block < blocks; block++)
    if (path[block] !== path[block - 1]) moves[path[block - 1]][path[block]]++
  const jumps = jumpRows(returns, profile.barsPerDay, profile.barsPerYear)
  const [seen, volume, total, jumped, squares] = Array.from({ length: 5 }, zeros)
  let [moved, reversed] = [0, 0]
  for (let i = 1; i < blocks * blockBars; i++) {
    const state = path[Math.floor(i / blockBars)]
    const square = returns[i] ** 2
    seen[state]++
    volume[state] += all[i].volume
    total[state] += square
    if (jumps[i] === 0 || i + blockBars >= all.length) continue
    jumped[state]++
    squares[state] += square
    moved += square
    reversed -= returns[i] * Math.log(all[i + blockBars].close / all[i].close)
  }
  const annual = (sum: number, state: number): number => Math.sqrt((sum / seen[state]) * profile.barsPerYear)
  const blockHours = (blockBars * profile.barSeconds) / 3600
  const counted = seen.reduce((a, b) => a + b, 0)
  const log = variance.map(Math.log)
  const leaving = moves.map((row) => row.reduce((a, b) => a + b, 0))
  return {
    stateAt,
    measures: {
      blockMinutes: blockHours * 60,
      moves: leaving.reduce((a, b) => a + b, 0),
      persistence: lagHours.flatMap((hours) => {
        const lag = Math.round(hours / blockHours)
        return lag < 1 || lag > blocks / 4 ? [] : [{ hours, correlation: correlation(log, lag) }]
      }),
      jumpReversal: moved > 0 ? reversed / moved : undefined,
      states: moves.map((row, state) => ({
        share: seen[state] / counted,
        meanHours: (seen[state] * profile.barSeconds) / 3600 / Math.max(1, leaving[state]),
        next: row.map((count) => count / Math.max(1, leaving[state])),
        vol: annual(total[state], state),
        continuousVol: annual(total[state] - squares[state], state),
        jumpsPerDay: (jumped[state] / seen[state]) * profile.barsPerDay,
        jumpSize: jumped[state] > 0 ? Math.sqrt(squares[state] / jumped[state]) : undefined,
        volume: volume[state] / seen[state] / (volume[0] / seen[0]),
      })),
    },
  }
}
