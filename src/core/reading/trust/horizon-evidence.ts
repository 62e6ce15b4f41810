import { startLossEvidence, startMaturedLosses } from './loss-evidence'

/** Log variances by horizon, as the forecaster and as log-HAR forecast them at one bar. */
type ForecastPair = { readonly logVariance: Float64Array; readonly logHar: Float64Array }

/** Evidence, horizon by horizon, that the forecaster has become worse than log-HAR. */
export type HorizonEvidence = {
  /** Takes a bar's variance and the forecasts made at it, undefined where there are none. */
  readonly step: (variance: number, forecasts: ForecastPair | undefined) => void
  /** False beyond the horizons. */
  readonly isWorse: (horizon: number) => boolean
}

export type HorizonEvidenceOptions = {
  readonly horizonBars: readonly number[]
  /** Scale of the differences of losses by horizon; a horizon without one is not judged. */
  readonly scales: readonly number[]
  /** Loss above log-HAR's that is tolerated, as a share of it. */
  readonly tolerance: number
  /** Outcomes to a false alarm at a horizon, on average at least. */
  readonly runLengthOf: (horizonBars: number) => number
}

/**
 * Judges every horizon by its own outcomes, which do not overlap, with the test of `startLossEvidence`. At long
 * horizons it is slow, because outcomes are few. A quicker rule costs more than it saves: with log-HAR serving while
 * the sum of losses exceeds its own by a quarter to two units, forecasts lost 1 to 2 % on average of 118 pairs of a
 * recording and a horizon.
 */
export const startHorizonEvidence = ({
  horizonBars,
  scales,
  tolerance,
  runLengthOf,
}: HorizonEvidenceOptions): HorizonEvidence => {
  const horizons = scales.slice(0, horizonBars.length).map((scale, h) => ({
    matured: startMaturedLosses(horizonBars[h], tolerance),
    worse: startLossEvidence({ scale, runLength: runLengthOf(horizonBars[h]) }),
  }))
  return {
    step(variance, forecasts) {
      horizons.forEach(({ matured, worse }, h) => {
        const made = forecasts && { logVariance: forecasts.logVariance[h], logHar: forecasts.logHar[h] }
        const difference = matured(variance, made)
        if (difference !== undefined) worse.step(difference)
      })
    },
    isWorse: (horizon) => horizons[horizon]?.worse.isWorse() ?? false,
  }
}
