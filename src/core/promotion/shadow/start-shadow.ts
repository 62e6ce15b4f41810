import type { Bar } from '../../market/bar'
import { barVariance } from '../../market/bars/bar-variance'
import { startOneLevel } from '../../market/bars/level'
import type { Timestamp } from '../../market/event'
import type { MarketModels } from '../../reading/market-models'
import { startReadings } from '../../reading/start-readings'
import type { BarReading } from '../../reading/market'
import { qlike } from '../../statistics/forecast-losses'
import { startShadowBook, type BandLoss, type ShadowBands } from './shadow-book'

/** What a set of models lost by a forecast whose outcome is known now. */
export type MaturedScore = {
  /**
   * `qlike <bars>`, `log-loss <bars>`, or of a shadowed band `band-ce <bars of a day>`, with `band-cost` and
   * `band-risk`, of which it is made.
   */
  readonly measure: string
  readonly horizonBars: number
  readonly loss: number
  /** What its own log-HAR lost; absent where there is no such thing. */
  readonly baseline?: number | undefined
}

/** All that matured at the close of one bar. */
export type BarScores = {
  /** Of the set's policy. */
  readonly policy: string
  /** Close of the bar. */
  readonly at: Timestamp
  readonly scores: readonly MaturedScore[]
}

/** States distinguished by the mean variance per bar over the bars to come: state k lies above k of the bounds. */
type RegimeBounds = {
  readonly horizonBars: number
  /** Rising. */
  readonly bounds: readonly number[]
}

/** A market's models, champion and challenger, scored on the bars that come. */
export type Shadow = {
  /** Takes a bar of the past: forecasts made on it are not scored. */
  readonly warm: (bar: Bar) => void
  /**
   * Takes a bar as it closes; returns what matured at it, one entry a set in the order given, without sets of which
   * nothing did.
   */
  readonly step: (bar: Bar) => readonly BarScores[]
}

export type ShadowOptions = {
  /** Champion first: realized variance is by its grid, and all sets decide on its bars. */
  readonly sets: readonly [MarketModels, ...MarketModels[]]
  /** By which posteriors are judged; without it they are not. */
  readonly regimes?: RegimeBounds | undefined
  /** By which bands a common book is hedged on paper; without it none is. */
  readonly bands?: ShadowBands | undefined
}

const BAND_MEASURE = 'band-ce'

/** True for a measure by which a band is described, and not judged: a wider one has more risk at less cost. */
export const isPartOfBand = (measure: string): boolean =>
  measure.startsWith('band-') && !measure.startsWith(BAND_MEASURE)

/** Least probability in the log loss: a posterior in single precision may round to 0. */
const LEAST_CHANCE = 1e-9

type Forecast = {
  readonly variance: readonly number[]
  readonly logHar: Float64Array
  readonly posterior: readonly number[]
}

/** Losses of a shadowed band as scores; what a band holds lasts for hours, so that those of one day are one target. */
const bandScores = (lost: BandLoss | undefined, barsPerDay: number): readonly MaturedScore[] => {
  if (lost === undefined) return []
  const horizonBars = Math.max(1, Math.round(barsPerDay))
  const score = (measure: string, loss: number): MaturedScore => ({
    measure: `${measure} ${horizonBars}`,
    horizonBars,
    loss,
  })
  return [score(BAND_MEASURE, lost.certaintyEquivalent), score('band-cost', lost.cost), score('band-risk', lost.risk)]
}

/** Keeps the last `length` values, by how many steps ago. */
const startRing = <T>(length: number) => {
  const kept: (T | undefined)[] = Array.from({ length }, () => undefined)
  let count = 0
  return {
    push: (value: T | undefined): void => void (kept[count++ % length] = value),
    /** As it was `ago` pushes before the last one. */
    back: (ago: number): T | undefined => (ago < count ? kept[(count - 1 - ago) % length] : undefined),
  }
}

const forecasting = (models: MarketModels) => {
  const { barsPerYear } = models.grid
  // Without a rule of trust: the models' own forecasts are scored, trusted or not.
  const readings = startReadings({ grid: models.grid, models })
  return (bar: Bar): { readonly reading: BarReading; readonly forecast: Forecast | undefined } => {
    const reading = readings.step(bar)
    const { row, volatility, posterior } = reading
    if (row === undefined) return { reading, forecast: undefined }
    const variance = volatility.map(({ vol }) => vol ** 2 / barsPerYear)
    return { reading, forecast: { variance, logHar: models.logHar(row).map(Math.exp), posterior } }
  }
}

/**
 * Starts scoring the forecasts of several sets of models on one market, each as soon as its horizon is over: QLIKE by
 * horizon beside that of the set's own log-HAR, the log loss of the posterior, and the certainty equivalent of the
 * set's band on a book that all hedge on paper. All are judged by the same bars. A
 * forecast that is not finite is not scored.
 */
export const startShadow = ({ sets, regimes, bands }: ShadowOptions): Shadow => {
  const { grid } = sets[0]
  const longest = Math.max(...sets.flatMap((own) => own.grid.horizonBars), regimes?.horizonBars ?? 1)
  const variances = startRing<number>(longest)
  const oneLevel = startOneLevel()
  let previousClose: number | undefined
  const rivals = sets.map((models) => ({
    models,
    forecast: forecasting(models),
    made: startRing<Forecast>(longest + 1),
  }))

  const book = bands === undefined ? undefined : startShadowBook(grid, bands)

  /** What the band of each set lost over the bar. */
  const read = (recorded: Bar, isLive: boolean): readonly BandLoss[] | undefined => {
    const bar = oneLevel(recorded)
    const variance = barVariance(bar, previousClose, grid.variance, grid.leastVariance)
    variances.push(variance)
    previousClose = bar.close
    const readings = rivals.map(({ forecast, made }) => {
      const own = forecast(bar)
      made.push(isLive ? own.forecast : undefined)
      return own.reading
    })
    return book?.({ readings, variance })
  }

  /** Mean variance of the last bars; undefined where there were not so many. */
  const realized = (bars: number): number | undefined => {
    let sum = 0
    for (let ago = 0; ago < bars; ago++) sum += variances.back(ago) ?? NaN
    return sum > 0 ? sum / bars : undefined
  }

  const qlikeOf = (made: Forecast, h: number, horizonBars: number): MaturedScore | undefined => {
    const outcome = realized(horizonBars)
    const [own, har] = [made.variance[h], made.logHar[h]]
    if (outcome === undefined || !(own > 0 && own < Infinity && har > 0 && har < Infinity)) return undefined
    return {
      measure: `qlike ${horizonBars}`,
      horizonBars,
      loss: qlike(outcome, own),
      baseline: qlike(outcome, har),
    }
  }

  const logLossOf = ({ posterior }: Forecast, { horizonBars, bounds }: RegimeBounds): MaturedScore | undefined => {
    const outcome = realized(horizonBars)
    if (outcome === undefined || posterior.length !== bounds.length + 1) return undefined
    const chance = posterior[bounds.filter((bound) => outcome > bound).length]
    if (!Number.isFinite(chance)) return undefined
    return { measure: `log-loss ${horizonBars}`, horizonBars, loss: -Math.log(Math.max(chance, LEAST_CHANCE)) }
  }

  return {
    warm: (bar) => void read(bar, false),
    step(bar) {
      const lost = read(bar, true)
      return rivals.flatMap(({ models, made }, set) => {
        const scores = models.grid.horizonBars.flatMap((horizonBars, h) => {
          const then = made.back(horizonBars)
          return (then && qlikeOf(then, h, horizonBars)) ?? []
        })
        const judged = regimes && made.back(regimes.horizonBars)
        const regime = judged && logLossOf(judged, regimes)
        const all = [...scores, ...(regime === undefined ? [] : [regime]), ...bandScores(lost?.[set], grid.barsPerDay)]
        return all.length === 0 ? [] : [{ policy: models.versions.policy, at: bar.timestamp, scores: all }]
      })
    },
  }
}
