import { startLossEvidence } from '../../reading/trust/loss-evidence'
import type { MaturedScore } from './start-shadow'

/** What a set of models is expected to lose by a measure, by its card. */
export type ExpectedLoss = {
  readonly measure: string
  readonly horizonBars: number
  /** Upper end of the interval of its mean loss, and of the ratio of it to log-HAR's. */
  readonly loss: number
  readonly ratio: number
}

export type DriftLimits = {
  /** The forecaster may lose so much more than log-HAR, or than its card expects, as a share, ≥ 0. */
  readonly tolerance: number
  /** Trading days, on average at least, until a set that is as good as expected is taken to have drifted, > 0. */
  readonly alarmDays: number
  /** Differences of loss count as at most this, > 0. */
  readonly lossScale: number
}

export const defaultDrift: DriftLimits = { tolerance: 0.05, alarmDays: 365, lossScale: 1 }

/** An expectation that no longer holds. */
export type DriftFinding = {
  readonly kind: 'worse-than-log-har' | 'worse-than-card' | 'edge-lost'
  readonly measure: string
  /** Mean over the outcomes so far, of the champion and of what it is compared with. */
  readonly loss: number
  readonly against: number
  readonly outcomes: number
}

/** Watches the matured losses of the champion of one market. */
export type DriftWatch = {
  /** Takes what matured at a bar, in order; returns every expectation that does not hold at present. */
  readonly step: (scores: readonly MaturedScore[]) => readonly DriftFinding[]
}

/**
 * Whether the findings justify a return to the set before: the champion loses more than log-HAR; or it loses more than
 * its card expects both in itself and relative to log-HAR. More in itself alone is a market that is harder for every
 * model, where another set would be no better.
 */
export const isDrifted = (findings: readonly DriftFinding[]): boolean =>
  findings.some(({ kind }) => kind === 'worse-than-log-har') ||
  findings.some(
    ({ kind, measure }) =>
      kind === 'worse-than-card' && findings.some((own) => own.kind === 'edge-lost' && own.measure === measure),
  )

/** Outcomes of one horizon that do not overlap, tested one after the other as `startLossEvidence` does. */
const startHorizon = (
  { measure, horizonBars, loss: expected, ratio }: ExpectedLoss,
  { tolerance, lossScale }: DriftLimits,
  runLength: number,
) => {
  const evidence = () => startLossEvidence({ scale: lossScale, runLength })
  const slack = 1 + tolerance
  const tests = [
    { kind: 'worse-than-log-har', evidence: evidence(), against: (baseline: number) => slack * baseline },
    { kind: 'worse-than-card', evidence: evidence(), against: () => slack * expected },
    { kind: 'edge-lost', evidence: evidence(), against: (baseline: number) => slack * ratio * baseline },
  ] as const
  const sums = { loss: 0, baseline: 0, outcomes: 0 }
  let wait = 0
  return {
    step(score: MaturedScore | undefined): void {
      if (wait > 0) wait--
      if (wait > 0 || score?.baseline === undefined) return
      wait = horizonBars
      sums.loss += score.loss
      sums.baseline += score.baseline
      sums.outcomes++
      for (const test of tests) test.evidence.step(score.loss - test.against(score.baseline))
    },
    findings: (): readonly DriftFinding[] =>
      tests
        .filter((test) => test.evidence.isWorse())
        .map(({ kind, against }) => ({
          kind,
          measure,
          loss: sums.loss / sums.outcomes,
          against: against(sums.baseline / sums.outcomes) / slack,
          outcomes: sums.outcomes,
        })),
  }
}

/** Starts a watch of so many measures at once that a false alarm of any takes `alarmDays` on average. */
export const startDriftWatch = (
  expected: readonly ExpectedLoss[],
  barsPerDay: number,
  limits: DriftLimits = defaultDrift,
): DriftWatch => {
  const horizons = expected.map((own) => {
    const outcomes = (limits.alarmDays * barsPerDay) / own.horizonBars
    // Three tests on each horizon.
    return { measure: own.measure, ...startHorizon(own, limits, Math.max(2, 3 * expected.length * outcomes)) }
  })
  return {
    step(scores) {
      for (const { measure, step } of horizons) step(scores.find((score) => score.measure === measure))
      return horizons.flatMap(({ findings }) => findings())
    },
  }
}
