import type { OnProgress } from '../../data/options'
import type { Range } from '../../data/split'
import { judgeWalk, type ForecastTarget, type JudgedForecast } from './judge'
import { coinHours, coinMinutes, dailyMarkets, readCoinMarket, type CoinFiles, type StudyMarket } from './markets'
import { forecastUnseen, walkMarket } from './walk'

/** Our forecaster beside every baseline on recorded markets, and how many of its targets it meets. */
export type ForecasterTable = {
  readonly rows: readonly JudgedForecast[]
  readonly targets: { readonly set: number; readonly met: number; readonly outsideConfidenceSet: number }
}

/** Share of a recording, its last, on which nothing is chosen. */
const testShare = 0.3

type Group = {
  readonly kind: string
  /** Number of fits of every model, evenly spaced over the test part, each on all bars before it. */
  readonly refits: number
  readonly target: (horizon: string) => ForecastTarget
  /** Whether each market is also forecast by a forecaster of the others. */
  readonly pools: boolean
  readonly markets: () => Promise<readonly StudyMarket[]>
}

const readAll = async (dataFolder: string, coins: readonly CoinFiles[]): Promise<readonly StudyMarket[]> => {
  const markets: StudyMarket[] = []
  for (const coin of coins) markets.push(await readCoinMarket(dataFolder, coin))
  return markets
}

const hourOrDay = (horizon: string): ForecastTarget =>
  horizon === '1h' || horizon === '1d' ? 'below log-HAR, p < .05' : undefined

const groupsOf = (dataFolder: string): readonly Group[] => [
  {
    kind: 'days',
    refits: 3,
    target: () => 'at most log-HAR',
    pools: false,
    markets: () => Promise.resolve(dailyMarkets(dataFolder)),
  },
  { kind: 'hours', refits: 2, target: hourOrDay, pools: true, markets: () => readAll(dataFolder, coinHours) },
  { kind: 'minutes', refits: 1, target: hourOrDay, pools: true, markets: () => readAll(dataFolder, coinMinutes) },
]

const testOf = ({ dataset: { first, series } }: StudyMarket): Range => ({
  from: first + Math.floor((1 - testShare) * (series.length - first)),
  to: series.length,
})

const judgeGroup = async (group: Group, seed: number, onProgress: OnProgress): Promise<readonly JudgedForecast[]> => {
  const { kind, refits, target, pools } = group
  const markets = await group.markets()
  const rows: JudgedForecast[] = []
  for (const market of markets) {
    const stage = `${market.name} by ${kind}`
    const range = testOf(market)
    const walk = await walkMarket(market, range, { refits, seed }, (done) => {
      onProgress(stage, done, refits + (pools ? 1 : 0))
    })
    const others = markets.filter((other) => other !== market)
    if (pools) onProgress(stage, refits, refits + 1)
    const unseen = pools ? await forecastUnseen(market, others, range, seed) : undefined
    rows.push(...judgeWalk({ kind, market, range, walk, unseen }, target, seed))
  }
  return rows
}

/**
 * Forecasts the last 30 % of BTC and ETH by the minute, five coins by the hour and three indices by the day, walking
 * forward. Needs a TensorFlow backend chosen before; minutes of work. Faults 'missing-data' where a file is absent.
 */
export const reproduceForecasters = async (
  dataFolder: string,
  seed: number,
  onProgress: OnProgress,
): Promise<ForecasterTable> => {
  const rows: JudgedForecast[] = []
  for (const group of groupsOf(dataFolder)) rows.push(...(await judgeGroup(group, seed, onProgress)))
  const set = rows.filter(({ target }) => target !== undefined)
  return {
    rows,
    targets: {
      set: set.length,
      met: set.filter(({ targetMet }) => targetMet === true).length,
      outsideConfidenceSet: rows.filter(({ inConfidenceSet }) => !inConfidenceSet).length,
    },
  }
}
