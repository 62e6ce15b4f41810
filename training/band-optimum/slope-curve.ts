/**
 * The slope of a value by the position, at positions from 0 to 1: an increasing curve that is flat just outside the
 * band.
 */
export type SlopeCurve = { readonly position: Float64Array; readonly slope: Float64Array }

/** An edge beyond the positions stands this far out at most. */
const OUTSIDE = 0.5

/** Bend of the curve from position i − 1 to i, from `out` on: slope[i − 1] + rise s + bend s (s − 1), s in [0, 1]. */
const bendOf = ({ position, slope }: SlopeCurve, i: number, out: number): number => {
  const s = (position[out] - position[i - 1]) / (position[i] - position[i - 1])
  return (slope[out] - slope[i - 1] - (slope[i] - slope[i - 1]) * s) / (s * (s - 1))
}

/**
 * The position at which the curve passes `level`, `next` being the first position beyond: on the parabola through the
 * two positions outside the band and the one inside, at the ends on a line; extrapolated beyond 0 and 1.
 */
export const crossing = (curve: SlopeCurve, next: number, level: number): number => {
  const { position, slope } = curve
  const last = position.length - 1
  const i = Math.min(Math.max(next, 1), last)
  const rise = slope[i] - slope[i - 1]
  const miss = level - slope[i - 1]
  let share = rise > 0 ? miss / rise : 0.5
  const out = level < 0 ? i - 2 : i + 1
  if (share > 0 && share < 1 && out >= 0 && out <= last) {
    const bend = bendOf(curve, i, out)
    for (let step = 0; step < 4; step++) {
      const steepness = rise + bend * (2 * share - 1)
      if (steepness <= 0) break
      share = Math.min(Math.max(share - (rise * share + bend * share * (share - 1) - miss) / steepness, 0), 1)
    }
  }
  const at = position[i - 1] + share * (position[i] - position[i - 1])
  return Math.min(Math.max(at, -OUTSIDE), 1 + OUTSIDE)
}

/** Half the second derivative of the curve at a position, from its neighbours; 0 at the ends. */
const curvature = ({ position, slope }: SlopeCurve, y: number): number => {
  if (y < 1 || y > position.length - 2) return 0
  const before = position[y] - position[y - 1]
  const after = position[y + 1] - position[y]
  return ((slope[y + 1] - slope[y]) / after - (slope[y] - slope[y - 1]) / before) / (before + after)
}

/**
 * ∫ (slope + c) from position 0 to the lower edge, at most 0: what buying up to the edge gains over staying at 0.
 * `below` is the number of positions whose slope is under −c; the curve is straight before position `straight`.
 */
export const gainOfBuying = (
  curve: SlopeCurve,
  {
    below,
    straight,
    edge,
    cost: c,
  }: { readonly below: number; readonly straight: number; readonly edge: number; readonly cost: number },
): number => {
  const { position, slope } = curve
  let sum = 0
  for (let y = 1; y < below; y++) {
    const width = position[y] - position[y - 1]
    sum += 0.5 * (slope[y - 1] + slope[y] + 2 * c) * width
    if (y >= straight) sum -= (width ** 3 / 12) * (curvature(curve, y - 1) + curvature(curve, y))
  }
  if (below === 0) return sum
  const first = slope[below - 1] + c
  const width = Math.max(Math.min(edge, 1) - position[below - 1], 0)
  if (below === position.length || below < 2) return sum + 0.5 * first * width
  const half = (0.5 * width) / (position[below] - position[below - 1])
  const middle = first + (slope[below] - slope[below - 1]) * half + bendOf(curve, below, below - 2) * half * (half - 1)
  return sum + (width / 6) * (first + 4 * middle)
}
