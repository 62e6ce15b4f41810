import { tradeAtEdges, type EdgeRow } from './edges'
import type { SolverGrid } from './grid'

/** Reach of the normal weights in deviations. */
const REACH = 8
/** Widest range of exponents whose exponentials stay clear of underflow together. */
const COMMON = 600

/** Weights of a normal step on a grid: that of the point `first + j` spacings on is `weights[j]`. */
type StepWeights = { readonly first: number; readonly weights: Float64Array }

/** Normal weights of a step of ln spot with `drift` and `deviation` on a grid of `spacing`; they sum to 1. */
const stepWeights = (spacing: number, drift: number, deviation: number): StepWeights => {
  const first = Math.ceil((drift - REACH * deviation) / spacing)
  const count = Math.floor((drift + REACH * deviation) / spacing) - first + 1
  const weights = Float64Array.from({ length: count }, (_, j) =>
    Math.exp(-0.5 * (((first + j) * spacing - drift) / deviation) ** 2),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return { first, weights: weights.map((weight) => weight / total) }
}

/**
 * How weights meet exponents: `offset` is the exponent that meets the first weight of point 0, and each further point
 * lies `ratio` exponents on.
 */
type Convolution = { readonly weights: Float64Array; readonly offset: number; readonly ratio: number }

/**
 * ln Σ weights e^{exponents} into `out`, one for each point of a grid `ratio` times as coarse as that of the exponents.
 * No index may fall outside. Destroys `exponents`. By the trapezoid rule, which converges faster than any power where
 * the exponents are smooth.
 */
const logExpectation = (exponents: Float64Array, convolution: Convolution, out: Float64Array): void => {
  const { weights, offset, ratio } = convolution
  let top = -Infinity
  let bottom = Infinity
  for (let i = 0; i < exponents.length; i++) {
    if (exponents[i] > top) top = exponents[i]
    if (exponents[i] < bottom) bottom = exponents[i]
  }
  if (top - bottom > COMMON) return logExpectationApart(exponents, convolution, out)
  for (let i = 0; i < exponents.length; i++) exponents[i] = Math.exp(exponents[i] - top)
  for (let i = 0; i < out.length; i++) {
    const from = offset + i * ratio
    let sum = 0
    for (let j = 0; j < weights.length; j++) sum += weights[j] * exponents[from + j]
    out[i] = Math.log(sum) + top
  }
}

// The same with a scale of its own at every point.
const logExpectationApart = (
  exponents: Float64Array,
  { weights, offset, ratio }: Convolution,
  out: Float64Array,
): void => {
  const logWeights = weights.map(Math.log)
  for (let i = 0; i < out.length; i++) {
    const from = offset + i * ratio
    let top = -Infinity
    for (let j = 0; j < weights.length; j++) top = Math.max(top, logWeights[j] + exponents[from + j])
    let sum = 0
    for (let j = 0; j < weights.length; j++) sum += Math.exp(logWeights[j] + exponents[from + j] - top)
    out[i] = Math.log(sum) + top
  }
}

/** Refinement of the grid where a payoff's kink is integrated. */
const KINK_FINENESS = 8

/** A hedging problem on a grid, in units of one option struck at 1. */
export type BackwardProblem = {
  readonly grid: SolverGrid
  readonly steps: number
  /** Of ln spot over a step. */
  readonly drift: number
  readonly deviation: number
  readonly riskAversion: number
  readonly cost: number
  readonly fixedCost: number
  /** What is owed at a step, 1 … steps, as a function of the spot then; undefined where nothing is. */
  readonly owed: (step: number) => ((spot: number) => number) | undefined
}

/** Entropic price from the empty position at the grid's centre, and the bands by evaluation, 0 … steps − 1. */
export type BackwardSolution = { readonly price: number; readonly rows: readonly EdgeRow[] }

/**
 * Solves a hedging problem under exponential utility by dynamic programming over spot and position, last evaluation
 * first: a step's expectation is a convolution in ln spot, the trade before it an infimal convolution with the cost in
 * the position. Beyond the grid the value goes on linearly in the spot, as it does far from every strike. In daily
 * steps accurate to about 2e-6 of the spot. Hodges & Neuberger, Review of Futures Markets 8 (1989) 222–239; Davis,
 * Panas & Zariphopoulou, SIAM Journal on Control and Optimization 31 (1993) 470–493.
 */
export const solveBackward = (problem: BackwardProblem): BackwardSolution => {
  const { grid, steps, riskAversion: a, cost, fixedCost, drift, deviation } = problem
  const { spots, hedges, spacing, half } = grid
  // value[j] holds ln of the expected disutility over spots, with hedge j held before trading.
  let value: Float64Array[] | undefined
  const rows: EdgeRow[] = []
  for (let step = steps - 1; step >= 0; step--) {
    const owed = problem.owed(step + 1)
    const ratio = owed === undefined ? 1 : KINK_FINENESS
    const { first, weights } = stepWeights(spacing / ratio, drift, deviation)
    const pad = Math.max(-first, first + weights.length - 1, 0)
    const reached = refinedSpots(grid, ratio, pad)
    const due = owed === undefined ? undefined : reached.map((spot) => a * owed(spot))
    const held = Array.from(hedges, (hedge, j) => {
      const exponents = value === undefined ? new Float64Array(reached.length) : refine(value[j], spots, ratio, reached)
      for (let i = 0; i < exponents.length; i++)
        exponents[i] += (due === undefined ? 0 : due[i]) - a * hedge * reached[i]
      const out = new Float64Array(spots.length)
      logExpectation(exponents, { weights, offset: pad + first, ratio }, out)
      for (let i = 0; i < out.length; i++) out[i] += a * hedge * spots[i]
      return out
    })
    rows.push(tradeAtEdges(held, grid, a * cost, a * fixedCost))
    value = held
  }
  return { price: (value?.[grid.flat][half] ?? 0) / a, rows: rows.reverse() }
}

const refinedSpots = ({ spots, half, spacing }: SolverGrid, ratio: number, pad: number): Float64Array =>
  Float64Array.from(
    { length: (spots.length - 1) * ratio + 1 + 2 * pad },
    (_, i) => spots[half] * Math.exp(((i - pad) / ratio - half) * spacing),
  )

// Values on the refined and padded grid: by the cubic through four points inside, linear in the spot outside.
const refine = (value: Float64Array, spots: Float64Array, ratio: number, reached: Float64Array): Float64Array => {
  const last = spots.length - 1
  const pad = (reached.length - 1 - last * ratio) / 2
  const below = (value[1] - value[0]) / (spots[1] - spots[0])
  const above = (value[last] - value[last - 1]) / (spots[last] - spots[last - 1])
  return reached.map((spot, i) => {
    const place = (i - pad) / ratio
    if (place <= 0) return value[0] + below * (spot - spots[0])
    if (place >= last) return value[last] + above * (spot - spots[last])
    const left = Math.min(Math.max(Math.floor(place), 1), last - 2)
    const t = place - left
    if (t === 0) return value[left]
    return (
      (-value[left - 1] * t * (t - 1) * (t - 2)) / 6 +
      (value[left] * (t + 1) * (t - 1) * (t - 2)) / 2 -
      (value[left + 1] * (t + 1) * t * (t - 2)) / 2 +
      (value[left + 2] * (t + 1) * t * (t - 1)) / 6
    )
  })
}
