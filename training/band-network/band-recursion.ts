import type { BandPaths } from './band-paths'

/** Edges of the band at every evaluation, paths × steps. */
export type EdgeColumns = { readonly lower: Float64Array; readonly upper: Float64Array }

/** A hedge along its band; `side` and `wealth` are paths × steps. */
export type BandWalk = {
  readonly pnl: Float64Array
  /**
   * −1 where the hedge was bought up to the lower edge, 1 where it was sold down to the upper, 0 where nothing was
   * traded.
   */
  readonly side: Int8Array
  /** Premium and gain less costs before each evaluation. */
  readonly wealth: Float64Array
}

const costAt = ({ cost }: BandPaths, at: number): number => (typeof cost === 'number' ? cost : cost[at])

/**
 * Hedges every path to the edge of its band that it left, from an empty position; the P&L is that of `hedge` and the
 * premium.
 */
export const walkBand = (paths: BandPaths, { lower, upper }: EdgeColumns): BandWalk => {
  const { steps, spot } = paths
  const size = paths.paths * steps
  const out = { pnl: new Float64Array(paths.paths), side: new Int8Array(size), wealth: new Float64Array(size) }
  for (let p = 0, i = 0, at = 0; p < paths.paths; p++, at++) {
    let position = 0
    let wealth = paths.premium === undefined ? 0 : paths.premium[p]
    for (let t = 0; t < steps; t++, i++, at++) {
      out.wealth[i] = wealth
      const side = position < lower[i] ? -1 : position > upper[i] ? 1 : 0
      if (side !== 0) {
        const edge = side < 0 ? lower[i] : upper[i]
        wealth -= costAt(paths, at) * Math.abs(edge - position) * spot[at]
        position = edge
        out.side[i] = side
      }
      wealth += position * (spot[at + 1] - spot[at])
    }
    if (paths.unwindAtExpiry) wealth -= costAt(paths, at) * Math.abs(position) * spot[at]
    out.pnl[p] = wealth - Math.max(spot[at] - 1, 0)
  }
  return out
}

/**
 * Derivative of a loss by every edge, given its derivative `slope` by each path's P&L. A hedge held from evaluation t
 * earns the spot moves until the next trade and saves or adds costs at both ends; an edge that was not reached has
 * none. `anchor` (paths × steps) holds an estimate of the slope at the evaluation: times the unexpected move it has
 * mean zero, so subtracting it keeps the mean of the derivative and removes most of its noise. Needs the paths'
 * `growth`.
 */
export const edgeSlopes = (
  paths: BandPaths,
  edges: EdgeColumns,
  { side }: BandWalk,
  { slope, anchor }: { readonly slope: Float64Array; readonly anchor?: Float64Array | undefined },
): EdgeColumns => {
  const { steps, spot, growth = 1 } = paths
  const out = { lower: new Float64Array(side.length), upper: new Float64Array(side.length) }
  for (let p = 0; p < paths.paths; p++) {
    const first = p * steps
    const end = p * (steps + 1) + steps
    let last = steps - 1
    while (last >= 0 && side[first + last] === 0) last--
    if (last < 0) continue
    const held = side[first + last] < 0 ? edges.lower[first + last] : edges.upper[first + last]
    let carried = paths.unwindAtExpiry ? -slope[p] * costAt(paths, end) * Math.sign(held) * spot[end] : 0
    for (let t = steps - 1; t >= 0; t--) {
      const i = first + t
      const at = p * (steps + 1) + t
      carried += slope[p] * (spot[at + 1] - spot[at])
      if (anchor !== undefined) carried -= anchor[i] * (spot[at + 1] - growth * spot[at])
      if (side[i] === 0) continue
      const fee = -side[i] * slope[p] * costAt(paths, at) * spot[at]
      if (side[i] < 0) out.lower[i] = carried - fee
      else out.upper[i] = carried - fee
      carried = fee
    }
  }
  return out
}
