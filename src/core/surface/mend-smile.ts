import { leastSquares } from '../statistics/least-squares'
import { lossOf, type SmilePoints } from './fit-smile'
import { butterfly, totalVariance, type Svi } from './svi'

/**
 * Log-moneyness from −reach to reach, close together where a smile of this width bends (its standard deviation to
 * expiry) and wider apart in the wings.
 */
const wingedGrid = (reach: number, deviation: number, size: number): Float64Array => {
  const end = Math.asinh(reach / deviation)
  return Float64Array.from({ length: size }, (_, i) => deviation * Math.sinh(end * ((2 * i) / (size - 1) - 1)))
}

/** Log-moneyness up to `reach` either way on which a smile must hold, and the smile that it may not pass. */
export type Bounds = { readonly reach: number; readonly ceiling: Svi | undefined }

const endSize = 513
/** What a smile keeps on the grid of Durrleman's function and below its ceiling, so as to hold between its points. */
const least = 1e-4

/**
 * Whether a smile is free of butterfly arbitrage on a fine grid and in its wings for ever, and nowhere above the smile
 * of a later expiry, which is the absence of calendar arbitrage.
 */
export const isFree = (smile: Svi, { reach, ceiling }: Bounds): boolean => {
  if (smile.b * (1 + Math.abs(smile.rho)) > 2) return false
  const atMoney = totalVariance(smile, 0)
  if (!(atMoney > 0)) return false
  const holds = (k: number): boolean =>
    butterfly(smile, k) >= least &&
    (ceiling === undefined || totalVariance(smile, k) <= (1 - least) * totalVariance(ceiling, k))
  return holds(smile.m) && wingedGrid(reach, Math.sqrt(atMoney), endSize).every(holds)
}

/** Least values of Durrleman's function and of the share below the ceiling, while a smile is mended. */
const [butterflyMargin, ceilingMargin] = [4e-3, 1e-3]
/** Least total variance that a smile is mended to, as a share of that at the money. */
const leastVariance = 1e-3
/** Weights of a broken rule against the error of a point, tried in turn, each from where the last one ended. */
const penalties = [1e3, 3e4]
const gridSize = 41
const mostSteps = 25

const unpack = (x: Float64Array): Svi => ({
  a: x[0],
  b: Math.exp(x[1]),
  rho: Math.tanh(x[2]),
  m: x[3],
  s: Math.exp(x[4]),
})

const pack = ({ a, b, rho, m, s }: Svi): readonly number[] => [
  a,
  Math.log(Math.max(b, 1e-9)),
  Math.atanh(Math.max(-0.9999, Math.min(0.9999, rho))),
  m,
  Math.log(s),
]

/** A search's end: a smile within the bounds, or the one at which it gave up. */
type Mended = { readonly smile: Svi; readonly free: boolean }

const mendFrom = (points: SmilePoints, from: Svi, bounds: Bounds): Mended => {
  const { k, variance, weight } = points
  const { reach, ceiling } = bounds
  const n = k.length
  const atMoney = Math.max(totalVariance(from, 0), 1e-8)
  const grid = wingedGrid(reach, Math.sqrt(atMoney), gridSize)
  const above = grid.map((at) => (ceiling === undefined ? Infinity : (1 - ceilingMargin) * totalVariance(ceiling, at)))
  const roots = weight.map(Math.sqrt)
  let smile = from
  for (const penalty of penalties) {
    const scale = penalty * Math.sqrt(n)
    const residuals = (x: Float64Array, out: Float64Array): void => {
      const tried = unpack(x)
      for (let i = 0; i < n; i++) out[i] = roots[i] * (totalVariance(tried, k[i]) - variance[i])
      for (let i = 0; i < gridSize; i++) {
        const g = Math.max(butterfly(tried, grid[i]), -10)
        const w = totalVariance(tried, grid[i])
        out[n + 2 * i] = g < butterflyMargin ? scale * (butterflyMargin - g) : 0
        out[n + 2 * i + 1] = w > above[i] ? scale * (w / above[i] - 1) : 0
      }
      const wing = tried.b * (1 + Math.abs(tried.rho)) - 2
      const lowest = (tried.a + tried.b * tried.s * Math.sqrt(1 - tried.rho * tried.rho)) / atMoney
      out[n + 2 * gridSize] = wing > 0 ? scale * wing : 0
      out[n + 2 * gridSize + 1] = lowest < leastVariance ? scale * (leastVariance - lowest) : 0
    }
    smile = unpack(leastSquares(residuals, n + 2 * gridSize + 2, pack(smile), mostSteps).x)
    if (isFree(smile, bounds)) return { smile, free: true }
  }
  return { smile, free: false }
}

/** A mean square error of a mended smile, in units of a point's own error, from which other starts are tried. */
const poor = 1

/**
 * Smiles below the ceiling: the ceiling brought down to the level of a smile, which is as free of butterflies as the
 * ceiling is (Durrleman's function is concave in the level, and not below zero at none), and a flat one.
 */
const startsBelow = (from: Svi, { ceiling }: Bounds): readonly Svi[] => {
  const own = totalVariance(from, 0)
  const flat = (theta: number): Svi => ({ a: theta / 2, b: theta / 2, rho: 0, m: 0, s: 1 })
  if (ceiling === undefined) return [flat(own)]
  const most = totalVariance(ceiling, 0)
  const level = 0.98 * Math.min(1, own / most)
  return [{ ...ceiling, a: level * ceiling.a, b: level * ceiling.b }, flat(Math.min(own, 0.9 * most))]
}

const halvings = 20

/** The last smile within the bounds on the straight way, in the searched parameters, from one within to one beyond. */
const lastWithin = (within: Svi, beyond: Svi, bounds: Bounds): Svi => {
  const [from, to] = [pack(within), pack(beyond)]
  const at = (share: number): Svi => unpack(Float64Array.from(from, (x, i) => x + share * (to[i] - x)))
  let [low, high] = [0, 1]
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2
    if (isFree(at(middle), bounds)) low = middle
    else high = middle
  }
  return at(low)
}

/**
 * The smile nearest to the points that is free of arbitrage within the bounds: least squares from the free fit `from`
 * and, where that fails or ends far from the points, from starts below the ceiling. Where no search ends in one that
 * holds on the fine grid: the nearest on the ways from those starts to where the searches gave up. Undefined where no
 * start holds either.
 */
export const mendSmile = (points: SmilePoints, from: Svi, bounds: Bounds): Svi | undefined => {
  const starts = startsBelow(from, bounds)
  const enough = lossOf(from, points) + poor * points.k.length
  const best = (smiles: readonly Svi[]): Svi | undefined =>
    smiles.toSorted((one, other) => lossOf(one, points) - lossOf(other, points)).at(0)
  const searched: Mended[] = []
  for (const start of [from, ...(bounds.ceiling === undefined ? [] : starts)]) {
    searched.push(mendFrom(points, start, bounds))
    const found = best(searched.filter(({ free }) => free).map(({ smile }) => smile))
    if (found !== undefined && lossOf(found, points) < enough) return found
  }
  const found = best(searched.filter(({ free }) => free).map(({ smile }) => smile))
  if (found !== undefined) return found
  const sound = starts.filter((start) => isFree(start, bounds))
  const beyond = [from, ...searched.map(({ smile }) => smile)]
  return best(sound.flatMap((start) => [start, ...beyond.map((end) => lastWithin(start, end, bounds))]))
}
