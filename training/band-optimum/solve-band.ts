import { whalleyWilmottHalfWidth } from '../../src/core/hedging/bands/whalley-wilmott'
import { callDelta } from '../../src/core/hedging/exposure-columns'
import { informationOf, type Information, type InformationKind } from './information'
import { returnLattice } from './return-lattice'
import { crossing, gainOfBuying } from './slope-curve'
import { averageVariances, type SwitchingWorld } from './switching-world'

/** How finely the problem is cut. */
export type Fineness = {
  /** Lattice spacing of log price over the least standard deviation of a step. */
  readonly spacing: number
  /** Positions between 0 and 1, denser at both ends; absent, four or more a Whalley-Wilmott half-width at the sale. */
  readonly positions?: number | undefined
  /** Points of a filtered probability. */
  readonly nodes: number
}

const defaultFineness: Fineness = { spacing: 1, nodes: 16 }
const POSITIONS = { least: 61, most: 401 }

/** Positions at the edges of a band. */
export type PositionEdges = { lower: number; upper: number }

/** The best band of a problem, and what it is expected to cost. */
export type BandOptimum = {
  /** Least certainty equivalent, per unit of spot, given the probabilities of the states at the sale. */
  readonly value: (posterior: ArrayLike<number>) => number
  /** Writes the edges at an evaluation, given the probabilities of the states in `posterior`. */
  readonly edges: (step: number, logSpot: number, posterior: ArrayLike<number>, out: PositionEdges) => void
}

/** Standard deviations of the spot, from the worst state, that the lattice covers. */
const COVER = 4.5

/**
 * One evaluation by cell = place on the lattice × nodes + node: slope of the value by the position over the spot, for
 * every position; value over spot at position 0; and the positions [low, high) at which the slope is not clamped.
 */
type Stage = {
  readonly half: number
  readonly slope: Float64Array
  readonly value: Float64Array
  readonly low: Int32Array
  readonly high: Int32Array
}

const startStage = (half: number, nodes: number, positions: number): Stage => {
  const cells = (2 * half + 1) * nodes
  return {
    half,
    slope: new Float64Array(cells * positions),
    value: new Float64Array(cells),
    low: new Int32Array(cells),
    high: new Int32Array(cells),
  }
}

/** The mean over the next state of each node, where the state moves apart from the return. */
const mixedStage = (stage: Stage, mixing: readonly (readonly number[])[], positions: number): Stage => {
  const nodes = mixing.length
  const out = startStage(stage.half, nodes, positions)
  for (let from = 0; from < out.value.length; from += nodes)
    mixing.forEach((row, m) => {
      const cell = from + m
      out.low[cell] = positions
      row.forEach((share, j) => {
        if (share === 0) return
        const other = from + j
        out.value[cell] += share * stage.value[other]
        out.low[cell] = Math.min(out.low[cell], stage.low[other])
        out.high[cell] = Math.max(out.high[cell], stage.high[other])
        const [to, read] = [cell * positions, other * positions]
        for (let y = 0; y < positions; y++) out.slope[to + y] += share * stage.slope[read + y]
      })
    })
  return out
}

type Slice = { readonly half: number; readonly lower: Float32Array; readonly upper: Float32Array }

type Problem = {
  readonly world: SwitchingWorld
  readonly riskAversion: number
  readonly spacing: number
  readonly information: Information
  readonly position: Float64Array
}

/** The evaluation before `after`: fills `out` and the edges. */
const stepBack = (problem: Problem, step: number, after: Stage, out: Stage): Slice => {
  const { world, riskAversion, spacing, information, position } = problem
  const { nodes, cost, variance, averages, mixing, first, shift, to, weight } = information
  const { stepYears } = world
  const positions = position.length
  const { half } = after
  const cells = out.value.length
  const lower = new Float32Array(cells)
  const upper = new Float32Array(cells)
  const slope = new Float64Array(positions)
  const jumps = new Float64Array(positions + 1)
  const curve = { position, slope }
  const years = (world.steps - step) * stepYears
  // Cost at which a column of the next stage is clamped.
  const clamped = mixing === undefined ? cost : mixing.map((row) => row.reduce((sum, p, j) => sum + p * cost[j], 0))
  for (let cell = 0; cell < cells; cell++) {
    const place = Math.floor(cell / nodes) - out.half
    const m = cell % nodes
    const c = cost[m]
    const spot = Math.exp(place * spacing)
    const delta = callDelta(spot, Math.sqrt(averages[step * nodes + m] * years))
    const push = riskAversion * variance[m] * spot * stepYears
    slope.fill(0)
    jumps.fill(0)
    let level = 0
    let start = 0
    let straight = positions
    for (let k = first[m]; k < first[m + 1]; k++) {
      const near = Math.min(Math.max(place + shift[k], -half), half) + half
      const next = near * nodes + to[k]
      const w = weight[k]
      const fee = w * clamped[to[k]]
      const low = after.low[next]
      const high = after.high[next]
      level += w * after.value[next]
      start -= fee
      jumps[low] += fee
      jumps[Math.max(low, high)] += fee
      if (low < straight) straight = low
      for (let y = low, i = next * positions + low; y < high; y++, i++) slope[y] += w * after.slope[i]
    }
    let below = 0
    let above = positions
    for (let y = 0, i = cell * positions; y < positions; y++, i++) {
      start += jumps[y]
      const own = slope[y] + start + push * (position[y] - delta)
      slope[y] = own
      if (own <= -c) below = y + 1
      else if (own >= c && y < above) above = y
      out.slope[i] = Math.min(Math.max(own, -c), c)
    }
    const edge = crossing(curve, below, -c)
    lower[cell] = edge
    upper[cell] = crossing(curve, above, c)
    out.low[cell] = below
    out.high[cell] = above
    out.value[cell] = 0.5 * push * delta * delta + level + gainOfBuying(curve, { below, straight, edge, cost: c })
  }
  return { half: out.half, lower, upper }
}

/** Enough positions for the narrowest band at the sale, at the money. */
const positionsFor = ({ steps, stepYears, cost }: SwitchingWorld, riskAversion: number, variance: number): number => {
  const gamma = 1 / Math.sqrt(2 * Math.PI * variance * steps * stepYears)
  const halfWidth = whalleyWilmottHalfWidth({ cost: Math.min(...cost), spot: 1, gamma }, riskAversion)
  // The middle spacing is π / 2 over their number.
  return Math.min(Math.max(Math.ceil((2 * Math.PI) / halfWidth), POSITIONS.least), POSITIONS.most)
}

/** Nodes on either side of the sale's that the lattice of an evaluation covers. */
const halfOf = ({ vols, stepYears }: SwitchingWorld, yearly: number, spacing: number): ((step: number) => number) => {
  const unit = spacing * Math.min(...vols) * Math.sqrt(stepYears)
  return (step) => Math.ceil((COVER * Math.sqrt(yearly * step * stepYears)) / unit)
}

/** About how many additions `solveBand` makes where the state is seen, by which its time and memory can be judged. */
export const solvingWork = (
  world: SwitchingWorld,
  { spacing, positions }: { readonly spacing: number; readonly positions: number },
): number => {
  const states = world.vols.length
  const { reach } = returnLattice(world, spacing * Math.min(...world.vols) * Math.sqrt(world.stepYears))
  const half = halfOf(world, Math.max(...averageVariances(world).subarray(0, states)), spacing)
  let places = 0
  for (let step = 0; step < world.steps; step++) places += 2 * half(step) + 1
  return places * states * (2 * reach + 1) * positions
}

/**
 * The band that minimises E[Σ c |trade| S + (a/2) Σ (position − Δ)² σ² S² Δt + c |position| S at expiry] for a short
 * call struck at 1, from an empty position, with Δ the Black-Scholes delta at the expected mean variance to expiry.
 *
 * The value is convex in the position; its slope by the position over the spot obeys
 * e = clamp(a (position − Δ) σ² S Δt + E[e′ S′] / S, ±c), a stopping game of its own for every position, and the edges
 * are where the clamp sets in. Karatzas & Wang, "Connections between
 * bounded-variation control and Dynkin games" (2001). Faults where 'filtered' has not two states.
 */
export const solveBand = (
  world: SwitchingWorld,
  riskAversion: number,
  kind: InformationKind,
  fineness: Partial<Fineness> = {},
): BandOptimum => {
  const { spacing: fine, nodes: points, positions: asked } = { ...defaultFineness, ...fineness }
  const { steps, stepYears } = world
  const spacing = fine * Math.min(...world.vols) * Math.sqrt(stepYears)
  const information = informationOf(kind, world, returnLattice(world, spacing), points)
  const { nodes, cost, mixing } = information
  const yearly = Math.max(...averageVariances(world).subarray(0, world.vols.length))
  const halfAt = halfOf(world, yearly, fine)
  const positions = asked ?? positionsFor(world, riskAversion, yearly)
  const position = Float64Array.from(
    { length: positions },
    (_, i) => Math.sin((Math.PI * i) / (2 * positions - 2)) ** 2,
  )
  const problem = { world, riskAversion, spacing, information, position }

  let stage = startStage(halfAt(steps), nodes, positions)
  for (let i = 0; i < stage.slope.length; i++) stage.slope[i] = cost[Math.floor(i / positions) % nodes]
  const slices: Slice[] = []
  for (let step = steps - 1; step >= 0; step--) {
    const after = mixing === undefined ? stage : mixedStage(stage, mixing, positions)
    stage = startStage(halfAt(step), nodes, positions)
    slices[step] = stepBack(problem, step, after, stage)
  }

  const { value } = stage
  return {
    value: (posterior) => information.weigh(posterior).reduce((sum, { node, share }) => sum + share * value[node], 0),
    edges: (step, logSpot, posterior, out) => {
      const { half, lower, upper } = slices[step]
      const x = Math.min(Math.max(logSpot / spacing, -half), half)
      const left = Math.max(Math.min(Math.floor(x), half - 1), -half)
      out.lower = out.upper = 0
      for (const { node, share } of information.weigh(posterior))
        for (let i = 0; i < (half === 0 ? 1 : 2); i++) {
          const w = share * (half === 0 ? 1 : i === 0 ? 1 - (x - left) : x - left)
          const cell = (left + i + half) * nodes + node
          out.lower += w * lower[cell]
          out.upper += w * upper[cell]
        }
    },
  }
}
