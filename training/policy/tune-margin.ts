import { balancedAccuracy } from '../../src/core/metrics/classification/confusion'
import { transitionRate } from '../../src/core/metrics/classification/transition-rate'
import { callRegimes } from '../../src/core/regime/caller'

const margins = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]

/** Balanced accuracy that a steadier call may cost. */
const TOLERANCE = 0.01

/**
 * The margin by which a regime must lead before it is called: of those within a hundredth of the best balanced accuracy against the labels, the one whose
 * calls change state most nearly as often as the labels do. `posterior` is rows × states of models that did not learn from these rows.
 */
export const tuneMargin = (posterior: Float64Array, labels: Uint8Array, shares: readonly number[]): number => {
  const states = shares.length
  const trials = margins.map((margin) => {
    const called = callRegimes(posterior, shares, margin)
    return { margin, accuracy: balancedAccuracy(labels, called, states) ?? 0, rate: transitionRate(called) }
  })
  const best = Math.max(...trials.map(({ accuracy }) => accuracy))
  const rate = transitionRate(labels)
  return trials
    .filter(({ accuracy }) => accuracy >= best - TOLERANCE)
    .reduce((near, trial) => (Math.abs(trial.rate - rate) < Math.abs(near.rate - rate) ? trial : near)).margin
}
