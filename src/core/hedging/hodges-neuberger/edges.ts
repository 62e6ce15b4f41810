import type { SolverGrid } from './grid'

/** Positions of a band at one evaluation, a row over spots each. */
export type EdgeRow = {
  readonly lower: Float64Array
  readonly lowerTarget: Float64Array
  readonly upperTarget: Float64Array
  readonly upper: Float64Array
}

/**
 * The band behind `held`, the log disutility of holding each hedge (rows) at each spot until the next evaluation.
 * `slope` is a c and `fixed` a F: a trade goes to where held ± slope S h is least, between grid points by a parabola,
 * and is worth making where it gains more than `fixed`. An edge beyond the grid of hedges is at its end. Turns `held`
 * into the value before that trade.
 */
export const tradeAtEdges = (
  held: readonly Float64Array[],
  { spots, hedges, hedgeStep }: SolverGrid,
  slope: number,
  fixed: number,
): EdgeRow => {
  const length = spots.length
  const lowerTarget = new Float64Array(length)
  const upperTarget = new Float64Array(length)
  const lower = fixed > 0 ? new Float64Array(length) : lowerTarget
  const upper = fixed > 0 ? new Float64Array(length) : upperTarget
  const bought = new Float64Array(hedges.length)
  const sold = new Float64Array(hedges.length)
  for (let i = 0; i < length; i++) {
    for (let j = 0; j < hedges.length; j++) {
      bought[j] = held[j][i] + slope * spots[i] * hedges[j]
      sold[j] = held[j][i] - slope * spots[i] * hedges[j]
    }
    const buy = least(bought, 'last')
    const sell = least(sold, 'first')
    for (let j = 0; j < hedges.length; j++) {
      const cost = slope * spots[i] * hedges[j]
      if (j <= buy.at) held[j][i] = Math.min(held[j][i], buy.value - cost + fixed)
      if (j >= sell.at) held[j][i] = Math.min(held[j][i], sell.value + cost + fixed)
    }
    lowerTarget[i] = hedges[0] + hedgeStep * buy.at
    upperTarget[i] = hedges[0] + hedgeStep * sell.at
    if (fixed > 0) {
      lower[i] = hedges[0] + hedgeStep * crossing(bought, buy.value + fixed, buy.at, -1)
      upper[i] = hedges[0] + hedgeStep * crossing(sold, sell.value + fixed, sell.at, 1)
    }
  }
  return { lower, lowerTarget, upperTarget, upper }
}

// Place and value of the least, between points by the parabola through it; the ends of the row are taken as they are.
const least = (row: Float64Array, ties: 'first' | 'last'): { readonly at: number; readonly value: number } => {
  let best = 0
  for (let j = 1; j < row.length; j++) if (ties === 'first' ? row[j] < row[best] : row[j] <= row[best]) best = j
  if (best === 0 || best === row.length - 1) return { at: best, value: row[best] }
  const rise = row[best + 1] - row[best - 1]
  const bend = row[best + 1] - 2 * row[best] + row[best - 1]
  if (!(bend > 0)) return { at: best, value: row[best] }
  const shift = -rise / (2 * bend)
  return { at: best + shift, value: row[best] + 0.25 * rise * shift }
}

// Where the row rises past `level` on the way from `from`, between points linearly; the end of the row where it does
// not.
const crossing = (row: Float64Array, level: number, from: number, way: 1 | -1): number => {
  const end = way > 0 ? row.length - 1 : 0
  let j = way > 0 ? Math.ceil(from) : Math.floor(from)
  let inside = from
  while (row[j] <= level) {
    if (j === end) return end
    inside = j
    j += way
  }
  if (inside === from) return from
  return inside + way * ((level - row[inside]) / (row[j] - row[inside]))
}
