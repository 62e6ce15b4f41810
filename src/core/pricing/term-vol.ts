/** Annual volatility over the next `years`. */
export type VolPoint = { readonly years: number; readonly vol: number }

/**
 * Average annual volatility to `years`, by linear interpolation of total variance between the points; flat before the
 * first and after the last. `points` have rising years, one at least.
 */
export const termVol = (points: readonly VolPoint[], years: number): number => {
  const first = points[0]
  const last = points[points.length - 1]
  if (years <= first.years) return first.vol
  if (years >= last.years) return last.vol
  let i = 1
  while (points[i].years < years) i++
  const near = points[i - 1]
  const far = points[i]
  const nearTotal = near.vol * near.vol * near.years
  const farTotal = far.vol * far.vol * far.years
  const share = (years - near.years) / (far.years - near.years)
  return Math.sqrt((nearTotal + share * (farTotal - nearTotal)) / years)
}
