import { bandRows } from '../../src/core/hedging/bands/band-columns'
import { whalleyWilmottHalfWidth } from '../../src/core/hedging/bands/whalley-wilmott'
import { exposureColumns, volAt } from '../../src/core/hedging/exposure-columns'
import type { BandPaths } from './band-paths'

/** Training paths with all that a walk along a band reads; columns are paths × steps. */
export type CertaintyPaths = Pick<BandPaths, 'paths' | 'steps' | 'spot' | 'cost' | 'unwindAtExpiry'> & {
  /** One a path, per unit of strike. */
  readonly riskAversion: Float64Array
  /** At the mark. */
  readonly delta: Float64Array
  /** Whalley-Wilmott's at the path's risk aversion. */
  readonly halfWidth: Float64Array
  /** Variance of each step in units of cash, σ²Δt S². */
  readonly variance: Float64Array
  /** Standard deviation of the change of delta over each step. */
  readonly deltaMove: Float64Array
  /** Raw rows of the network, paths × steps × columns. */
  readonly rows: Float64Array
}

/** The columns of `names` for paths whose risk aversions are given, one a path. */
export const certaintyPaths = (
  paths: BandPaths,
  riskAversion: Float64Array,
  names: readonly string[],
): CertaintyPaths => {
  const { steps, spot, years, vol, cost, seen = {} } = paths
  const { nowVol, posterior = [], jumpShare } = seen
  const { delta, gamma } = exposureColumns(paths, vol)
  const size = paths.paths * steps
  const halfWidth = new Float64Array(size)
  const variance = new Float64Array(size)
  const deltaMove = new Float64Array(size)
  const rows = new Float64Array(size * names.length)
  const fillRow = bandRows(names, [])
  const states = new Float64Array(posterior.length)
  const inputs = {
    cost: 0,
    spot: 0,
    gamma: 0,
    vol: 0,
    years: 0,
    discount: 1,
    nowVol: 0,
    posterior: states,
    jumpShare: 0,
  }
  for (let p = 0, i = 0; p < paths.paths; p++) {
    const held = { riskAversion: riskAversion[p], distance: 0 }
    for (let t = 0; t < steps; t++, i++) {
      const at = p * (steps + 1) + t
      const price = spot[at]
      const sigma = volAt(vol, i)
      const now = nowVol === undefined ? sigma : nowVol[i]
      for (let k = 0; k < states.length; k++) states[k] = posterior[k][i]
      inputs.cost = volAt(cost, at)
      inputs.spot = price
      inputs.gamma = gamma[i]
      inputs.vol = sigma
      inputs.years = years[t]
      inputs.nowVol = now
      if (jumpShare !== undefined) inputs.jumpShare = jumpShare[i]
      fillRow(inputs, held, rows, i * names.length)
      halfWidth[i] = whalleyWilmottHalfWidth(inputs, riskAversion[p])
      const expected = now * now * (years[t] - (t + 1 < steps ? years[t + 1] : 0))
      variance[i] = (seen.variance === undefined ? expected : seen.variance[i]) * price * price
      deltaMove[i] = gamma[i] * price * Math.sqrt(expected)
    }
  }
  return { ...paths, riskAversion, delta: seen.markDelta ?? delta, halfWidth, variance, deltaMove, rows }
}

/** Paths from `from` to before `to` of a set, as views of its columns; `columns` is the number of inputs of a row. */
export const sliceCertaintyPaths = (
  data: CertaintyPaths,
  columns: number,
  from: number,
  to: number,
): CertaintyPaths => {
  const { steps, cost } = data
  const part = (column: Float64Array, width: number) => column.subarray(from * width, to * width)
  return {
    ...data,
    paths: to - from,
    spot: part(data.spot, steps + 1),
    cost: typeof cost === 'number' ? cost : part(cost, steps + 1),
    riskAversion: part(data.riskAversion, 1),
    delta: part(data.delta, steps),
    halfWidth: part(data.halfWidth, steps),
    variance: part(data.variance, steps),
    deltaMove: part(data.deltaMove, steps),
    rows: part(data.rows, steps * columns),
  }
}
