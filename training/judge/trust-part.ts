import type { Bars } from '../../src/core/market/bar'
import type { ColumnReference } from '../../src/core/reading/training-reference'
import { binOf, driftWindow, kolmogorovSmirnov, populationStability } from '../../src/core/reading/trust/drift'
import { startTrust, type JudgedModels } from '../../src/core/reading/trust/start-trust'
import { defaultTrust, type TrustLimits } from '../../src/core/reading/trust/trust-limits'
import type { ColumnDriftScore, TrustScore } from '../../src/report/summary'
import type { Dataset } from '../data/dataset'
import type { Range } from '../data/split'

/** The models as plain functions of a row, as the rule of trust reads them. */
export type TrustedModels = JudgedModels & {
  readonly forecast: (row: Float64Array) => { readonly logVariance: Float64Array }
  readonly logHar: (row: Float64Array) => Float64Array
}

/** Windows of drift on which the rule warms up before the first bar that counts, as in the service. */
const WARM_WINDOWS = 3

/** The bar at which the rule starts so that it is warm at `from`. */
export const warmFrom = ({ first }: Pick<Dataset, 'first'>, barsPerDay: number, from: number): number =>
  Math.max(first, from - WARM_WINDOWS * driftWindow(barsPerDay))

const columnScore = (
  { x, columns, first }: Dataset,
  { column, edges, shares, psi, ks, drifted }: ColumnReference & { readonly column: number; readonly drifted: number },
  { from, to }: Range,
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
    driftedShare: drifted / (to - from),
  }
}

/**
 * Runs the service's rule of trust over bars `test`: the share of bars on which the models are trusted, the reasons on
 * the others, and how far each column has drifted from training. `trusted` holds the result bar by bar.
 */
export const scoreTrust = (
  rows: Dataset & { readonly bars: Bars },
  { states, posterior }: { readonly states: number; readonly posterior: Float64Array },
  models: TrustedModels & { readonly limits?: TrustLimits },
  test: Range,
): { readonly score: TrustScore; readonly trusted: readonly boolean[] } => {
  const { first, x, columns, series, bars } = rows
  const rule = startTrust(models.limits ?? defaultTrust, models)
  const reasons = new Map<string, number>()
  const drifted = new Map<string, number>()
  const trusted: boolean[] = []
  let [episodes, silencedBars, run, longest] = [0, 0, 0, 0]
  const start = warmFrom(rows, models.grid.barsPerDay, test.from)
  for (let bar = start; bar < test.to; bar++) {
    const row = x.subarray((bar - first) * columns.length, (bar - first + 1) * columns.length)
    const found = rule.step({
      bar: bars.at(bar)!,
      row,
      logVariance: models.forecast(row).logVariance,
      logHar: models.logHar(row),
      posterior: posterior.subarray(bar * states, (bar + 1) * states),
      variance: series.variance[bar],
    })
    if (bar < test.from) continue
    const figures = rule.figures()
    if (found.length > 0 && run === 0) episodes++
    run = found.length > 0 ? run + 1 : 0
    longest = Math.max(longest, run)
    if (figures.silenced) silencedBars++
    trusted.push(found.length === 0)
    for (const reason of found) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    for (const name of figures.drifted) drifted.set(name, (drifted.get(name) ?? 0) + 1)
  }
  const count = test.to - test.from
  const reference = models.trainedOn.reference?.columns ?? []
  return {
    trusted,
    score: {
      bars: count,
      trustedShare: trusted.filter(Boolean).length / count,
      reasons: Object.fromEntries([...reasons].sort(([, a], [, b]) => b - a).map(([name, n]) => [name, n / count])),
      episodes,
      longestBars: longest,
      silencedShare: silencedBars / count,
      columns: reference.map((own, column) =>
        columnScore(rows, { ...own, column, drifted: drifted.get(columns[column]) ?? 0 }, test),
      ),
    },
  }
}
