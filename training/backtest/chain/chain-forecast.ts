import { chooseBackend, type BackendName } from '../../../models/backend'
import { loadPolicy } from '../../../models/store/model-set'
import { Fault } from '../../../src/core/error'
import { leastVariance } from '../../../src/core/market/bars/bar-variance'
import { DAY, SECOND, type Timestamp } from '../../../src/core/market/event'
import { instrumentNamed } from '../../../src/core/market/instrument'
import { medianPrice } from '../../../src/core/market/price-guard'
import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import { surfaceVol } from '../../../src/core/surface/surface-vol'
import type { ChainForecastShares } from '../../../src/report/chain/chain-sources'
import { logHar } from '../../baselines/log-har'
import { profileOf } from '../../data/profile'
import { sliceSeries, type BarSeries } from '../../data/series'
import type { TermForecasts } from '../../fit/predict'
import { unseenPart } from '../../judge/unseen'
import { termWeights } from '../../tune/view/term-structure'
import type { ChainHistory, PricePoint } from './chain-history'
import { lastAt, type Looks } from './chain-looks'

/** The variance that is expected at every look, annual, and the regimes where models call them. */
export type ChainForecast = {
  /** Mean variance over a life in years, > 0. */
  readonly over: (look: number, years: number) => number
  /** Over the shortest horizon. */
  readonly now: (look: number) => number
  /** Probability of each regime; empty where no model calls it. */
  readonly posterior: (look: number) => ArrayLike<number>
  readonly shares: ChainForecastShares
}

/** Forecasts along bars or chains: rows `[term.first, to)` count, each until `freshFor` microseconds after it. */
type Forecasts = {
  readonly source: keyof ChainForecastShares
  readonly timestamp: Float64Array
  readonly barsPerYear: number
  readonly term: TermForecasts
  readonly to: number
  readonly freshFor: number
  /** [bar × states + k]; absent: no regimes. */
  readonly posterior?: Float64Array
  readonly states?: number
}

/** What the champions of a registry expect on the bars between chains, and the policy that was tuned for them. */
export type ChainModels = { readonly policy: AdaptivePolicy; readonly forecasts: Forecasts }

/** A forecast of bars counts for as long, or for two bars. */
const freshHours = DAY / 24

/**
 * Runs the champions of a registry over the bars of `spot` that they have not seen. Faults 'usage' without `spot`, and
 * as `unseenPart`, where the models do not fit these bars.
 */
export const chainModels = async (
  registry: string,
  source: { readonly data: string; readonly spot?: string | undefined; readonly symbol: string; readonly seed: number },
  backend: BackendName | 'auto' = 'auto',
): Promise<ChainModels> => {
  const { data, spot, symbol, seed } = source
  if (spot === undefined)
    throw new Fault('usage', '--models forecasts along bars: name those of the recording with --spot')
  await chooseBackend(backend)
  const policy = await loadPolicy(registry)
  const named = instrumentNamed(spot)
  const options = { symbol: named.symbol, options: symbol, seed }
  const { prepared, predictions, test } = await unseenPart(data, registry, policy, options)
  const { market, dataset } = prepared
  if (market.instrument.venue !== named.venue)
    throw new Fault(
      'bad-input',
      `the recording has bars of ${named.symbol} of another venue than ${named.venue} as well`,
    )
  const { timestamp, barsPerYear } = dataset.series
  const { term, posterior, states } = predictions
  const first = Math.max(term.first, test.from)
  return {
    policy: policy.adaptive,
    forecasts: {
      ...{ source: 'models', timestamp, barsPerYear, term: { ...term, first }, to: test.to, posterior, states },
      freshFor: Math.max(freshHours, 2 * market.profile.barSeconds * SECOND),
    },
  }
}

/** Squared returns of prices as a rate a bar of so many microseconds, at least a hundredth of their mean so far. */
const seriesOf = (points: readonly Pick<PricePoint, 'at' | 'price'>[], step: number): BarSeries => {
  const timestamp = Float64Array.from(points, ({ at }) => at)
  const close = Float64Array.from(points, ({ price }) => price)
  const logReturn = close.map((price, i) => (i === 0 ? 0 : Math.log(price / close[i - 1])))
  const squares = logReturn.map((value, i) =>
    i === 0 ? 0 : (value * value * step) / (timestamp[i] - timestamp[i - 1]),
  )
  let sum = 0
  const variance = squares.map((value, i) => Math.max(value, leastVariance, (0.01 * (sum += value)) / Math.max(i, 1)))
  return { length: points.length, timestamp, close, logReturn, variance, barsPerYear: (365 * DAY) / step }
}

/** Least rows a coefficient, and days between two fits. */
const leastRows = 30
const refitDays = 7

/** Log-HAR from row `from` on, fitted anew every week on the rows before; from the first fit that has enough rows. */
const walkForward = (
  series: BarSeries,
  from: number,
  {
    horizons,
    lags,
    every,
  }: { readonly horizons: readonly number[]; readonly lags: readonly number[]; readonly every: number },
): TermForecasts => {
  const variance = horizons.map(() => new Float64Array(series.length))
  const least = leastRows * (lags.length + 1) + Math.max(...lags) + Math.max(...horizons)
  const begin = Math.max(from, least)
  for (let at = begin; at < series.length; at += every) {
    const [past, known] = [at + 1, Math.min(at + every, series.length)].map((to) => sliceSeries(series, 0, to))
    for (const [h, horizon] of horizons.entries())
      variance[h].set(logHar.fit(past, horizon, lags).forecast(known).values.subarray(at), at)
  }
  return { first: begin, horizons, variance }
}

const medianStep = (points: readonly { readonly at: Timestamp }[]): number =>
  medianPrice(points.slice(1).map(({ at }, i) => at - points[i].at))!

/** Log-HAR along points, its windows those of a profile of such bars, `least` bars and longer; none where too few. */
const logHarAlong = (
  points: readonly Pick<PricePoint, 'at' | 'price'>[],
  {
    source,
    since,
    step,
    least,
  }: { readonly source: Forecasts['source']; since: Timestamp; step: number; least: number },
): readonly Forecasts[] => {
  const series = seriesOf(points, step)
  const barsPerDay = Math.max(1, Math.round(DAY / step))
  const grid = { barSeconds: step / SECOND, barsPerDay, barsPerYear: series.barsPerYear, continuous: true }
  const profile = profileOf({ ...grid, bars: points.length })
  const lags = profile.lags.filter((bars) => bars >= least)
  const horizons = profile.horizons.map(({ bars }) => bars).filter((bars) => bars >= least)
  if (lags.length === 0) return []
  const from = Math.max(lastAt(points, since), 0)
  const term = walkForward(series, from, { lags, horizons, every: refitDays * barsPerDay })
  const { timestamp, barsPerYear, length } = series
  return [{ source, timestamp, barsPerYear, term, to: length, freshFor: Math.max(freshHours, 2 * step) }]
}

/** The index at every chain, before them the bars' closes as far apart as chains are. */
const atChains = ({ chains, spot }: ChainHistory, step: number): readonly Pick<PricePoint, 'at' | 'price'>[] => {
  const earlier: { at: Timestamp; price: number }[] = []
  for (let at = chains[0].at - step; spot.length > 0 && at > spot[0].at; at -= step) {
    const bar = spot[lastAt(spot, at)]
    if (bar.at !== earlier.at(-1)?.at) earlier.push({ at: bar.at, price: bar.price })
  }
  // The bars' level against the index: no return where the one series follows the other.
  const last = spot[lastAt(spot, chains[0].at)]
  const level = last === undefined ? 1 : chains[0].index / last.price
  return [
    ...earlier.reverse().map(({ at, price }) => ({ at, price: price * level })),
    ...chains.map(({ at, index }) => ({ at, price: index })),
  ]
}

/**
 * What is expected at every look, of the first that has a forecast there: the models, log-HAR on the bars between
 * chains, log-HAR on the index at chains (and before the first on bars as far apart), the volatility implied at the
 * money. Each is fitted on earlier prices alone.
 */
export const chainForecast = (history: ChainHistory, looks: Looks, models?: ChainModels): ChainForecast => {
  const { chains, spot } = history
  const [{ at: since }] = chains
  const step = medianStep(chains)
  const along: Forecasts[] = models === undefined ? [] : [models.forecasts]
  if (spot.length > 1) along.push(...logHarAlong(spot, { source: 'bars', since, step: medianStep(spot), least: 1 }))
  // A day at least: the log of one squared return says little.
  const least = Math.max(1, Math.round(DAY / step))
  along.push(...logHarAlong(atChains(history, step), { source: 'chains', since, step, least }))

  const counts = { models: 0, bars: 0, chains: 0, implied: 0 }
  const places = Array.from(looks.at, (at) => {
    for (const one of along) {
      const row = lastAt(one.timestamp, at)
      if (row < one.term.first || row >= one.to || at - one.timestamp[row] > one.freshFor) continue
      counts[one.source]++
      return { ...one, row }
    }
    counts.implied++
    return undefined
  })
  const shareOf = (source: keyof ChainForecastShares): number => counts[source] / looks.at.length
  const over = (look: number, years: number): number => {
    const place = places[look]
    if (place === undefined) return surfaceVol(chains[looks.chain[look]].surface, 0, years) ** 2
    const { term, row, barsPerYear } = place
    const weights = termWeights(term.horizons, years * barsPerYear)
    return barsPerYear * weights.reduce((sum, weight, h) => sum + weight * term.variance[h][row], 0)
  }
  return {
    over,
    now(look) {
      const place = places[look]
      return place === undefined ? over(look, 1 / 365) : place.barsPerYear * place.term.variance[0][place.row]
    },
    posterior(look) {
      const { posterior, states = 0, row = 0 } = places[look] ?? {}
      return posterior?.subarray(row * states, (row + 1) * states) ?? []
    },
    shares: {
      models: shareOf('models'),
      bars: shareOf('bars'),
      chains: shareOf('chains'),
      implied: shareOf('implied'),
    },
  }
}
