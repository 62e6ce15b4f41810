import { join } from 'node:path'
import { chainOf, openRecording } from '../../../src/adapters/recordings'
import { Fault } from '../../../src/core/error'
import { DAY, SECOND, type OptionSummary, type Timestamp } from '../../../src/core/market/event'
import { medianPrice } from '../../../src/core/market/price-guard'
import { chainQuotes } from '../../../src/core/surface/chain-quotes'
import { fitSurface, type Surface } from '../../../src/core/surface/fit-surface'
import { swapVariance } from '../../../src/core/surface/smile-measures'
import { readDays } from '../ablation/recordings'
import { readColumns, readDates } from '../csv-gz'
import { withTemporaryRecording } from '../temporary-recording'

/** A market whose variance to a tenor was paid for: bars of one length, with what options cost at their closes. */
export type PaidMarket = {
  readonly name: string
  readonly tenorDays: number
  /** Bars to the tenor, and in a year. */
  readonly horizon: number
  readonly barsPerYear: number
  /** Windows of the forecast, in bars, rising. */
  readonly lags: readonly number[]
  /** Variance of each bar's log price as it was measured best, > 0: what forecasts are made of. */
  readonly variance: Float64Array
  /** Squared log return from close to close: what a hedger is paid. */
  readonly squares: Float64Array
  /** Annual implied volatility to the tenor, known at the bar's close; NaN where none is. */
  readonly implied: Float64Array
}

const leastVariance = 1e-12

const squaresOf = (close: ArrayLike<number>): Float64Array =>
  Float64Array.from({ length: close.length }, (_, i) => (i === 0 ? 0 : Math.log(close[i] / close[i - 1]) ** 2))

/** SPY by the day, 2014 to 2019, with VIX: the same index, a month of 21 sessions. */
const spy = (folder: string): PaidMarket => {
  const path = join(folder, 'realized-measures', 'spy_rm_2014_2019.csv.gz')
  const dates = readDates(path, 'DT')
  const { RV5, CLOSE } = readColumns(path, ['RV5', 'CLOSE'])
  const rows = dates.flatMap((_, i) => (Number(RV5[i]) > 0 && Number(CLOSE[i]) > 0 ? [i] : []))
  const vix = new Map(
    readDays(join(folder, 'daily', 'vix_daily.csv.gz'), ['DATE', 'CLOSE']).map(({ day, value }) => [day, value / 100]),
  )
  return {
    ...{ name: 'SPY, VIX', tenorDays: 30, horizon: 21, barsPerYear: 252, lags: [1, 5, 22] },
    variance: Float64Array.from(rows, (i) => Number(RV5[i])),
    squares: squaresOf(rows.map((i) => Number(CLOSE[i]))),
    implied: Float64Array.from(rows, (i) => vix.get(dates[i]) ?? NaN),
  }
}

type Klines = { readonly time: readonly number[]; readonly close: readonly number[] }

const readKlines = (folder: string, file: string): Klines => {
  const path = join(folder, 'klines-binance', file)
  const { close_time_ms: time, close } = readColumns(path, ['close_time_ms', 'close'])
  const rows = close.flatMap((price, i) => (Number(price) > 0 && Number(time[i]) > 0 ? [i] : []))
  return { time: rows.map((i) => 1000 * Number(time[i])), close: rows.map((i) => Number(close[i])) }
}

/** Last prices at the ends of equal spans of time, and the sum of squared returns within each. */
const resample = ({ time, close }: Klines, span: number) => {
  const out: { readonly at: Timestamp; readonly price: number; readonly variance: number }[] = []
  let sum = 0
  for (let i = 1; i < time.length; i++) {
    sum += Math.log(close[i] / close[i - 1]) ** 2
    const at = Math.floor((time[i] + SECOND) / span) * span
    if (i + 1 < time.length && Math.floor((time[i + 1] + SECOND) / span) * span === at) continue
    out.push({ at: at + span, price: close[i], variance: Math.max(sum, leastVariance) })
    sum = 0
  }
  return out
}

/** Bitcoin by the day, with DVOL, the venue's thirty-day index. */
const bitcoinDays = (folder: string): PaidMarket => {
  const days = resample(readKlines(folder, 'btcusdt_1h.csv.gz'), DAY)
  const dvol = new Map(
    readDays(join(folder, 'daily', 'dvol_btc.csv.gz'), ['ts_ms', 'dvol']).map(({ day, value }) => [
      day + DAY,
      value / 100,
    ]),
  )
  return {
    ...{ name: 'BTC, DVOL', tenorDays: 30, horizon: 30, barsPerYear: 365, lags: [1, 7, 30] },
    variance: Float64Array.from(days, ({ variance }) => variance),
    squares: squaresOf(days.map(({ price }) => price)),
    implied: Float64Array.from(days, ({ at }) => dvol.get(at) ?? NaN),
  }
}

type Snapshot = { readonly at: Timestamp; readonly index: number; readonly surface: Surface }

/** The last expiry that may stand for a tenor beyond it, as a share of the tenor. */
const nearEnough = 0.8

/** Implied volatility to a tenor as a variance swap costs it, total variance linear between expiries. */
const swapVol = ({ expiries }: Surface, years: number): number => {
  const points = expiries.map((expiry) => ({ years: expiry.years, w: swapVariance(expiry.smile) }))
  const after = points.findIndex((point) => point.years >= years)
  const [one, other] = after < 0 ? [points.at(-1), undefined] : [points[after - 1], points[after]]
  if (other === undefined)
    return one === undefined || one.years < nearEnough * years ? NaN : Math.sqrt(one.w / one.years)
  if (one === undefined) return other.years > years / nearEnough ? NaN : Math.sqrt(other.w / other.years)
  const share = (years - one.years) / (other.years - one.years)
  return Math.sqrt((one.w + share * (other.w - one.w)) / years)
}

const readSnapshots = async (folder: string, coin: string, months: readonly string[]): Promise<readonly Snapshot[]> => {
  const paths = months.map((month) =>
    join(folder, 'options-deribit-panel', `${coin.toLowerCase()}_options_${month}.csv.gz`),
  )
  return withTemporaryRecording({ title: coin, format: 'deribit-panel', paths }, async (recording) => {
    const reader = await openRecording(recording)
    try {
      const { instrument } = chainOf(await reader.describe())
      const snapshots: Snapshot[] = []
      let chain: OptionSummary[] = []
      const fit = (): void => {
        const at = chain[0].timestamp
        const index = medianPrice(chain.flatMap(({ indexPrice }) => indexPrice ?? []))
        if (index === undefined) throw new Fault('bad-input', `${coin}: no index price at ${at}`)
        const { expiries } = chainQuotes(chain, { at, settlement: 'inverse', staleAfter: SECOND })
        snapshots.push({ at, index, surface: fitSurface(expiries, snapshots.at(-1)?.surface) })
        chain = []
      }
      for await (const options of reader.options(instrument))
        for (const option of options) {
          if (chain.length > 0 && option.timestamp !== chain[0].timestamp) fit()
          chain.push(option)
        }
      if (chain.length > 0) fit()
      return snapshots
    } finally {
      await reader.close()
    }
  })
}

const panelMonths = ['2025-12', '2026-01', '2026-02', '2026-03', '2026-04', '2026-05']
const quarterDay = DAY / 4

/** Quarter days of 2025 from klines, then of the panel: by klines as long as there are any, else by its index. */
const chainMarkets = async (folder: string, coin: string): Promise<readonly PaidMarket[]> => {
  const snapshots = await readSnapshots(folder, coin, panelMonths)
  const klines = resample(readKlines(folder, `${coin.toLowerCase()}usdt_15m_2025_2026-02.csv.gz`), quarterDay)
  const last = klines[klines.length - 1].at
  const later: { at: Timestamp; price: number; variance: number }[] = []
  let before = klines[klines.length - 1].price
  for (const { at, index } of snapshots) {
    const end = Math.ceil(at / quarterDay) * quarterDay
    if (end <= last || end === later.at(-1)?.at) continue
    // A missing snapshot leaves its quarter day out: the return over both is spread over them.
    const missed = Math.round((end - (later.at(-1)?.at ?? last)) / quarterDay)
    const variance = Math.max(Math.log(index / before) ** 2 / missed, leastVariance)
    for (let i = missed - 1; i >= 0; i--) later.push({ at: end - i * quarterDay, price: index, variance })
    before = index
  }
  const bars = [...klines, ...later]
  return [7, 14, 30, 60].map((tenorDays) => {
    const implied = new Map(
      snapshots.map(({ at, surface }) => [Math.ceil(at / quarterDay) * quarterDay, swapVol(surface, tenorDays / 365)]),
    )
    const variance = Float64Array.from(bars, (bar) => bar.variance)
    return {
      ...{ name: `${coin}, chain`, tenorDays, horizon: 4 * tenorDays, barsPerYear: 4 * 365, lags: [4, 28, 120] },
      ...{ variance, squares: variance },
      implied: Float64Array.from(bars, ({ at }) => implied.get(at) ?? NaN),
    }
  })
}

/** Every recorded market with implied volatility. Faults 'missing-data' where a file is absent. */
export const paidMarkets = async (dataFolder: string): Promise<readonly PaidMarket[]> => [
  spy(dataFolder),
  bitcoinDays(dataFolder),
  ...(await chainMarkets(dataFolder, 'BTC')),
  ...(await chainMarkets(dataFolder, 'ETH')),
]
