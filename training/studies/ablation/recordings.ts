import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { openRecording, type FormatName } from '../../../src/adapters/recordings'
import { Fault } from '../../../src/core/error'
import type { MacroPrint, MacroSeries } from '../../../src/core/features/macro-correlation'
import type { Bar } from '../../../src/core/market/bar'
import { DAY, type Timestamp } from '../../../src/core/market/event'
import { loadMarket, type RecordedMarket } from '../../data/market'
import { studyOf, type Study } from '../../judge/ablation/study'
import { withTemporaryRecording } from '../temporary-recording'

const mostBytes = 64 * 1024 * 1024

/** A date, or milliseconds since the epoch; NaN where it is neither. */
const timeOf = (cell: string): Timestamp => 1000 * (/^\d+$/.test(cell) ? Number(cell) : Date.parse(`${cell}T00:00:00Z`))

/**
 * Days (their midnight, UTC) and values of a gzipped CSV, in order of time; days without a value are left out. @throws
 * Fault 'missing-data' where the file is absent, 'bad-input' where a column is missing or a line has no day or no
 * positive number.
 *
 * @internal
 */
export const readDays = (
  path: string,
  [dayColumn, valueColumn]: readonly [day: string, value: string],
): readonly { readonly day: Timestamp; readonly value: number }[] => {
  if (!existsSync(path)) throw new Fault('missing-data', `${path} is not there: point BANDSHIFT_DATA at its folder`)
  const text = gunzipSync(readFileSync(path), { maxOutputLength: mostBytes }).toString('utf8')
  const [header, ...lines] = text.trimEnd().split(/\r?\n/)
  const heads = header.split(',')
  const [dayAt, valueAt] = [heads.indexOf(dayColumn), heads.indexOf(valueColumn)]
  if (dayAt < 0 || valueAt < 0) throw new Fault('bad-input', `${path}: no column ${dayColumn} or ${valueColumn}`)
  return lines
    .flatMap((line, i) => {
      const cells = line.split(',')
      if (cells[valueAt] === '') return []
      const day = timeOf(cells[dayAt])
      const value = Number(cells[valueAt])
      if (!Number.isFinite(day) || !(value > 0 && value < Infinity))
        throw new Fault('bad-input', `${path}: line ${i + 2} has no day or no positive value`)
      return [{ day, value }]
    })
    .sort((a, b) => a.day - b.day)
}

type Recorded = {
  readonly name: string
  readonly format: FormatName
  readonly folder: string
  readonly files: RegExp
  /** In bars. */
  readonly horizons: readonly number[]
  readonly isCoin: boolean
  /** File of a daily volatility index that bars carry as implied volatility; bars before its first day are left out. */
  readonly impliedVol?: string
}

const recorded: readonly Recorded[] = [
  {
    ...{ name: 'BTC minutes', format: 'ohlcv', folder: 'bars-1m-bitfinex', files: /^btcusd_1m_.*\.csv\.gz$/ },
    ...{ horizons: [12, 288], isCoin: true },
  },
  {
    ...{ name: 'BTC hours', format: 'klines', folder: 'klines-binance', files: /^btcusdt_1h\.csv\.gz$/ },
    ...{ horizons: [1, 24], isCoin: true, impliedVol: 'dvol_btc' },
  },
  {
    ...{ name: 'ETH hours', format: 'klines', folder: 'klines-binance', files: /^ethusdt_1h\.csv\.gz$/ },
    ...{ horizons: [1, 24], isCoin: true },
  },
  {
    ...{ name: 'BTC days', format: 'klines', folder: 'klines-binance', files: /^btcusdt_1d\.csv\.gz$/ },
    ...{ horizons: [1, 5, 22], isCoin: true },
  },
  {
    ...{ name: 'BAC ticks', format: 'tardis', folder: 'ticks-us-equity-2013', files: /_BAC\.csv\.gz$/ },
    ...{ horizons: [5, 30], isCoin: false },
  },
]

/** Names of the recordings. */
export const studyNames: readonly string[] = recorded.map(({ name }) => name)

/** The market of the recorded files, by way of a temporary recording. */
const marketOf = async (dataFolder: string, { format, folder, files, horizons }: Recorded): Promise<RecordedMarket> => {
  const place = join(dataFolder, folder)
  const missing = (): Fault =>
    new Fault('missing-data', `${place} is not there: point BANDSHIFT_DATA at the folder that holds ${folder}`)
  if (!existsSync(place)) throw missing()
  const paths = readdirSync(place).filter((name) => files.test(name))
  if (paths.length === 0) throw missing()
  const sources = paths.sort().map((name) => join(place, name))
  return withTemporaryRecording({ title: folder, format, paths: sources }, async (recording) => {
    const reader = await openRecording(recording)
    try {
      return await loadMarket(reader, { horizonBars: horizons })
    } finally {
      await reader.close()
    }
  })
}

/**
 * A daily index: the value of a day stands for its end, the next midnight (UTC), and is known to bars that close after
 * that.
 */
const indexOf = (name: string, path: string, columns: readonly [day: string, value: string]): MacroSeries => ({
  name,
  prints: readDays(path, columns).map(({ day, value }) => ({ at: day + DAY, knownFrom: day + DAY, value })),
})

/**
 * The bars from the first print on, with the last print known at each bar's close as implied volatility, in percent.
 */
const withIndexVol = (bars: readonly Bar[], prints: readonly MacroPrint[]): readonly Bar[] => {
  let next = 0
  return bars.flatMap((bar) => {
    while (next < prints.length && prints[next].knownFrom < bar.timestamp) next++
    return next === 0 ? [] : [{ ...bar, impliedVol: prints[next - 1].value / 100 }]
  })
}

/** One of the recordings of the data folder with all its features. @throws Fault 'missing-data' where it is absent. */
export const readStudy = async (dataFolder: string, name: string): Promise<Study> => {
  const one = recorded.find((candidate) => candidate.name === name)
  if (one === undefined) throw new Fault('usage', `no recording '${name}'; there are ${studyNames.join(', ')}`)
  const { bars, profile } = await marketOf(dataFolder, one)
  const daily = (file: string): string => join(dataFolder, 'daily', `${file}.csv.gz`)
  const macro = one.isCoin
    ? [indexOf('vix', daily('vix_daily'), ['DATE', 'CLOSE']), indexOf('ndx', daily('ndx_daily'), ['date', 'close'])]
    : []
  if (one.impliedVol === undefined) return studyOf(name, bars, profile, macro)
  const { prints } = indexOf('dvol', daily(one.impliedVol), ['ts_ms', 'dvol'])
  return studyOf(name, withIndexVol([...bars], prints), profile, macro)
}
