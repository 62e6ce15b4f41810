/**
 * A trend that moves the band: the log return of the last `seconds`, in its own standard deviations within ±3, counts
 * by `weight`.
 */
export type Trend = { readonly seconds: number; readonly weight: number }

/**
 * How a band departs from its formula's symmetric half-width w: edges at w e^{f + g} above the centre and w e^{f − g}
 * below it, for a book short of gamma. f and g are linear in what `fillShapeRow` writes; g
 * depends on the market's recent trends as well. With all coefficients 0 the band is the formula's.
 */
export type EdgeShape = {
  /** Of f: constant, log deviation to expiry, log of the density of moneyness. */
  readonly width: readonly number[]
  /** Of g: the same, then moneyness, and moneyness times log deviation. */
  readonly skew: readonly number[]
  readonly trends: readonly Trend[]
}

/** What a shape depends on, in units of one option struck at 1. */
export type ShapeState = {
  readonly spot: number
  readonly gamma: number
  readonly vol: number
  readonly years: number
}

export const SHAPE_COLUMNS = 5
export const WIDTH_COLUMNS = 3
const LEAST_DEVIATION = 1e-4
const DENSITIES = { least: 1e-3, most: 1 }
const MOST_MONEYNESS = 3
const MOST_TREND = 3
/** f and g are kept within ± this. */
export const MOST_LOG = 2

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)

/**
 * Writes to `out` from `at`: 1; log of the deviation σ√T to expiry; log of |Γ| S σ√T, which for one option is the
 * normal density of its d1; log spot in deviations within ±3; the same times the log deviation. Finite as years, vol or
 * gamma go to 0.
 */
export const fillShapeRow = ({ spot, gamma, vol, years }: ShapeState, out: Float64Array, at: number): void => {
  const deviation = Math.max(vol * Math.sqrt(years), LEAST_DEVIATION)
  const moneyness = clamp(Math.log(spot) / deviation, -MOST_MONEYNESS, MOST_MONEYNESS)
  const logDeviation = Math.log(deviation)
  out[at] = 1
  out[at + 1] = logDeviation
  out[at + 2] = Math.log(clamp(Math.abs(gamma) * spot * deviation, DENSITIES.least, DENSITIES.most))
  out[at + 3] = moneyness
  out[at + 4] = moneyness * logDeviation
}

const weighted = (weights: readonly number[], row: Float64Array, at: number): number => {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += weights[i] * row[at + i]
  return sum
}

/** Log return over `seconds` in its standard deviations at an annual volatility, within ±3; 0 without volatility. */
export const standardTrend = (logReturn: number, seconds: number, vol: number, yearsPerSecond: number): number => {
  const deviation = vol * Math.sqrt(seconds * yearsPerSecond)
  return deviation > 0 ? clamp(logReturn / deviation, -MOST_TREND, MOST_TREND) : 0
}

const row = new Float64Array(SHAPE_COLUMNS)

/** Factors on the half-width above and below the centre; `lean` is the trends' part of the skew (`leanColumn`). */
export const edgeFactors = (
  shape: Pick<EdgeShape, 'width' | 'skew'>,
  state: ShapeState,
  lean: number,
): { readonly above: number; readonly below: number } => {
  fillShapeRow(state, row, 0)
  const f = clamp(weighted(shape.width, row, 0), -MOST_LOG, MOST_LOG)
  const g = clamp(weighted(shape.skew, row, 0) + lean, -MOST_LOG, MOST_LOG)
  return { above: Math.exp(f + g), below: Math.exp(f - g) }
}
