const ratio = (Math.sqrt(5) - 1) / 2

/**
 * The point of [low, high] where a unimodal function is least, to an absolute `tolerance`; a local minimum of any other
 * function. Kiefer, Proceedings of the AMS 4 (1953) 502–506.
 */
export const goldenSection = (
  objective: (x: number) => number,
  low: number,
  high: number,
  tolerance: number,
): number => {
  let left = high - ratio * (high - low)
  let right = low + ratio * (high - low)
  let atLeft = objective(left)
  let atRight = objective(right)
  while (high - low > tolerance) {
    if (atLeft <= atRight) {
      high = right
      right = left
      atRight = atLeft
      left = high - ratio * (high - low)
      atLeft = objective(left)
    } else {
      low = left
      left = right
      atLeft = atRight
      right = low + ratio * (high - low)
      atRight = objective(right)
    }
  }
  return (low + high) / 2
}

export type Minimum = { readonly point: readonly number[]; readonly value: number; readonly evaluations: number }

export type SimplexOptions = {
  /** Edge of the first simplex along each axis, default 0.1 × |x| or 0.1. */
  readonly step?: readonly number[]
  /** Stops when the spread of the values over the simplex is below this, relative to the best; default 1e-12. */
  readonly tolerance?: number
  /** Default 400 × the number of dimensions. */
  readonly maxEvaluations?: number
  /** Fresh simplices started at the best point found; default 2. */
  readonly restarts?: number
}

type Vertex = { readonly point: readonly number[]; readonly value: number }

const descend = (
  objective: (point: readonly number[]) => number,
  start: readonly number[],
  { step, tolerance = 1e-12, maxEvaluations = 400 * start.length }: SimplexOptions,
): Minimum => {
  let evaluations = 0
  const vertexAt = (point: readonly number[]): Vertex => {
    evaluations++
    const value = objective(point)
    return { point, value: Number.isNaN(value) ? Infinity : value }
  }
  const edge = (i: number): number => step?.[i] ?? (start[i] === 0 ? 0.1 : 0.1 * Math.abs(start[i]))
  const simplex = [vertexAt(start), ...start.map((_, i) => vertexAt(start.map((x, j) => (i === j ? x + edge(i) : x))))]
  const last = start.length
  while (evaluations < maxEvaluations) {
    simplex.sort((a, b) => a.value - b.value)
    const best = simplex[0]
    const worst = simplex[last]
    if (worst.value - best.value <= tolerance * (Math.abs(best.value) + tolerance)) break
    const centre = start.map((_, j) => simplex.slice(0, last).reduce((sum, { point }) => sum + point[j], 0) / last)
    const along = (factor: number): Vertex => vertexAt(centre.map((c, j) => c + factor * (worst.point[j] - c)))
    const reflected = along(-1)
    if (reflected.value < best.value) {
      const expanded = along(-2)
      simplex[last] = expanded.value < reflected.value ? expanded : reflected
    } else if (reflected.value < simplex[last - 1].value) simplex[last] = reflected
    else {
      const contracted = along(reflected.value < worst.value ? -0.5 : 0.5)
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[last] = contracted
      else
        for (let i = 1; i <= last; i++)
          simplex[i] = vertexAt(simplex[i].point.map((x, j) => best.point[j] + 0.5 * (x - best.point[j])))
    }
  }
  simplex.sort((a, b) => a.value - b.value)
  return { ...simplex[0], evaluations }
}

/**
 * A local minimum without derivatives, unconstrained; NaN counts as worse than any number, so a function limits its
 * domain by returning it. Nelder & Mead, Computer Journal 7 (1965) 308–313, with restarts against collapsed simplices.
 */
export const nelderMead = (
  objective: (point: readonly number[]) => number,
  start: readonly number[],
  options: SimplexOptions = {},
): Minimum => {
  let best = descend(objective, start, options)
  for (let restart = 0; restart < (options.restarts ?? 2); restart++) {
    const again = descend(objective, best.point, options)
    best = { ...(again.value <= best.value ? again : best), evaluations: best.evaluations + again.evaluations }
  }
  return best
}
