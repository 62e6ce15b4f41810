import {
  bandOfOutputs,
  insideShare,
  MOST_STRETCH,
  SHIFT_SLOPE,
  TARGET_OUTPUTS,
  type TargetedBand,
} from '../../src/core/hedging/bands/band-network'
import { volAt } from '../../src/core/hedging/exposure-columns'
import type { Scaling } from '../../models/scaling'
import type { CertaintyPaths } from './certainty-paths'
import type { TanhNetwork } from './tanh-network'

/** A network in training with the scaling of its rows. */
export type PassNetwork = { readonly network: TanhNetwork; readonly scaling: Scaling }

/** Cost, and Σ (position − mark delta)² σ² S² Δt, of every path. */
export type PassResult = { readonly cost: Float64Array; readonly risk: Float64Array }

/** Edges further from a position than this many standard deviations of a step's change of delta are not near it. */
const NEAR = 0.5

/** What happened at an evaluation; 0 where nothing did. */
const BOUGHT = 1
const SOLD = 2
const NEAR_BELOW = 3
const NEAR_ABOVE = 4

const clampZ = (value: number, limit: number): number => (value > limit ? limit : value < -limit ? -limit : value)

/** Slopes by the distances of one side's target and edge, 0 below and 1 above, and where those by outputs go. */
type Pushes = {
  readonly side: 0 | 1
  readonly byTarget: number
  readonly byEdge: number
  readonly out: Float64Array
}

/** Slopes by the raw outputs of a band. */
const outputSlopes = (
  halfWidth: number,
  outputs: Float64Array,
  band: TargetedBand,
  { side, byTarget, byEdge, out }: Pushes,
): void => {
  const share = insideShare(outputs[4 + side])
  const other = (1 - side) as 0 | 1
  out.fill(0)
  const ofDistance = (which: 0 | 1, slope: number): void => {
    const bend = Math.tanh(outputs[which] / MOST_STRETCH)
    const move = Math.tanh(SHIFT_SLOPE * outputs[2 + which])
    out[which] = slope * halfWidth * Math.exp(MOST_STRETCH * bend) * (1 - bend * bend)
    out[2 + which] = slope * SHIFT_SLOPE * (1 - move * move)
  }
  ofDistance(side, byEdge + byTarget * (1 - 0.5 * share))
  ofDistance(other, -0.5 * share * byTarget)
  if (share > 0) out[4 + side] = -0.5 * (band.below + band.above) * byTarget * (1 - share * share)
}

/**
 * Hedges every path by the band of a network, from an empty position, and unwinds it at expiry where the paths say so.
 * With `weights`, one a path, the gradient of Σ weight × (cost + a/2 risk) is added to the network's blocks. It is
 * pathwise: a trade's end moves with its target until the next trade. Where trades end inside the band an edge also
 * decides whether a trade is made at all; that part, the difference of the loss without and with the trade by the
 * density of positions at the edge, is estimated from positions near it.
 */
export const certaintyPass = (
  data: CertaintyPaths,
  { network, scaling }: PassNetwork,
  weights?: Float64Array,
): PassResult => {
  const { paths, steps, spot, cost, delta, halfWidth, variance, deltaMove, rows } = data
  const { mean, sd, limit } = scaling
  const columns = mean.length
  const z = new Float64Array(columns)
  const band: TargetedBand = { below: 0, above: 0, belowTarget: 0, aboveTarget: 0 }
  const before = new Float64Array(steps)
  const after = new Float64Array(steps)
  const event = new Uint8Array(steps)
  const slopes = new Float64Array(TARGET_OUTPUTS)
  const result = { cost: new Float64Array(paths), risk: new Float64Array(paths) }

  const outputsAt = (i: number): Float64Array => {
    const from = i * columns
    for (let c = 0; c < columns; c++) z[c] = clampZ((rows[from + c] - mean[c]) / sd[c], limit)
    return network.forward(z)
  }

  for (let p = 0; p < paths; p++) {
    const first = p * steps
    const a = data.riskAversion[p]
    let position = 0
    let paid = 0
    let risk = 0
    for (let t = 0; t < steps; t++) {
      const i = first + t
      const at = first + p + t
      const distance = position - delta[i]
      const rate = volAt(cost, at) * spot[at]
      if (rate === 0) band.below = band.above = band.belowTarget = band.aboveTarget = 0
      else bandOfOutputs(outputsAt(i), halfWidth[i], true, band)
      before[t] = distance
      event[t] = 0
      if (distance > band.above || distance < -band.below) {
        const isAbove = distance > band.above
        const next = delta[i] + (isAbove ? band.aboveTarget : -band.belowTarget)
        paid += rate * Math.abs(next - position)
        position = next
        event[t] = isAbove ? SOLD : BOUGHT
      } else if (band.above - distance < NEAR * deltaMove[i]) event[t] = NEAR_ABOVE
      else if (distance + band.below < NEAR * deltaMove[i]) event[t] = NEAR_BELOW
      after[t] = position - delta[i]
      risk += after[t] * after[t] * variance[i]
    }
    const end = (p + 1) * (steps + 1) - 1
    const unwound = data.unwindAtExpiry ? volAt(cost, end) * spot[end] : 0
    result.cost[p] = paid + unwound * Math.abs(position)
    result.risk[p] = risk
    if (weights === undefined) continue

    // Slope of the path's loss by the position held into each step, backwards.
    let carried = unwound * Math.sign(position)
    for (let t = steps - 1; t >= 0; t--) {
      const i = first + t
      const at = first + p + t
      carried += a * after[t] * variance[i]
      const rate = volAt(cost, at) * spot[at]
      if (event[t] === 0 || rate === 0) continue
      const side = event[t] === SOLD || event[t] === NEAR_ABOVE ? 1 : 0
      const isTrade = event[t] === SOLD || event[t] === BOUGHT
      const outputs = outputsAt(i)
      // By the distance of the target, for a trade: outwards is up above and down below.
      const byTarget = side === 1 ? carried - rate : -carried - rate
      const share = insideShare(outputs[4 + side])
      let byEdge = 0
      if (share > 0) {
        bandOfOutputs(outputs, halfWidth[i], true, band)
        const gap = 0.5 * share * (band.below + band.above)
        const near = NEAR * deltaMove[i]
        const off = side === 1 ? before[t] - band.above : -band.below - before[t]
        if (Math.abs(off) < near) byEdge = (gap * byTarget) / (2 * near)
      } else if (!isTrade) continue
      else bandOfOutputs(outputs, halfWidth[i], true, band)
      const weight = weights[p]
      const pushes = { side, byTarget: isTrade ? weight * byTarget : 0, byEdge: weight * byEdge, out: slopes } as const
      outputSlopes(halfWidth[i], outputs, band, pushes)
      network.backward(z, slopes)
      if (isTrade) carried = side === 1 ? rate : -rate
    }
  }
  return result
}
