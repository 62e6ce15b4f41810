import { startFeatures } from '../features/feature'
import { recentWindow } from '../features/realized-variance'
import { startMean } from '../features/rolling'
import { startToxicity } from '../features/toxicity-rank'
import type { Bar } from '../market/bar'
import { barVariance } from '../market/bars/bar-variance'
import { startOneLevel } from '../market/bars/level'
import type { VolPoint } from '../pricing/term-vol'
import type { BarReading } from './market'
import { modelFeatures, type MarketGrid, type MarketModels } from './market-models'
import { startRegimeCaller } from './regime/caller'
import type { TrustFigures, TrustRule } from './trust-rule'

/** Feed it every decision bar once, in order. */
export type Readings = { readonly step: (bar: Bar) => BarReading }

export type ReadingOptions = {
  readonly grid: MarketGrid
  /** Without them a reading has the baseline volatility alone. */
  readonly models?: MarketModels | undefined
  readonly trust?: TrustRule | undefined
}

type ModelReading = Pick<
  BarReading,
  'row' | 'posterior' | 'regime' | 'toxicityPercentile' | 'volatility' | 'mark' | 'jumpShare' | 'interval'
> & { readonly reasons: readonly string[]; readonly trustFigures: TrustFigures | undefined }

const nothing = {
  posterior: [],
  regime: undefined,
  toxicityPercentile: undefined,
  volatility: [],
  mark: [],
  jumpShare: 0,
  interval: [],
  trustFigures: undefined,
}

const startModels = (models: MarketModels, trust: TrustRule | undefined) => {
  const { grid, columns, levels } = models
  const { barsPerYear, barsPerDay, horizonBars } = grid
  const features = startFeatures(modelFeatures(models))
  const caller = startRegimeCaller(models.shares, models.margin)
  const classifier = models.startClassifier()
  const toxicity = startToxicity(columns, barsPerDay)
  const annual = (logVariance: number): number => Math.sqrt(Math.exp(logVariance) * barsPerYear)
  const points = (logVariance: Float64Array) =>
    horizonBars.map((bars, h) => ({ years: bars / barsPerYear, vol: annual(logVariance[h]) }))
  const jumps = columns.findIndex((name) => name.startsWith('jump-share-'))
  let seen = 0
  return (bar: Bar, variance: number): ModelReading => {
    const row = features.step(bar)
    const posterior = classifier.step(variance, row)
    // A feature without a value after its warm-up may never have one: a reason against the models, not a warm-up.
    if (++seen < features.warmupBars) return { ...nothing, row: undefined, reasons: ['models-warming-up'] }
    if (row === undefined || posterior === undefined) {
      const reasons = trust?.unread() ?? ['columns-missing']
      return { ...nothing, row: undefined, reasons, trustFigures: trust?.figures() }
    }
    const { logVariance, quantiles } = models.forecast(row)
    const logHar = models.logHar(row)
    const reasons = trust?.step({ bar, row, logVariance, logHar, posterior, variance }) ?? []
    const trusted = reasons.length === 0
    const isOurs = (h: number): boolean => trusted && trust?.fallsBack(h) !== true
    return {
      row,
      posterior: Array.from(posterior),
      regime: caller.step(posterior),
      toxicityPercentile: toxicity?.(row),
      volatility: points(logHar.map((value, h) => (isOurs(h) ? logVariance[h] : value))),
      mark: points(logHar),
      jumpShare: row[jumps] ?? 0,
      interval:
        levels.length > 1
          ? horizonBars.flatMap((bars, h) =>
              isOurs(h)
                ? {
                    years: bars / barsPerYear,
                    low: annual(quantiles[h * levels.length]),
                    high: annual(quantiles[(h + 1) * levels.length - 1]),
                    coverage: levels[levels.length - 1] - levels[0],
                  }
                : [],
            )
          : [],
      reasons,
      trustFigures: trust?.figures(),
    }
  }
}

/** Bars before the average counts. */
const LEAST_BARS = 10

/**
 * Exponentially weighted mean variance of the bars so far with a half-life of a quarter of a trading day, weights
 * summing to 1 from the first bar on; undefined before the tenth. The volatility before the models are warm.
 * RiskMetrics Technical Document (1996).
 */
const startBaselineVariance = (barsPerDay: number): ((variance: number) => number | undefined) => {
  const decay = 0.5 ** (1 / Math.max(1, barsPerDay / 4))
  let [sum, weight, bars] = [0, 0, 0]
  return (variance) => {
    sum = decay * sum + variance
    weight = decay * weight + 1
    bars++
    return bars < LEAST_BARS ? undefined : sum / weight
  }
}

/** Flat in maturity: of an implied volatility only the one at the money is recorded. */
const markOf = ({ impliedVol }: Bar, otherwise: readonly VolPoint[]): readonly VolPoint[] =>
  impliedVol === undefined || otherwise.length === 0 ? otherwise : [{ years: otherwise[0].years, vol: impliedVol }]

/**
 * Starts reading decision bars as training does: the same feature rows, posteriors, volatilities and toxicity ranks.
 * While the models are not warm the volatility is an exponential average, flat in maturity; where `trust` objects to
 * them, or to their forecast at a horizon, it is their log-HAR head's. The trust of a reading names which, its figures
 * the horizons. A change of level (a split, a crash) is no return of the market.
 */
export const startReadings = ({ grid, models, trust }: ReadingOptions): Readings => {
  const { barsPerYear, barsPerDay, lags } = grid
  const read = models === undefined ? undefined : startModels(models, trust)
  const baseline = startBaselineVariance(barsPerDay)
  const window = recentWindow(lags, barsPerDay)
  const realized = startMean(window)
  const oneLevel = startOneLevel()
  let previousClose: number | undefined
  const withoutModels: ModelReading = { ...nothing, row: undefined, reasons: ['no-models'] }
  return {
    step(recorded) {
      const bar = oneLevel(recorded)
      const variance = barVariance(bar, previousClose, grid.variance, grid.leastVariance)
      previousClose = bar.close
      const average = baseline(variance)
      const recent = realized(variance)
      const { reasons, ...reading } = read?.(bar, variance) ?? withoutModels
      const flat =
        average === undefined ? [] : [{ years: barsPerDay / barsPerYear, vol: Math.sqrt(average * barsPerYear) }]
      const volatility = reading.row === undefined ? flat : reading.volatility
      const source = reading.row === undefined ? 'volatility-ewma' : 'volatility-log-har'
      return {
        ...reading,
        bar: recorded,
        volatility,
        mark: markOf(bar, reading.row === undefined ? flat : reading.mark),
        nowVol: volatility.at(0)?.vol,
        realizedVol: average === undefined ? undefined : Math.sqrt(recent * barsPerYear),
        trust: reasons.length === 0 ? { kind: 'models' } : { kind: 'baseline', reasons: [...reasons, source] },
      }
    },
  }
}
