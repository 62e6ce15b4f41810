import { tradeCost } from '../../src/core/execution/cost'
import { volAt } from '../../src/core/hedging/exposure-columns'
import type { HedgeRun } from '../../src/core/hedging/paths'
import type { AdaptivePolicy } from '../../src/core/hedging/policy'
import type { RegimeChannel } from '../../src/report/policy-scores'
import type { Dataset } from '../data/dataset'
import type { Predictions } from '../fit/predict'
import type { AdaptiveLens } from '../tune/adaptive-lens'
import { evaluationColumn, type Strip } from '../tune/view/strip'
import { run } from '../tune/view/view'
import type { JudgedPart } from './unseen'

/** The policy hedged twice on common paths, by a regime's own value of one input and by the average of all regimes. */
export type ChannelRuns = {
  readonly channel: RegimeChannel['channel']
  readonly own: HedgeRun
  readonly average: HedgeRun
}

/**
 * What regimes and all bars had on average of a value, up to each bar: `own` is weighted by the posterior there. Each
 * regime begins at the average with the weight of `prior` bars. Uses past bars only.
 *
 * @internal
 */
export const regimeMeans = (
  value: Float64Array,
  { posterior, states }: Pick<Predictions, 'posterior' | 'states'>,
  from: number,
  prior: number,
): { readonly own: Float64Array; readonly average: Float64Array } => {
  const [own, average] = [value.slice(), value.slice()]
  const sums = new Float64Array(states)
  const weights = new Float64Array(states)
  let total = 0
  for (let bar = from; bar < value.length; bar++) {
    total += value[bar]
    average[bar] = total / (bar - from + 1)
    let mixed = 0
    let chance = 0
    for (let k = 0; k < states; k++) {
      const p = posterior[bar * states + k]
      sums[k] += p * value[bar]
      weights[k] += p
      mixed += (p * (sums[k] + prior * average[bar])) / (weights[k] + prior)
      chance += p
    }
    own[bar] = chance > 0 ? mixed / chance : average[bar]
  }
  return { own, average }
}

/** A value per bar at every price of a strip, paths × (steps + 1). */
const priceColumn = ({ paths, steps, starts }: Strip, column: Float64Array): Float64Array => {
  const out = new Float64Array(paths * (steps + 1))
  for (let p = 0; p < paths; p++) out.set(column.subarray(starts[p], starts[p] + steps + 1), p * (steps + 1))
  return out
}

/** What the positions of a run cost at the costs of a strip, with the sale at expiry, a path each. */
const costOf = ({ paths, steps, spot, cost }: Strip, positions: Float64Array): Float64Array => {
  const out = new Float64Array(paths)
  for (let p = 0; p < paths; p++)
    for (let t = 0; t <= steps; t++) {
      const at = p * (steps + 1) + t
      const before = t === 0 ? 0 : positions[p * steps + t - 1]
      const after = t === steps ? 0 : positions[p * steps + t]
      if (after !== before) out[p] += tradeCost(volAt(cost, at), 0, Math.abs(after - before), spot[at])
    }
  return out
}

const jumpShares = ({ columns, x, first, rows, series }: Dataset): Float64Array | undefined => {
  const col = columns.findIndex((name) => name.startsWith('jump-share-'))
  if (col < 0) return undefined
  const byBar = new Float64Array(series.length)
  for (let row = 0; row < rows; row++) byBar[first + row] = x[row * columns.length + col]
  return byBar
}

const isVaried = (cost: Float64Array | number): cost is Float64Array =>
  typeof cost !== 'number' && cost.some((value) => value !== cost[0])

/**
 * The deployed policy by each channel through which a regime may enter its decisions beside the variance: the share of
 * jumps that a learned band reads, the cost that a band reads (what is paid stays as recorded), and the volatility that
 * sets the interval. A channel that the policy does not read, or of which nothing is recorded, is left out.
 */
export const regimeChannelRuns = (
  { prepared, predictions, test }: JudgedPart,
  policy: AdaptivePolicy,
  lens: AdaptiveLens,
  deployed: HedgeRun,
): readonly ChannelRuns[] => {
  const { view } = lens
  const { strip } = view
  const { dataset, cost, market } = prepared
  const columns = lens.columns(policy)
  const strategy = { kind: 'adaptive', policy } as const
  const meansOf = (value: Float64Array) => regimeMeans(value, predictions, test.from, market.profile.barsPerDay)
  const found: ChannelRuns[] = []

  const jumps = jumpShares(dataset)
  if (jumps !== undefined && policy.network?.columns.includes('jump-share') === true) {
    const { own, average } = meansOf(jumps)
    const by = (byBar: Float64Array) => run(view, strategy, { ...columns, jumpShare: evaluationColumn(strip, byBar) })
    found.push({ channel: 'jump share', own: by(own), average: by(average) })
  }
  if (isVaried(strip.cost)) {
    const { own, average } = meansOf(cost)
    const by = (byBar: Float64Array): HedgeRun => {
      const positions = new Float64Array(strip.paths * strip.steps)
      const seen = { ...view, strip: { ...strip, cost: priceColumn(strip, byBar) } }
      const hedged = run(seen, strategy, { ...columns, positions })
      return { ...hedged, cost: costOf(strip, positions) }
    }
    found.push({ channel: 'spread', own: by(own), average: by(average) })
  }
  const { regimeVols, minInterval, maxInterval } = policy
  if (regimeVols !== undefined && maxInterval > minInterval) {
    const variance = regimeVols.reduce((sum, vol, k) => sum + predictions.shares[k] * vol * vol, 0)
    const equal = { ...policy, regimeVols: regimeVols.map(() => Math.sqrt(variance)) }
    found.push({ channel: 'interval', own: deployed, average: run(view, { kind: 'adaptive', policy: equal }, columns) })
  }
  return found
}
