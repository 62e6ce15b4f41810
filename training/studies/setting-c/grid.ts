import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Fault } from '../../../src/core/error'

/**
 * Closes of recorded minutes: milliseconds since the epoch at which a minute opens, rising, and the price at its end.
 */
type Minutes = { readonly time: Float64Array; readonly close: Float64Array }

const mostBytes = 256 * 1024 * 1024
const years = ['2017', '2018', '2019h1']

/** The numbers of one field of every line, fields counted from 0; `bad-input` names the line that has none. */
const field = (text: string, place: number, path: string): number[] => {
  const values: number[] = []
  for (let from = text.indexOf('\n') + 1; from > 0 && from < text.length;) {
    const newline = text.indexOf('\n', from)
    const end = newline < 0 ? text.length : newline
    let start = from
    for (let skipped = 0; skipped < place; skipped++) start = text.indexOf(',', start) + 1
    const comma = text.indexOf(',', start)
    const value = Number(text.slice(start, comma < 0 || comma > end ? end : comma))
    if (!(value > 0))
      throw new Fault('bad-input', `${path}: line ${values.length + 2} has no number in field ${place + 1}`)
    values.push(value)
    from = end + 1
  }
  return values
}

/**
 * Minutes of a coin, `btcusd` or `ethusd`, 2017-01 to 2019-06, from the data folder. Faults 'missing-data' where a file
 * is absent.
 */
export const readMinutes = (dataFolder: string, symbol: string): Minutes => {
  const time: number[][] = []
  const close: number[][] = []
  for (const year of years) {
    const path = join(dataFolder, 'bars-1m-bitfinex', `${symbol}_1m_${year}.csv.gz`)
    if (!existsSync(path))
      throw new Fault(
        'missing-data',
        `${path} is not there: point BANDSHIFT_DATA at the folder that holds bars-1m-bitfinex`,
      )
    const text = gunzipSync(readFileSync(path), { maxOutputLength: mostBytes }).toString('latin1')
    time.push(field(text, 0, path))
    close.push(field(text, 4, path))
  }
  return { time: Float64Array.from(time.flat()), close: Float64Array.from(close.flat()) }
}

/** Five-minute bars a day and a year of a market that never closes. */
export const barsPerDay = 288
export const barsPerYear = 365 * barsPerDay
export const barSeconds = 300
const barMilliseconds = 1000 * barSeconds

/** A coin on the five-minute grid. */
export type CoinGrid = {
  /** Milliseconds since the epoch. */
  readonly time: Float64Array
  readonly price: Float64Array
  /** Squared log returns summed to each bar, 0 on the first. */
  readonly quadratic: Float64Array
}

/** The last recorded minute at or before each five-minute mark after the first, up to the last minute. */
export const gridOf = ({ time, close }: Minutes): CoinGrid => {
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
export const trailingVariance = ({ quadratic }: CoinGrid, window: number): Float64Array =>
  quadratic.map((sum, i) => (i < window ? 0 : ((sum - quadratic[i - window]) / window) * barsPerYear))

/** Annual realized variance over the next `window` bars; 0 on the last `window` bars, where there is none. */
export const forwardVariance = ({ quadratic }: CoinGrid, window: number): Float64Array =>
  quadratic.map((sum, i) =>
    i + window >= quadratic.length ? 0 : ((quadratic[i + window] - sum) / window) * barsPerYear,
  )
