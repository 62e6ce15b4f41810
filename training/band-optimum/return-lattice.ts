import { jumpChances, type SwitchingWorld } from './switching-world'

/**
 * A step's log return on a lattice, by state: `weight[k][j + reach]` is the share of E[S′] that falls on the return
 * j × spacing, Σ = 1 by state. Expectations under these weights are those of values in units of the spot.
 */
export type ReturnLattice = {
  readonly spacing: number
  readonly reach: number
  readonly weight: readonly Float64Array[]
}

/** Standard deviations beyond which a return is left out. */
const TAIL = 4.5
/** Below this many spacings a normal law is three points with its mean and variance instead of its density. */
const NARROW = 0.8

const addNormal = (out: Float64Array, variance: number, share: number, spacing: number): void => {
  const reach = (out.length - 1) / 2
  const own = new Float64Array(out.length)
  const mean = variance / 2 / spacing
  const square = variance / (spacing * spacing)
  if (square < NARROW * NARROW) {
    const second = square + mean * mean
    own[reach] = 1 - second
    own[reach + 1] = (second + mean) / 2
    own[reach - 1] = (second - mean) / 2
  } else {
    let sum = 0
    for (let i = 0; i < own.length; i++) sum += own[i] = Math.exp((-0.5 * (i - reach - mean) ** 2) / square)
    for (let i = 0; i < own.length; i++) own[i] /= sum
  }
  for (let i = 0; i < out.length; i++) out[i] += share * own[i]
}

/** The returns of a world's states on a lattice of the given spacing in log price. */
export const returnLattice = (world: SwitchingWorld, spacing: number): ReturnLattice => {
  const chances = jumpChances(world)
  const steps = world.vols.map((vol) => vol * vol * world.stepYears)
  const jump = (world.jumps?.sd ?? 0) ** 2
  const widest = Math.max(...steps.map((variance, k) => variance + (chances[k] > 0 ? jump : 0)))
  const reach = Math.max(1, Math.ceil((TAIL * Math.sqrt(widest)) / spacing))
  const weight = steps.map((variance, k) => {
    const own = new Float64Array(2 * reach + 1)
    addNormal(own, variance, 1 - chances[k], spacing)
    if (chances[k] > 0) addNormal(own, variance + jump, chances[k], spacing)
    return own
  })
  return { spacing, reach, weight }
}
