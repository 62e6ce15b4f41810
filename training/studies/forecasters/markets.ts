import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { FormatName } from '../../../src/adapters/recordings'
import { Fault } from '../../../src/core/error'
import { DAY, type Timestamp } from '../../../src/core/market/event'
import type { Dataset } from '../../data/dataset'
import { prepare } from '../../data/prepare'
import { profileOf, type Profile } from '../../data/profile'
import { trailingMean } from '../../statistics/sliding-mean'
import { readDays } from '../ablation/recordings'
import { readColumns, readDates } from '../csv-gz'
import { withTemporaryRecording } from '../temporary-recording'
import { withImplied, type ImpliedIndex } from './implied'

/** Recorded bars of a coin under the data folder, and the file of its index of implied volatility. */
export type CoinFiles = {
  readonly name: string
  readonly format: FormatName
  readonly files: readonly string[]
  readonly dvol?: string
}

const minutes = (name: string, symbol: string): CoinFiles => ({
  name,
  format: 'ohlcv',
  files: ['2017', '2018', '2019h1'].map((year) => join('bars-1m-bitfinex', `${symbol}_1m_${year}.csv.gz`)),
})

/** BTC and ETH by the minute, 2017-01 to 2019-06. */
export const coinMinutes: readonly CoinFiles[] = [minutes('BTC', 'btcusd'), minutes('ETH', 'ethusd')]

/** Five coins by the hour, 2022 to 2024. */
export const coinHours: readonly CoinFiles[] = ['BTC', 'ETH', 'BNB', 'SOL', 'XRP'].map((name) => ({
  name,
  format: 'klines',
  files: [join('klines-binance', `${name.toLowerCase()}usdt_1h.csv.gz`)],
  ...(name === 'BTC' ? { dvol: join('daily', 'dvol_btc.csv.gz') } : {}),
}))

/** A daily index in percent, known from so long after the midnight before its day. */
const readIndex = (path: string, columns: readonly [day: string, value: string], after: number): ImpliedIndex =>
  readDays(path, columns).map(({ day, value }) => ({ knownFrom: day + after, vol: value / 100 }))

/**
 * The coin's bars and features as `train` makes them, by way of a temporary recording. Faults 'missing-data' where a
 * file is absent.
 */
export const readCoinMarket = async (
  dataFolder: string,
  { name, format, files, dvol }: CoinFiles,
): Promise<StudyMarket> => {
  const paths = files.map((file) => join(dataFolder, file))
  for (const path of paths)
    if (!existsSync(path))
      throw new Fault('missing-data', `${path} is not there: point BANDSHIFT_DATA at the folder that holds it`)
  return withTemporaryRecording({ title: name, format, paths, symbol: name }, async (recording) => {
    const { market, dataset } = await prepare(recording, {})
    const own = { name, dataset, profile: market.profile }
    if (dvol === undefined) return own
    const index = readIndex(join(dataFolder, dvol), ['ts_ms', 'dvol'], DAY)
    return { ...own, informed: withImplied(own, dataset.series.timestamp, index) }
  })
}

/** The feature rows of an instrument and their profile; `informed` are those with implied volatility, where known. */
export type StudyMarket = {
  readonly name: string
  readonly dataset: Dataset
  readonly profile: Profile
  readonly informed?: Dataset
}

/** Daily realized measures of an index; variances in any unit; a column is undefined where it was not recorded. */
export type DailyMeasures = {
  readonly variance: Float64Array
  readonly bipower: Float64Array
  readonly downside: Float64Array | undefined
  readonly quarticity: Float64Array | undefined
  readonly close: Float64Array | undefined
}

type Named = readonly [name: string, values: Float64Array]

const month = 22

const ratio = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => (b[i] > 0 ? value / b[i] : 0))

const geometric = (variance: Float64Array, bars: number): Float64Array =>
  trailingMean(
    variance.map((value) => Math.log(value)),
    bars,
  )

const returnsOf = (close: Float64Array): Float64Array =>
  close.map((price, i) => (i === 0 ? 0 : Math.log(price / close[i - 1])))

const columnsOf = (
  { variance, bipower, downside, quarticity, close }: DailyMeasures,
  lags: readonly number[],
): readonly Named[] => {
  const squares = close && returnsOf(close).map((value) => value * value)
  const trailing = lags.map((lag) => [lag, trailingMean(variance, lag)] as const)
  const each = (name: string, of: (lag: number, mean: Float64Array) => Float64Array): Named[] =>
    trailing.map(([lag, mean]) => [`${name}-${lag}`, of(lag, mean)])
  return [
    ...each('realized-variance', (_, mean) => mean.map((value) => Math.log(value))),
    ...each('jump-share', (lag, mean) =>
      ratio(trailingMean(bipower, lag), mean).map((share) => Math.max(0, 1 - share)),
    ),
    ...each('geometric-variance', (lag) => geometric(variance, lag)).slice(1),
    ...(downside === undefined ? [] : each('downside-share', (lag, mean) => ratio(trailingMean(downside, lag), mean))),
    ...(quarticity === undefined
      ? []
      : [['relative-quarticity-1', quarticity.map((value, i) => Math.log(value / variance[i] ** 2))] as const]),
    ...(close === undefined || squares === undefined
      ? []
      : each('trend', (lag, mean) =>
          returnsOf(close).map((_, i) => {
            const fall = i < lag ? 0 : Math.log(close[i] / close[i - lag])
            return fall / Math.sqrt(lag * mean[i])
          }),
        )),
  ]
}

/**
 * The market of a set of daily measures: row i is made of days ≤ i. Days carry no calendar.
 *
 * @internal
 */
export const dailyMarket = (name: string, measures: DailyMeasures): StudyMarket => {
  const { variance, quarticity, close } = measures
  const length = variance.length
  const profile: Profile = {
    ...profileOf({ barSeconds: 86_400, barsPerDay: 1, barsPerYear: 252, continuous: false, bars: length }),
    variance: 'realized',
  }
  const columns = columnsOf(measures, profile.lags)
  const first = month
  const rows = length - first
  const x = new Float64Array(rows * columns.length)
  columns.forEach(([, values], col) => {
    for (let row = 0; row < rows; row++) x[row * columns.length + col] = values[first + row]
  })
  return {
    name,
    profile,
    dataset: {
      first,
      rows,
      columns: columns.map(([column]) => column),
      x,
      series: {
        length,
        timestamp: Float64Array.from({ length }, (_, day) => (day + 1) * DAY),
        close: close ?? new Float64Array(length).fill(1),
        logReturn: close === undefined ? new Float64Array(length) : returnsOf(close),
        variance,
        ...(quarticity === undefined ? {} : { quarticity }),
        barsPerYear: 252,
      },
    },
  }
}

type File = {
  readonly file: string
  readonly day: string
  readonly variance: string
  readonly bipower: string
  readonly downside?: string
  readonly quarticity?: string
  readonly close?: string
}

const files: Readonly<Record<string, File>> = {
  'S&P 500': {
    file: 'spx_bpq2016_1997_2013.csv.gz',
    day: 'date',
    variance: 'RV',
    bipower: 'BPV',
    downside: 'RVn',
    quarticity: 'RQ',
  },
  DJI: {
    file: 'dji_oxfordman_2000_2018.csv.gz',
    day: 'date',
    variance: 'rv5',
    bipower: 'bv',
    downside: 'rsv',
    close: 'close_price',
  },
  SPY: {
    file: 'spy_rm_2014_2019.csv.gz',
    day: 'DT',
    variance: 'RV5',
    bipower: 'BPV5',
    quarticity: 'RQ5',
    close: 'CLOSE',
  },
}

const readMeasures = (
  folder: string,
  { file, day: dayColumn, ...names }: File,
): { readonly measures: DailyMeasures; readonly times: readonly Timestamp[] } => {
  const wanted = Object.values(names)
  const path = join(folder, file)
  const table = readColumns(path, wanted)
  const dates = readDates(path, dayColumn)
  const days = table[names.variance].flatMap((_, day) =>
    wanted.every((name) => Number(table[name][day]) > 0) ? [day] : [],
  )
  const column = (name: string | undefined): Float64Array | undefined =>
    name === undefined ? undefined : Float64Array.from(days, (day) => Number(table[name][day]))
  return {
    measures: {
      variance: column(names.variance)!,
      bipower: column(names.bipower)!,
      downside: column(names.downside),
      quarticity: column(names.quarticity),
      close: column(names.close),
    },
    times: days.map((day) => dates[day]),
  }
}

/**
 * S&P 500 1997–2013, DJI 2000–2018 and SPY 2014–2019 from `realized-measures`, each also with VIX, whose close belongs
 * to the same day. Faults 'missing-data' where a file is absent.
 */
export const dailyMarkets = (dataFolder: string): readonly StudyMarket[] => {
  const vix = readIndex(join(dataFolder, 'daily', 'vix_daily.csv.gz'), ['DATE', 'CLOSE'], 0)
  return Object.entries(files).map(([name, file]) => {
    const { measures, times } = readMeasures(join(dataFolder, 'realized-measures'), file)
    const market = dailyMarket(name, measures)
    return { ...market, informed: withImplied(market, times, vix) }
  })
}
