import {
  BAND_OUTPUTS,
  edgeDistance,
  MOST_STRETCH,
  SHIFT_SLOPE,
  uncross,
} from '../../src/core/hedging/bands/band-network'
import { whalleyWilmottHalfWidth } from '../../src/core/hedging/bands/whalley-wilmott'
import type { RowLoss } from '../fit/gradient-step'
import { aversionsOf, priceRisk, type BandObjective } from './band-objective'
import type { BandPaths } from './band-paths'
import type { BandNodes, BandPoints } from './band-points'
import { edgeSlopes, walkBand, type BandWalk, type EdgeColumns } from './band-recursion'

const halfWidthAt = ({ cost, spot, gamma }: BandNodes, k: number, riskAversion: number): number =>
  whalleyWilmottHalfWidth({ cost: cost[k], spot: spot[k], gamma: gamma[k] }, riskAversion)

type Distances = { readonly below: Float64Array; readonly above: Float64Array }

const distancesAt = (nodes: BandNodes, riskAversion: number, output: Float32Array, from: number): Distances => {
  const { count } = nodes
  const out = { below: new Float64Array(count), above: new Float64Array(count) }
  const edges = { below: 0, above: 0 }
  for (let k = 0, o = from; k < count; k++, o += BAND_OUTPUTS) {
    const halfWidth = halfWidthAt(nodes, k, riskAversion)
    edges.below = edgeDistance(halfWidth, output[o], output[o + 2])
    edges.above = edgeDistance(halfWidth, output[o + 1], output[o + 3])
    uncross(edges)
    out.below[k] = edges.below
    out.above[k] = edges.above
  }
  return out
}

const edgesOf = ({ node, share, delta }: BandPoints, { below, above }: Distances): EdgeColumns => {
  const lower = new Float64Array(delta.length)
  const upper = new Float64Array(delta.length)
  for (let i = 0; i < delta.length; i++) {
    const k = node[i]
    const f = share === undefined ? 0 : share[i]
    lower[i] = delta[i] - (f === 0 ? below[k] : (1 - f) * below[k] + f * below[k + 1])
    upper[i] = delta[i] + (f === 0 ? above[k] : (1 - f) * above[k] + f * above[k + 1])
  }
  return { lower, upper }
}

const anchors = (
  paths: BandPaths,
  { value }: BandPoints,
  { wealth }: BandWalk,
  anchor: (expected: number, left: number) => number,
): Float64Array => wealth.map((held, i) => anchor(held - value[i], 1 - (i % paths.steps) / paths.steps))

/** The raw outputs of one risk aversion, from entry `from` on, and where their gradient, times `scale`, is written. */
type OutputRows = {
  readonly riskAversion: number
  readonly output: Float32Array
  readonly gradient: Float32Array
  readonly from: number
  readonly scale: number
}

/**
 * Slopes by each evaluation's edges, gathered at the nodes as slopes by distance and carried back to the raw outputs,
 * scaled into `gradient`.
 */
const carryBack = (
  { node, share, nodes }: BandPoints,
  slopes: EdgeColumns,
  { riskAversion, output, gradient, from, scale }: OutputRows,
): void => {
  const below = new Float64Array(nodes.count)
  const above = new Float64Array(nodes.count)
  for (let i = 0; i < node.length; i++) {
    if (slopes.lower[i] === 0 && slopes.upper[i] === 0) continue
    const k = node[i]
    const f = share === undefined ? 0 : share[i]
    below[k] -= (1 - f) * slopes.lower[i]
    above[k] += (1 - f) * slopes.upper[i]
    if (f === 0) continue
    below[k + 1] -= f * slopes.lower[i]
    above[k + 1] += f * slopes.upper[i]
  }
  for (let k = 0, o = from; k < nodes.count; k++, o += BAND_OUTPUTS) {
    const halfWidth = halfWidthAt(nodes, k, riskAversion)
    for (const [edge, slope] of [below[k], above[k]].entries()) {
      const bend = Math.tanh(output[o + edge] / MOST_STRETCH)
      const move = Math.tanh(SHIFT_SLOPE * output[o + 2 + edge])
      gradient[o + edge] = scale * slope * halfWidth * Math.exp(MOST_STRETCH * bend) * (1 - bend * bend)
      gradient[o + 2 + edge] = scale * slope * SHIFT_SLOPE * (1 - move * move)
    }
  }
}

/**
 * Mean risk over the objective's risk aversions of hedging `paths` by the band of raw network outputs, rows being nodes
 * by risk aversion (aversion by aversion). Its gradient is the pathwise one through the clamp, computed in double
 * precision without TensorFlow; where raw edges cross, it is that of the edges of the closed band, so that training can
 * open a closed band again.
 */
export const bandLoss =
  (paths: BandPaths, points: BandPoints, objective: BandObjective): RowLoss =>
  (output, _rowOf, gradient) => {
    const aversions = aversionsOf(objective)
    let sum = 0
    aversions.forEach((riskAversion, group) => {
      const from = group * points.nodes.count * BAND_OUTPUTS
      const distances = distancesAt(points.nodes, riskAversion, output, from)
      const edges = edgesOf(points, distances)
      const walk = walkBand(paths, edges)
      const risk = priceRisk(objective, riskAversion, walk.pnl)
      sum += risk.value
      if (gradient === undefined) return
      const anchor = paths.growth === undefined ? undefined : anchors(paths, points, walk, risk.anchor)
      const slopes = edgeSlopes(paths, edges, walk, { slope: risk.slope, anchor })
      const scale = 1 / aversions.length
      carryBack(points, slopes, { riskAversion, output, gradient, from, scale })
    })
    return sum / aversions.length
  }
