/** Reach of the normal weights in deviations. */
const REACH = 8
/** Widest range of exponents whose exponentials stay clear of underflow together. */
const COMMON = 600

/** Weights of a normal step on a grid: that of the point `first + j` spacings on is `weights[j]`. */
export type StepWeights = { readonly first: number; readonly weights: Float64Array }

/** Normal weights of a step of ln spot with `drift` and `deviation` on a grid of `spacing`; they sum to 1. */
export const stepWeights = (spacing: number, drift: number, deviation: number): StepWeights => {
  const first = Math.ceil((drift - REACH * deviation) / spacing)
  const count = Math.floor((drift + REACH * deviation) / spacing) - first + 1
  const weights = Float64Array.from({ length: count }, (_, j) =>
    Math.exp(-0.5 * (((first + j) * spacing - drift) / deviation) ** 2),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return { first, weights: weights.map((weight) => weight / total) }
}

/**
 * ln Σ weights e^{exponents} into `out`, one for each point of a grid `ratio` times as coarse as that of the exponents.
 * `offset` is the exponent that meets the first weight of point 0; no index may fall outside. Destroys `exponents`. By
 * the trapezoid rule, which converges faster than any power where the exponents are smooth.
 */
export const logExpectation = (
  exponents: Float64Array,
  weights: Float64Array,
  offset: number,
  ratio: number,
  out: Float64Array,
): void => {
  let top = -Infinity
  let bottom = Infinity
  for (let i = 0; i < exponents.length; i++) {
    if (exponents[i] > top) top = exponents[i]
    if (exponents[i] < bottom) bottom = exponents[i]
  }
  if (top - bottom > COMMON) return logExpectationApart(exponents, weights, offset, ratio, out)
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
  weights: Float64Array,
  offset: number,
  ratio: number,
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
