import type { HedgeRun } from '../../../src/core/hedging/paths'

/** What a bootstrap over paths needs of a run, a value a path. */
export type PathColumns = {
  readonly cost: Float64Array
  readonly tracking: Float64Array
  readonly squared: Float64Array
  readonly risk: Float64Array
}

export const pathColumns = ({ cost, tracking, risk }: Pick<HedgeRun, 'cost' | 'tracking' | 'risk'>): PathColumns => ({
  cost,
  tracking,
  squared: tracking.map((x) => x * x),
  risk,
})

/** Mean cost, deviation of the tracking, and mean risk. */
export type Level = { readonly cost: number; readonly sd: number; readonly risk: number }

/** The level of a run where path p counts `counts[p]` times. */
export const levelOf = ({ cost, tracking, squared, risk }: PathColumns, counts: Float64Array): Level => {
  let n = 0
  let paid = 0
  let first = 0
  let second = 0
  let risky = 0
  for (let p = 0; p < counts.length; p++) {
    const weight = counts[p]
    if (weight === 0) continue
    n += weight
    paid += weight * cost[p]
    first += weight * tracking[p]
    second += weight * squared[p]
    risky += weight * risk[p]
  }
  const centre = first / n
  return { cost: paid / n, sd: Math.sqrt(Math.max(0, second / n - centre * centre)), risk: risky / n }
}

/** How often each of `paths` paths is drawn; all once without a draw. */
export const countsOf = (paths: number, draw?: Int32Array): Float64Array => {
  if (draw === undefined) return new Float64Array(paths).fill(1)
  const counts = new Float64Array(paths)
  for (const p of draw) counts[p]++
  return counts
}
