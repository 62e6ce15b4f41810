import { deriveSeed, startRng } from '../../../src/core/rng'
import type { ForecastScore } from '../../../src/report/summary'
import type { Range } from '../../data/split'
import { forecastScore } from '../../judge/forecast-scores'
import { forwardMean } from '../../statistics/sliding-mean'
import type { StudyMarket } from './markets'
import type { HorizonWalk, Walk } from './walk'

/** The target of bandshift on a market and horizon; undefined where it only has to stay in the confidence set. */
export type ForecastTarget = 'below log-HAR, p < .05' | 'at most log-HAR' | undefined

/** One market and horizon judged. */
export type JudgedForecast = ForecastScore & {
  readonly kind: string
  readonly target: ForecastTarget
  readonly targetMet: boolean | undefined
  readonly inConfidenceSet: boolean
  /** The baseline with the least QLIKE, and its ratio to log-HAR's. */
  readonly bestBaseline: { readonly model: string; readonly ratioToLogHar: number }
  /** QLIKE over that of the best baseline, which is known only in hindsight. */
  readonly ratioToBest: number
  /** Scores of the forecaster with implied volatility among its columns, where it is known. */
  readonly informed: Pick<ForecastScore, 'ratioToLogHar' | 'dm'> | undefined
  /** Share kept of the correction by the seasons alone, by refit. */
  readonly seasonShares: readonly number[]
  /** Share kept of what all columns add to it. */
  readonly shares: readonly number[]
  readonly networkShares: readonly number[]
  /** Scores of the forecaster fitted on the other markets of its kind alone. */
  readonly unseen: Pick<ForecastScore, 'ratioToLogHar' | 'dm'> | undefined
}

const meets = (target: ForecastTarget, { ratioToLogHar, dm }: ForecastScore): boolean | undefined =>
  target === undefined
    ? undefined
    : target === 'at most log-HAR'
      ? ratioToLogHar <= 1
      : ratioToLogHar < 1 && dm.pValue < 0.05

type Walked = {
  readonly kind: string
  readonly market: StudyMarket
  readonly range: Range
  readonly walk: Walk
  /** Mean variance by horizon of a forecaster fitted on other markets. */
  readonly unseen: readonly Float64Array[] | undefined
}

/** Scores a walk over a range at every horizon whose targets end inside the series. */
export const judgeWalk = (
  { kind, market: { name, dataset, profile }, range, walk: { horizons, shares }, unseen }: Walked,
  targetOf: (horizon: string) => ForecastTarget,
  seed: number,
): readonly JudgedForecast[] =>
  profile.horizons.map((horizon, h) => {
    const rows = range.to - range.from - horizon.bars
    const realized = forwardMean(dataset.series.variance, horizon.bars).slice(range.from, range.from + rows)
    const { forecasts, quantiles, levels, informed } = horizons[h]
    const scoreOf = (all: HorizonWalk['forecasts']): ForecastScore =>
      forecastScore(
        {
          series: name,
          horizon,
          realized,
          forecasts: Object.fromEntries(Object.entries(all).map(([model, values]) => [model, values.slice(0, rows)])),
          levels,
          quantiles: quantiles.slice(0, rows * levels.length),
        },
        startRng(deriveSeed(seed, `${kind} ${name} ${horizon.name}`)),
      )
    const score = scoreOf(forecasts)
    const target = targetOf(horizon.name)
    const [model, least] = Object.entries(score.qlike)
      .filter(([key]) => key !== 'bandshift')
      .reduce((best, entry) => (entry[1] < best[1] ? entry : best))
    const beside = (bandshift: Float64Array | undefined) => {
      if (bandshift === undefined) return undefined
      const { ratioToLogHar, dm } = scoreOf({ logHar: forecasts.logHar, bandshift })
      return { ratioToLogHar, dm }
    }
    return {
      ...score,
      kind,
      target,
      targetMet: meets(target, score),
      inConfidenceSet: score.mcs90.includes('bandshift'),
      bestBaseline: { model, ratioToLogHar: least / score.qlike.logHar },
      ratioToBest: score.qlike.bandshift / least,
      informed: beside(informed),
      seasonShares: shares.map(({ season }) => season[h]),
      shares: shares.map(({ linear }) => linear[h]),
      networkShares: shares.map(({ network }) => network[h]),
      unseen: beside(unseen?.[h]),
    }
  })
