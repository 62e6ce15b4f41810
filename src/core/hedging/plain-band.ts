import { whalleyWilmottHalfWidth } from './bands/whalley-wilmott'
import { volAt } from './exposure-columns'
import { payoff, shortCall, type HedgePaths } from './hedge-paths'
import { emptyRun, type HedgeRun, type Mark } from './hedge-run'
import type { Strategy } from './strategy'

/** Sets the half-widths of one path, one a step. */
type SetHalfWidths = (path: number, out: Float64Array) => void

/**
 * The half-widths of a strategy whose band is the same on both sides, depends on neither position nor clock, and ends
 * at its edges; undefined for any other, and where a trade has a cost of its own.
 */
export const plainHalfWidths = (
  { spot, cost, fixedCost = 0 }: HedgePaths,
  gamma: Float64Array,
  strategy: Strategy,
): SetHalfWidths | undefined => {
  if (fixedCost !== 0) return undefined
  if (strategy.kind === 'every-step') return (_, out) => void out.fill(0)
  if (strategy.kind === 'fixed-band') return (_, out) => void out.fill(strategy.halfWidth)
  if (strategy.kind !== 'whalley-wilmott' || strategy.seconds !== undefined) return undefined
  const columns = { spot, cost, gamma, riskAversion: strategy.riskAversion, multiplier: strategy.multiplier }
  return (path, out) => setWhalleyWilmott(columns, path, out)
}

type WhalleyWilmottColumns = {
  readonly spot: Float64Array
  readonly cost: Float64Array | number
  readonly gamma: Float64Array
  readonly riskAversion: number
  readonly multiplier: number
}

const setWhalleyWilmott = (columns: WhalleyWilmottColumns, path: number, out: Float64Array): void => {
  const { spot, cost, gamma, riskAversion, multiplier } = columns
  const index = path * out.length
  const first = index + path
  for (let step = 0; step < out.length; step++) {
    const state = { cost: volAt(cost, first + step), spot: spot[first + step], gamma: gamma[index + step] }
    out[step] = multiplier * whalleyWilmottHalfWidth(state, riskAversion)
  }
}

type PlainOptions = {
  readonly unwindAtExpiry: boolean
  readonly positions?: Float64Array
  readonly mark?: Mark | undefined
}

/**
 * `hedge` for such a strategy, several times as fast: the widths of a path are set first, and a step is a comparison
 * with the two edges. Its numbers are those of the general engine to the last digit.
 */
export const hedgePlainBand = (
  { paths, steps, spot, cost, legs = shortCall }: HedgePaths,
  delta: Float64Array,
  setHalfWidths: SetHalfWidths,
  { unwindAtExpiry, positions, mark }: PlainOptions,
): HedgeRun => {
  const out = emptyRun(paths, mark !== undefined)
  out.evaluations.fill(steps)
  const halfWidths = new Float64Array(steps)
  const held = new Float64Array(steps)
  for (let path = 0; path < paths; path++) {
    const first = path * (steps + 1)
    const index = path * steps
    setHalfWidths(path, halfWidths)
    let position = 0
    let gain = 0
    let paid = 0
    let trades = 0
    let turnover = 0
    for (let step = 0; step < steps; step++) {
      const price = spot[first + step]
      const lower = delta[index + step] - halfWidths[step]
      const upper = delta[index + step] + halfWidths[step]
      const next = position < lower ? lower : position > upper ? upper : position
      if (next !== position) {
        const size = Math.abs(next - position)
        paid += volAt(cost, first + step) * size * price
        turnover += size
        trades++
        position = next
      }
      held[step] = position
      gain += position * (spot[first + step + 1] - price)
    }
    if (unwindAtExpiry && position !== 0) {
      const size = Math.abs(position)
      paid += volAt(cost, first + steps) * size * spot[first + steps]
      turnover += size
      trades++
    }
    out.pnl[path] = gain - paid + payoff(legs, spot, first, steps)
    out.cost[path] = paid
    out.trades[path] = trades
    out.turnover[path] = turnover
    if (positions !== undefined) positions.set(held, index)
    if (mark !== undefined) track({ held, spot, mark, out }, path)
  }
  return out
}

/** What `track` reads and fills. */
type Tracked = {
  readonly held: Float64Array
  readonly spot: Float64Array
  readonly mark: Mark
  readonly out: HedgeRun
}

const track = ({ held, spot, mark, out }: Tracked, path: number): void => {
  const { delta, variance } = mark
  const steps = held.length
  let tracking = 0
  let risk = 0
  for (let step = 0; step < steps; step++) {
    const at = path * (steps + 1) + step
    const off = held[step] - delta[path * steps + step]
    tracking += off * (spot[at + 1] - spot[at])
    risk += off * off * spot[at] * spot[at] * variance[path * steps + step]
  }
  out.tracking[path] = tracking
  out.risk[path] = risk
}
