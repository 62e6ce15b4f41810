import { downhillSimplex } from '../statistics/simplex'
import { totalVariance, type Svi } from './svi'

/**
 * What a smile is fitted to: total variances at rising log-moneyness, each with the weight of its square error. Arrays
 * of one length.
 */
export type SmilePoints = {
  readonly k: Float64Array
  readonly variance: Float64Array
  readonly weight: Float64Array
}

/** Fewest points for five parameters. */
export const fewestPoints = 5

/** Coefficients (a, d, c) of a + d y + c z. */
type Line = readonly [a: number, d: number, c: number]

/** Weighted sums over the points of the products of 1, y, z and the variance. */
type Sums = {
  readonly one: number
  readonly y: number
  readonly z: number
  readonly yy: number
  readonly yz: number
  readonly zz: number
  readonly w: number
  readonly wy: number
  readonly wz: number
}

const sumsOf = ({ k, variance, weight }: SmilePoints, m: number, s: number): Sums => {
  let [one, sy, sz, yy, yz, zz, sw, wy, wz] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (let i = 0; i < k.length; i++) {
    const y = (k[i] - m) / s
    const z = Math.sqrt(y * y + 1)
    const q = weight[i]
    const qw = q * variance[i]
    one += q
    sy += q * y
    sz += q * z
    yy += q * y * y
    yz += q * y * z
    zz += q * z * z
    sw += qw
    wy += qw * y
    wz += qw * z
  }
  return { one, y: sy, z: sz, yy, yz, zz, w: sw, wy, wz }
}

/** Least squares without a bound, by Cramer's rule. */
const freeLine = ({ one, y, z, yy, yz, zz, w, wy, wz }: Sums): Line => {
  const [p, q, r] = [yy * zz - yz * yz, z * yz - y * zz, y * yz - z * yy]
  const determinant = one * p + y * q + z * r
  const a = w * p + wy * q + wz * r
  const d = w * q + wy * (one * zz - z * z) + wz * (z * y - one * yz)
  const c = w * r + wy * (z * y - one * yz) + wz * (one * yy - y * y)
  return [a / determinant, d / determinant, c / determinant]
}

/** Least squares along d = slope · c. */
const edgeLine = ({ one, y, z, yy, yz, zz, w, wy, wz }: Sums, slope: number): Line => {
  const mean = slope * y + z
  const square = slope * slope * yy + 2 * slope * yz + zz
  const right = slope * wy + wz
  const determinant = one * square - mean * mean
  const c = (one * right - mean * w) / determinant
  return [(w * square - mean * right) / determinant, slope * c, c]
}

/** Weighted sum of square errors in total variance. */
export const lossOf = (smile: Svi, { k, variance, weight }: SmilePoints): number => {
  let loss = 0
  for (let i = 0; i < k.length; i++) {
    const error = totalVariance(smile, k[i]) - variance[i]
    loss += weight[i] * error * error
  }
  return loss
}

/** A correlation nearer to ±1 leaves no curvature on one side. */
const mostCorrelation = 0.9999

const isSound = ([a, d, c]: Line, s: number): boolean =>
  c >= 0 &&
  Math.abs(d) <= mostCorrelation * c &&
  c + Math.abs(d) <= 2 * s &&
  a + Math.sqrt(Math.max(c * c - d * d, 0)) > 0

/**
 * The best smile of given m and s, which is linear in (a, d, c) = (a, ρ b s, b s): least squares inside |d| ≤ c, else
 * on its edges. undefined where none is sound. After De Marco & Martini, Quasi-explicit calibration of Gatheral's SVI
 * model (Zeliade, 2009).
 */
const bestOf = (
  points: SmilePoints,
  m: number,
  s: number,
): { readonly smile: Svi; readonly loss: number } | undefined => {
  const sums = sumsOf(points, m, s)
  const whole = freeLine(sums)
  const lines = isSound(whole, s)
    ? [whole]
    : [-mostCorrelation, 0, mostCorrelation].map((slope) => edgeLine(sums, slope)).filter((line) => isSound(line, s))
  let best: { readonly smile: Svi; readonly loss: number } | undefined
  for (const [a, d, c] of lines) {
    const smile = { a, b: c / s, rho: c > 0 ? d / c : 0, m, s }
    const loss = lossOf(smile, points)
    if (best === undefined || loss < best.loss) best = { smile, loss }
  }
  return best
}

/**
 * The smile of least weighted square error in total variance, without regard to arbitrage; undefined where no sound one
 * is found. `start` is a smile to begin from, such as that of the snapshot before. At least `fewestPoints` points.
 */
export const fitSmile = (points: SmilePoints, start?: Svi): Svi | undefined => {
  const { k, variance } = points
  const [low, high] = [k[0], k[k.length - 1]]
  const span = Math.max(high - low, 1e-3)
  const objective = ([m, logS]: readonly number[]): number => {
    if (m < low - span / 2 || m > high + span / 2 || logS < Math.log(span) - 5 || logS > Math.log(span)) return Infinity
    return bestOf(points, m, Math.exp(logS))?.loss ?? Infinity
  }
  let least = 0
  for (let i = 1; i < k.length; i++) if (variance[i] < variance[least]) least = i
  const starts =
    start === undefined
      ? [
          [k[least], Math.log(span / 20)],
          [k[least] / 2, Math.log(span / 4)],
        ]
      : [[start.m, Math.log(start.s)]]
  let best: { readonly x: readonly number[]; readonly value: number } = { x: starts[0], value: Infinity }
  for (const from of starts) {
    const found = downhillSimplex(objective, from, [span / 20, 0.5], { tolerance: 1e-12, most: 200 })
    if (found.value < best.value) best = found
    // A mean square error below a point's own: another start would find no more than noise.
    if (best.value < k.length) break
  }
  return best.value < Infinity ? bestOf(points, best.x[0], Math.exp(best.x[1]))?.smile : undefined
}
