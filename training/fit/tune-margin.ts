import { callRegimes } from '../../src/core/reading/regime/caller'
import { filterVariances, type VarianceRegimes } from '../../src/core/reading/regime/variance-regimes'
import { deriveSeed, startRng, type Rng } from '../../src/core/rng'
import { balancedAccuracyOf, confusion, transitionRate } from '../../src/core/statistics/classification-scores'
import type { ProfiledDataset } from '../data/prepare'
import type { Range } from '../data/split'
import { labelledTo, regimeLabels, type LabelSettings } from '../labels/labels'
import { simulateVariances } from '../labels/simulate-variances'
import type { Predictions } from './predict'

const margins = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]

/** Balanced accuracy that a steadier call may cost. */
const TOLERANCE = 0.0005

const simulatedBars = 100_000
/**
 * Weight of the simulated series, in bars of labels: with fewer labels than this the choice between margins is noise.
 */
const SIMULATED_WEIGHT = 5000

/** Posteriors, rows × states, with the state of each row. */
type JudgedRows = { readonly posterior: Float64Array; readonly state: Uint8Array }

/**
 * The margin by which a regime must lead before it is called: of those within half a thousandth of the best balanced
 * accuracy against the labels, the one whose calls change state most nearly as often as the labels do. `judged` are
 * posteriors of models that were not fitted on these rows. A series simulated from the hidden regimes, whose states are
 * known, counts beside them, with more weight where they are few.
 */
export const tuneMargin = (
  judged: JudgedRows,
  shares: readonly number[],
  filter: VarianceRegimes,
  rng: Rng,
): number => {
  const states = shares.length
  const { state, variance } = simulateVariances(filter, simulatedBars, rng)
  const simulated: JudgedRows = { state, posterior: filterVariances(filter, variance).map(Math.exp) }
  const parts = [
    { ...judged, weight: 1 },
    { ...simulated, weight: SIMULATED_WEIGHT / simulatedBars },
  ]
  const trials = margins.map((margin) => {
    const counts = Array.from({ length: states }, () => new Array<number>(states).fill(0))
    let changes = 0
    for (const { posterior, state: truth, weight } of parts) {
      const called = callRegimes(posterior, shares, margin)
      changes += weight * truth.length * transitionRate(called)
      confusion(truth, called, states).forEach((row, i) => {
        row.forEach((n, j) => {
          counts[i][j] += weight * n
        })
      })
    }
    return { margin, accuracy: balancedAccuracyOf(counts) ?? 0, changes }
  })
  const best = Math.max(...trials.map(({ accuracy }) => accuracy))
  const changes = parts.reduce((sum, own) => sum + own.weight * own.state.length * transitionRate(own.state), 0)
  return trials
    .filter(({ accuracy }) => accuracy >= best - TOLERANCE)
    .reduce((near, trial) => (Math.abs(trial.changes - changes) < Math.abs(near.changes - changes) ? trial : near))
    .margin
}

/**
 * Margin of the regime caller, by labels of the policy part, all of it forecast by models that were fitted before it.
 */
export const callMargin = (
  prepared: ProfiledDataset,
  { kind, seed }: Pick<LabelSettings, 'kind' | 'seed'>,
  { states, shares, posterior }: Predictions,
  policy: Range,
): number => {
  const labels = regimeLabels(prepared, { kind, states, seed }, policy.from, policy.to)
  const to = labelledTo(policy, labels)
  return tuneMargin(
    {
      posterior: posterior.subarray(policy.from * states, to * states),
      state: labels.state.subarray(policy.from, to),
    },
    shares,
    labels.filter,
    startRng(deriveSeed(seed, 'margin')),
  )
}
