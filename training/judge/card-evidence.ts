import type { Evidence, KnownFailure } from '../../models/store/card-evidence'
import { compareLosses, type MeasuredLosses } from '../../src/core/promotion/compare-losses'
import { deriveSeed, startRng } from '../../src/core/rng'
import { reliability } from '../../src/core/statistics/calibration'
import { mean } from '../../src/core/statistics/moments'
import type { Prepared } from '../data/prepare'
import { heldOf, type Range, type WalkFold } from '../data/split'
import type { Predictions } from '../fit/predict'
import { bootstrapIntervals } from '../statistics/bootstrap-ci'
import { forwardMean } from '../statistics/sliding-mean'
import type { ServedHorizon } from './served-horizons'

/** Predictions of the folds' models on the bars held out, and their losses. */
export type HeldOutEvidence = {
  readonly prepared: Prepared
  readonly folds: readonly WalkFold[]
  readonly predictions: Predictions
  /** Losses of the forecasts by horizon, in order, then of the classifier; from the first bar held out on. */
  readonly losses: readonly MeasuredLosses[]
  /** Losses of log-HAR by horizon. */
  readonly logHar: readonly MeasuredLosses[]
  /** Horizons at which a baseline beats the forecaster, and what serves there. */
  readonly served: readonly ServedHorizon[]
  /** Regime labels against which the classifier is judged, from the first bar held out on. */
  readonly labels: Uint8Array
  /** Bars over which live posteriors are judged. */
  readonly regimeBars: number
  readonly seed: number
}

/**
 * Losses are averaged in chunks so that there are at most this many: the interval is nearly the same, in a hundredth of
 * the time.
 */
const MOST_CHUNKS = 2000
const REPLICATIONS = 300
const WORST_DAYS = 3
/**
 * Calibration errors from which a card lists a failure: of a quantile's share, and of a probability in a bin that holds
 * at least a twentieth of the rows.
 */
const [COVERAGE_GAP, RELIABILITY_GAP, LEAST_BIN] = [0.05, 0.1, 0.05]

const chunked = (values: Float64Array, size: number): Float64Array =>
  Float64Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    mean(values.subarray(i * size, Math.min(values.length, (i + 1) * size))),
  )

const measureOf = (
  measure: string,
  { horizonBars, values }: MeasuredLosses,
  baseline: Float64Array | undefined,
  seed: number,
): Evidence['measures'][number] => {
  const size = Math.ceil(values.length / MOST_CHUNKS)
  const [own, other] = [values, baseline ?? values].map((losses) => chunked(losses, size))
  const meanAt = (losses: Float64Array, indices: Int32Array): number => {
    let sum = 0
    for (const i of indices) sum += losses[i]
    return sum / indices.length
  }
  const intervals = bootstrapIntervals(
    own.length,
    (indices) => {
      const [a, b] = [meanAt(own, indices), meanAt(other, indices)]
      return [a, b, b > 0 ? a / b : 1]
    },
    {
      blockLength: Math.min(Math.ceil((2 * horizonBars) / size), Math.ceil(own.length / 4)),
      replications: REPLICATIONS,
      rng: startRng(deriveSeed(seed, `evidence ${measure}`)),
    },
  )
  const figures = [mean(values), mean(baseline ?? values), 1]
  figures[2] = figures[1] > 0 ? figures[0] / figures[1] : 1
  const [loss, base, ratio] = figures.map((value, i) => ({ value, low: intervals[i][0], high: intervals[i][1] }))
  return { measure, horizonBars, rows: values.length, loss, ...(baseline && { baseline: base, ratio }) }
}

const dayOf = (microseconds: number): string => new Date(microseconds / 1000).toISOString().slice(0, 10)

/** The days with the largest loss in excess of the baseline's, or the largest loss without a baseline. */
const worstDays = (
  measure: string,
  losses: Float64Array,
  baseline: Float64Array | undefined,
  times: Float64Array,
): readonly KnownFailure[] => {
  const days = new Map<string, { rows: number; loss: number; baseline: number }>()
  losses.forEach((loss, i) => {
    const day = dayOf(times[i])
    const sum = days.get(day) ?? { rows: 0, loss: 0, baseline: 0 }
    days.set(day, sum)
    sum.rows++
    sum.loss += loss
    sum.baseline += baseline?.[i] ?? 0
  })
  return [...days]
    .sort(([, a], [, b]) => b.loss - b.baseline - (a.loss - a.baseline))
    .slice(0, WORST_DAYS)
    .map(([day, { rows, loss, baseline: base }]) => ({
      kind: 'worst-day',
      day,
      measure,
      loss: loss / rows,
      ...(baseline && { baseline: base / rows }),
    }))
}

const foldsOf = ({ prepared: { dataset }, folds }: HeldOutEvidence): Evidence['folds'] => {
  const { timestamp, length } = dataset.series
  const span = ({ from, to }: Range) => ({
    from: timestamp[from],
    to: to < length ? timestamp[to] : timestamp[length - 1] + 1,
    rows: to - from,
  })
  return folds.map(({ fit, held }) => ({ fit: span(fit), held: span(held) }))
}

/** Share of realized variances below each quantile, by horizon. */
const coverage = ({ prepared, predictions, folds }: HeldOutEvidence): Evidence['calibration'] => {
  const { series } = prepared.dataset
  const { levels, quantiles } = predictions
  const { horizons } = prepared.market.profile
  const { from, to } = heldOf(folds)
  return horizons.flatMap(({ bars }, h) => {
    const rows = to - bars - from
    if (rows < 1) return []
    const realized = forwardMean(series.variance.subarray(0, to), bars)
    const points = levels.map((expected, q) => {
      let below = 0
      for (let bar = from; bar < from + rows; bar++)
        if (Math.log(realized[bar]) <= quantiles[(bar * horizons.length + h) * levels.length + q]) below++
      return { expected, observed: below / rows, rows }
    })
    return [{ of: `quantiles ${bars}`, points }]
  })
}

const forecasterEvidence = (held: HeldOutEvidence): Evidence => {
  const { prepared, losses, logHar, seed } = held
  const { horizons } = prepared.market.profile
  const times = prepared.dataset.series.timestamp.subarray(heldOf(held.folds).from)
  // Live, a baseline that serves is compared with itself: a share of log-HAR's loss cannot be expected of it.
  const isLeft = (h: number): boolean =>
    held.served.some(({ horizon, serves }) => horizon === h && serves !== 'nothing')
  const judged = horizons.flatMap(({ bars }, h) =>
    losses[h].values.length < 2
      ? []
      : [{ measure: `qlike ${bars}`, own: losses[h], har: isLeft(h) ? undefined : logHar[h] }],
  )
  const calibration = coverage(held)
  return {
    folds: foldsOf(held),
    measures: judged.map(({ measure, own, har }) => measureOf(measure, own, har?.values, seed)),
    calibration,
    failures: [
      ...held.served.flatMap(({ beaten, serves }) =>
        beaten.map(({ horizonBars, by, ratio, p }): KnownFailure => ({
          ...{ kind: 'beaten', measure: `qlike ${horizonBars}`, by, ratio, p, serves },
        })),
      ),
      ...judged.flatMap(({ measure, own, har }): readonly KnownFailure[] => {
        if (har === undefined) return []
        const { ratio, pBetter } = compareLosses(har, own)
        return pBetter <= 0.05 ? [] : [{ kind: 'no-better-than-log-har', measure, ratio, p: pBetter }]
      }),
      ...calibration.flatMap(({ of, points }) =>
        points.flatMap(({ expected, observed }): readonly KnownFailure[] =>
          Math.abs(expected - observed) <= COVERAGE_GAP ? [] : [{ kind: 'miscalibrated', of, expected, observed }],
        ),
      ),
      ...judged.flatMap(({ measure, own, har }) => worstDays(measure, own.values, har?.values, times)),
    ],
  }
}

/**
 * Variance bounds between states: halfway between the mean logs of the variance that follows bars of neighbouring
 * states; undefined where a state is absent or the means do not rise.
 */
const boundsOf = ({
  prepared,
  predictions: { states },
  labels,
  folds,
  regimeBars,
}: HeldOutEvidence): Evidence['regimes'] => {
  const { variance } = prepared.dataset.series
  const { from, to } = heldOf(folds)
  const means = forwardMean(variance.subarray(0, to), regimeBars)
  const sums = Array.from({ length: states }, () => ({ log: 0, rows: 0 }))
  for (let i = 0; i < Math.min(labels.length, to - regimeBars - from); i++) {
    sums[labels[i]].log += Math.log(means[from + i])
    sums[labels[i]].rows++
  }
  const logs = sums.map(({ log, rows }) => log / rows)
  if (!logs.every((log, k) => Number.isFinite(log) && (k === 0 || log > logs[k - 1]))) return undefined
  return { horizonBars: regimeBars, bounds: logs.slice(1).map((log, k) => Math.exp((logs[k] + log) / 2)) }
}

const classifierEvidence = (held: HeldOutEvidence): Evidence => {
  const { prepared, predictions, losses, labels, folds, seed } = held
  const { posterior, states } = predictions
  const { from } = heldOf(folds)
  const own = losses[losses.length - 1]
  const times = prepared.dataset.series.timestamp.subarray(from)
  const forecasts = posterior.subarray(from * states, (from + labels.length) * states)
  const points = reliability(labels, forecasts, states).map(({ forecast, observed, n }) => ({
    expected: forecast,
    observed,
    rows: n,
  }))
  const regimes = boundsOf(held)
  return {
    folds: foldsOf(held),
    measures: own.values.length < 2 ? [] : [measureOf(own.measure, own, undefined, seed)],
    calibration: [{ of: 'posterior', points }],
    failures: [
      ...points.flatMap(({ expected, observed, rows }): readonly KnownFailure[] =>
        Math.abs(expected - observed) <= RELIABILITY_GAP || rows < LEAST_BIN * forecasts.length
          ? []
          : [{ kind: 'miscalibrated', of: 'posterior', expected, observed }],
      ),
      ...worstDays(own.measure, own.values, undefined, times),
    ],
    ...(regimes && { regimes }),
  }
}

/** Evidence on the cards of both models from held-out bars: losses with intervals, calibration and known failures. */
export const cardEvidence = (
  held: HeldOutEvidence,
): { readonly forecaster: Evidence; readonly classifier: Evidence } => ({
  forecaster: forecasterEvidence(held),
  classifier: classifierEvidence(held),
})
