import { binOf, driftWindow, kolmogorovSmirnov, populationStability } from '../../src/core/reading/trust/drift'
import { startTrust, type JudgedModels } from '../../src/core/reading/trust/start-trust'
import { defaultTrust, type TrustLimits } from '../../src/core/reading/trust/trust-limits'
import type { ColumnReference } from '../../src/core/reading/training-reference'
import type { Bars } from '../../src/core/market/bar'
import type { ColumnDriftScore, TrustScore } from '../../src/report/summary'
import type { Dataset } from '../data/dataset'
import type { Range } from '../data/split'

/** The models as the service judges them, plain functions of a row. */
export type TrustedModels = JudgedModels & {
  readonly forecast: (row: Float64Array) => { readonly logVariance: Float64Array }
  readonly logHar: (row: Float64Array) => Float64Array
}

/** Windows of drift that the rule sees before the first bar that counts, as a service does that warms up. */
const WARM_WINDOWS = 3

/** The first bar that the rule sees where bars from `from` on count. */
export const warmFrom = ({ first }: Pick<Dataset, 'first'>, barsPerDay: number, from: number): number =>
  Math.max(first, from - WARM_WINDOWS * driftWindow(barsPerDay))

const columnScore = (
  { x, columns, first }: Dataset,
  column: number,
  { edges, shares, psi, ks }: ColumnReference,
  { from, to }: Range,
  driftedBars: number,
): ColumnDriftScore => {
  const live = new Float64Array(shares.length)
  for (let bar = from; bar < to; bar++)
    live[binOf(edges, x[(bar - first) * columns.length + column])] += 1 / (to - from)
  return {
    name: columns[column],
    psi: populationStability(live, shares),
    ks: kolmogorovSmirnov(live, shares),
    trainingPsi: psi,
    trainingKs: ks,
    driftedShare: driftedBars / (to - from),
  }
}

/**
 * Runs the rule of trust over bars `test` as the service would: on how many the models are believed, why not on the
 * others, and how far each column is from what it was in training. The rule is the service's own; `believed` has what
 * it said, bar by bar.
 */
export const scoreTrust = (
  bars: Bars,
  dataset: Dataset,
  posterior: { readonly states: number; readonly posterior: Float64Array },
  models: TrustedModels,
  test: Range,
  limits: TrustLimits = defaultTrust,
): { readonly score: TrustScore; readonly believed: readonly boolean[] } => {
  const { first, x, columns, series } = dataset
  const rule = startTrust(limits, models)
  const reasons = new Map<string, number>()
  const drifted = new Map<string, number>()
  const believed: boolean[] = []
  let [episodes, silencedBars, run, longest] = [0, 0, 0, 0]
  const start = warmFrom(dataset, models.grid.barsPerDay, test.from)
  for (let bar = start; bar < test.to; bar++) {
    const row = x.subarray((bar - first) * columns.length, (bar - first + 1) * columns.length)
    const found = rule.step({
      bar: bars.at(bar)!,
      row,
      logVariance: models.forecast(row).logVariance,
      logHar: models.logHar(row),
      posterior: posterior.posterior.subarray(bar * posterior.states, (bar + 1) * posterior.states),
      variance: series.variance[bar],
    })
    if (bar < test.from) continue
    const figures = rule.figures()
    if (found.length > 0 && run === 0) episodes++
    run = found.length > 0 ? run + 1 : 0
    longest = Math.max(longest, run)
    if (figures.silenced) silencedBars++
    believed.push(found.length === 0)
    for (const reason of found) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    for (const name of figures.drifted) drifted.set(name, (drifted.get(name) ?? 0) + 1)
  }
  const count = test.to - test.from
  const reference = models.trainedOn.reference?.columns ?? []
  return {
    believed,
    score: {
      bars: count,
      trustedShare: believed.filter(Boolean).length / count,
      reasons: Object.fromEntries([...reasons].sort(([, a], [, b]) => b - a).map(([name, n]) => [name, n / count])),
      episodes,
      longestBars: longest,
      silencedShare: silencedBars / count,
      columns: reference.map((own, column) =>
        columnScore(dataset, column, own, test, drifted.get(columns[column]) ?? 0),
      ),
    },
  }
}
