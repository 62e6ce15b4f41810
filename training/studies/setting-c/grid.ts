import type { Minutes } from './minutes'

/** Five-minute bars a day and a year of a market that never closes. */
export const barsPerDay = 288
export const barsPerYear = 365 * barsPerDay
export const barSeconds = 300
const barMilliseconds = 1000 * barSeconds

/** A coin on the five-minute grid. */
export type Grid = {
  /** Milliseconds since the epoch. */
  readonly time: Float64Array
  readonly price: Float64Array
  /** Squared log returns summed to each bar, 0 on the first. */
  readonly quadratic: Float64Array
}

/** The last recorded minute at or before each five-minute mark after the first, up to the last minute. */
export const gridOf = ({ time, close }: Minutes): Grid => {
  const first = Math.floor(time[0] / barMilliseconds) * barMilliseconds + barMilliseconds
  const bars = Math.ceil((time[time.length - 1] - first) / barMilliseconds)
  const marks = Float64Array.from({ length: bars }, (_, i) => first + i * barMilliseconds)
  const price = new Float64Array(bars)
  for (let i = 0, m = 0; i < bars; i++) {
    while (m + 1 < time.length && time[m + 1] <= marks[i]) m++
    price[i] = close[m]
  }
  const quadratic = new Float64Array(bars)
  for (let i = 1; i < bars; i++) quadratic[i] = quadratic[i - 1] + Math.log(price[i] / price[i - 1]) ** 2
  return { time: marks, price, quadratic }
}

/** Annual realized variance over the last `window` bars; 0 on the first `window` bars, where there is none. */
export const trailingVariance = ({ quadratic }: Grid, window: number): Float64Array =>
  quadratic.map((sum, i) => (i < window ? 0 : ((sum - quadratic[i - window]) / window) * barsPerYear))

/** Annual realized variance over the next `window` bars; 0 on the last `window` bars, where there is none. */
export const forwardVariance = ({ quadratic }: Grid, window: number): Float64Array =>
  quadratic.map((sum, i) =>
    i + window >= quadratic.length ? 0 : ((quadratic[i + window] - sum) / window) * barsPerYear,
  )
