import { Fault } from '../error'
import { log } from '../pricing/elementary'
import { gaussian, normalCdfOf } from '../pricing/normal'
import { checkPathBook, isShortCall, legYears, shortCall, type HedgePaths, type PathLeg } from './hedge-paths'

/** Delta and gamma, to be filled row by row. */
type DeltaGamma = { readonly delta: Float64Array; readonly gamma: Float64Array }

/** Calls of one path at rate 0, one an evaluation: their spots are those of the column from place `at`. */
type Calls = {
  readonly spot: Float64Array
  at: number
  /** 1 over the strike. */
  readonly scale: number
  readonly deviation: Float64Array
  readonly perDeviation: Float64Array
  readonly d1: Float64Array
}

const callsOf = (spot: Float64Array, strike: number, length: number): Calls => ({
  ...{ spot, at: 0, scale: 1 / strike, deviation: new Float64Array(length) },
  ...{ perDeviation: new Float64Array(length), d1: new Float64Array(length) },
})

const setPlaces = ({ spot, at, scale, deviation, perDeviation, d1 }: Calls): void => {
  for (let i = 0; i < d1.length; i++) {
    const s = spot[at + i] * scale
    const width = deviation[i]
    d1[i] = width > 0 ? log(s) * perDeviation[i] + 0.5 * width : s === 1 ? 0 : s > 1 ? Infinity : -Infinity
  }
}

const setExposures = (calls: Calls, { delta, gamma }: DeltaGamma, start: number): void => {
  const { spot, at, scale, deviation, perDeviation, d1 } = calls
  for (let i = 0; i < d1.length; i++) {
    const density = gaussian(d1[i])
    delta[start + i] = normalCdfOf(d1[i], density)
    const slope = (0.3989422804014327 * density * perDeviation[i]) / (spot[at + i] * scale)
    gamma[start + i] = deviation[i] > 0 ? slope : 0
  }
}

const passes = [setPlaces, setExposures] as const

/**
 * Fills delta and gamma, the latter by the spot over the strike, of the calls into `out` from `start`; limits as
 * `bsmGreeks`. In two passes, which the compiler keeps apart because they are called from one place: of functions all
 * in one loop it merges only some.
 */
const fillCallExposures = (calls: Calls, out: DeltaGamma, start: number): void => {
  for (const pass of passes) pass(calls, out, start)
}

/** Delta of a call struck at 1 at rate 0; ½ at spot 1 without deviation. */
export const callDelta = (spot: number, deviation: number): number => {
  if (deviation === 0) return spot > 1 ? 1 : spot === 1 ? 0.5 : 0
  const d1 = log(spot) / deviation + 0.5 * deviation
  return normalCdfOf(d1, gaussian(d1))
}

/** Annual volatility: paths × steps, or one for all; one of these a leg where the legs' volatilities differ. */
export type VolColumns = Float64Array | number | readonly (Float64Array | number)[]

/**
 * What is owed at every step, paths × steps: `delta` is the position that neutralises the book, `gamma` its change with
 * the spot, so both are positive for a short call. Depends on the volatility alone, so it is computed once and reused
 * by every strategy.
 */
export type ExposureColumns = {
  readonly delta: Float64Array
  readonly gamma: Float64Array
  /** What stands for the book, as in `bookExposure`; absent where all legs share one expiry and one volatility. */
  readonly years?: Float64Array | undefined
  readonly vol?: Float64Array | undefined
}

export const volAt = (vol: Float64Array | number, index: number): number => (typeof vol === 'number' ? vol : vol[index])

/** Volatility of leg `leg`. */
export const legVol = (vol: VolColumns, leg: number): Float64Array | number =>
  typeof vol === 'number' || vol instanceof Float64Array ? vol : vol[leg]

const setDeviations = (
  { deviation, perDeviation }: Calls,
  vol: Float64Array | number,
  roots: Float64Array,
  index: number,
): void => {
  for (let i = 0; i < deviation.length; i++) {
    deviation[i] = volAt(vol, index + i) * roots[i]
    perDeviation[i] = 1 / deviation[i]
  }
}

/** Exposures of the paths' book at annual volatility `vol`. Faults on a book that the paths cannot hold. */
export const exposureColumns = (paths: HedgePaths, vol: VolColumns): ExposureColumns => {
  const { spot, years, steps, legs = shortCall } = paths
  checkPathBook(legs, steps)
  const one = typeof vol === 'number' || vol instanceof Float64Array
  if (!one && vol.length !== legs.length)
    throw new Fault('usage', `${legs.length} legs need as many volatilities, got ${vol.length}`)
  const size = paths.paths * steps
  const out = { delta: new Float64Array(size), gamma: new Float64Array(size) }
  if (isShortCall(legs)) {
    const column = legVol(vol, 0)
    const roots = years.map(Math.sqrt)
    const calls = callsOf(spot, 1, steps)
    for (let path = 0, index = 0; path < paths.paths; path++, index += steps) {
      if (path === 0 || typeof column !== 'number') setDeviations(calls, column, roots, index)
      calls.at = index + path
      fillCallExposures(calls, out, index)
    }
    return out
  }
  const alike = one && legs.every(({ settles = steps }) => settles === steps)
  const stands = alike ? undefined : startStanding(size)
  legs.forEach((leg, l) => addLeg(paths, leg, legVol(vol, l), { ...out, stands }))
  return stands === undefined ? out : { ...out, ...standing(stands) }
}

type Standing = {
  readonly byGamma: readonly [Float64Array, Float64Array, Float64Array]
  readonly bySize: readonly [Float64Array, Float64Array, Float64Array]
}

const startStanding = (size: number): Standing => {
  const sums = () => [new Float64Array(size), new Float64Array(size), new Float64Array(size)] as const
  return { byGamma: sums(), bySize: sums() }
}

/** What the legs add up to: their exposure, and what stands for the book where they differ. */
type Sums = { readonly delta: Float64Array; readonly gamma: Float64Array; readonly stands: Standing | undefined }

const addLeg = (
  { paths, steps, spot, years }: HedgePaths,
  leg: PathLeg,
  vol: Float64Array | number,
  { delta, gamma: gammas, stands }: Sums,
): void => {
  const { type, strike, units, settles = steps } = leg
  const calls = callsOf(spot, strike, settles)
  const cells = { delta: new Float64Array(settles), gamma: new Float64Array(settles) }
  const at = { index: 0, left: 0, sigma: 0 }
  const floor = type === 'put' ? 1 : 0
  const lefts = Float64Array.from({ length: settles }, (_, step) => legYears(leg, years, step))
  const roots = lefts.map(Math.sqrt)
  for (let path = 0; path < paths; path++) {
    setDeviations(calls, vol, roots, path * steps)
    calls.at = path * (steps + 1)
    fillCallExposures(calls, cells, 0)
    for (let step = 0; step < settles; step++) {
      const index = path * steps + step
      const gamma = (units * cells.gamma[step]) / strike
      delta[index] -= units * (cells.delta[step] - floor)
      gammas[index] -= gamma
      if (stands === undefined) continue
      at.index = index
      at.left = lefts[step]
      at.sigma = volAt(vol, index)
      weigh(stands.byGamma, Math.abs(gamma), at)
      weigh(stands.bySize, Math.abs(units), at)
    }
  }
}

const weigh = (
  [weights, years, vols]: Standing['byGamma'],
  weight: number,
  { index, left, sigma }: { readonly index: number; readonly left: number; readonly sigma: number },
): void => {
  weights[index] += weight
  years[index] += weight * left
  vols[index] += weight * sigma
}

const standing = ({ byGamma, bySize }: Standing): { readonly years: Float64Array; readonly vol: Float64Array } => {
  const mean = (which: 1 | 2): Float64Array =>
    byGamma[which].map((sum, i) =>
      byGamma[0][i] > 0 ? sum / byGamma[0][i] : bySize[0][i] > 0 ? bySize[which][i] / bySize[0][i] : 0,
    )
  return { years: mean(1), vol: mean(2) }
}

/** The neutral position at place `index` of the columns when every leg's volatility is moved by `factor`. */
export const movedDelta = (
  { legs = shortCall, years, steps, spot: spots }: HedgePaths,
  vol: VolColumns,
  index: number,
  factor: number,
): number => {
  const path = Math.floor(index / steps)
  const step = index - path * steps
  const spot = spots[index + path]
  let delta = 0
  for (let l = 0; l < legs.length; l++) {
    const leg = legs[l]
    if ((leg.settles ?? steps) <= step) continue
    const deviation = factor * volAt(legVol(vol, l), index) * Math.sqrt(legYears(leg, years, step))
    delta -= leg.units * (callDelta(spot / leg.strike, deviation) - (leg.type === 'put' ? 1 : 0))
  }
  return delta
}
