import { fillShapeRow, SHAPE_COLUMNS, standardTrend } from './edge-shape'
import { whalleyWilmottHalfWidth } from '../../../../src/core/hedging/bands/whalley-wilmott'
import { volAt } from '../../../../src/core/hedging/exposure-columns'
import { hedge } from '../../../../src/core/hedging/paths'
import type { Strip } from '../../../tune/view/strip'
import { viewOf } from '../../../tune/view/view'

/** Price of the recording a strip was cut from, by bar, and the bars' length; trends are computed from it. */
export type Prices = { readonly price: Float64Array; readonly barSeconds: number }

/** Short calls as the gradient of a shape reads them, one row an evaluation: paths × steps. */
export type ShapePaths = {
  readonly paths: number
  readonly steps: number
  /** Columns of a row: those of the shape, then one a trend. */
  readonly columns: number
  readonly rows: Float32Array
  /** Whalley-Wilmott's at the base risk aversion. */
  readonly halfWidth: Float32Array
  readonly delta: Float64Array
  /** paths × (steps + 1). */
  readonly spot: Float64Array
  /** One-way proportional cost, paths × (steps + 1), or one for all. */
  readonly cost: Float64Array | number
  /** Σ Δ ΔS of the frictionless hedge at the same volatility, from which tracking is measured. */
  readonly frictionlessGain: Float64Array
}

const free = { unwindAtExpiry: false }

/** The paths `from` to `to` of a strip, every `every`-th of them. */
export const thinStrip = (strip: Strip, from: number, to: number, every: number): Strip => {
  const starts = strip.starts.subarray(from, to).filter((_, i) => i % every === 0)
  const width = strip.steps + 1
  const spot = new Float64Array(starts.length * width)
  starts.forEach((_, i) => {
    const path = from + i * every
    spot.set(strip.spot.subarray(path * width, (path + 1) * width), i * width)
  })
  return { ...strip, paths: starts.length, spot, starts }
}

/** Log return over the `bars` bars before bar `at`; over fewer where the recording begins later. */
const returnOver = (price: Float64Array, at: number, bars: number): number =>
  Math.log(price[at] / price[Math.max(0, at - bars)])

/**
 * Prepares the paths of a strip at volatility `vol` (paths × steps) for fitting a shape with trends of given windows.
 */
export const shapePathsOf = (
  strip: Strip,
  vol: Float64Array,
  { price, barSeconds }: Prices,
  { riskAversion, trendSeconds }: { readonly riskAversion: number; readonly trendSeconds: readonly number[] },
): ShapePaths => {
  const { paths, steps, years, starts } = strip
  const view = viewOf(strip, vol, barSeconds)
  const columns = SHAPE_COLUMNS + trendSeconds.length
  const yearsPerSecond = (steps > 1 ? years[0] - years[1] : years[0]) / barSeconds
  const { cost } = strip
  const rows = new Float32Array(paths * steps * columns)
  const halfWidth = new Float32Array(paths * steps)
  const row = new Float64Array(SHAPE_COLUMNS)
  for (let p = 0; p < paths; p++)
    for (let t = 0; t < steps; t++) {
      const i = p * steps + t
      const state = {
        spot: strip.spot[p * (steps + 1) + t],
        gamma: view.exposure.gamma[i],
        vol: vol[i],
        years: years[t],
      }
      halfWidth[i] = whalleyWilmottHalfWidth({ ...state, cost: volAt(cost, p * (steps + 1) + t) }, riskAversion)
      fillShapeRow(state, row, 0)
      rows.set(row, i * columns)
      trendSeconds.forEach((seconds, k) => {
        const logReturn = returnOver(price, starts[p] + t, Math.round(seconds / barSeconds))
        rows[i * columns + SHAPE_COLUMNS + k] = standardTrend(logReturn, seconds, vol[i], yearsPerSecond)
      })
    }
  const everyStep = hedge({ ...strip, cost: 0, fixedCost: 0 }, view.exposure, { kind: 'every-step' }, free)
  const frictionlessGain = everyStep.pnl.map((pnl, p) => pnl + Math.max(strip.spot[(p + 1) * (steps + 1) - 1] - 1, 0))
  return {
    paths,
    steps,
    columns,
    rows,
    halfWidth,
    delta: view.exposure.delta,
    spot: strip.spot,
    cost,
    frictionlessGain,
  }
}

/** Sum that trends add to the skew of a shaped band at every evaluation of a strip, paths × steps. */
export const leanColumn = (
  { paths, steps, years, starts }: Strip,
  vol: Float64Array,
  { price, barSeconds }: Prices,
  trends: readonly { readonly seconds: number; readonly weight: number }[],
): Float64Array => {
  const yearsPerSecond = (steps > 1 ? years[0] - years[1] : years[0]) / barSeconds
  const out = new Float64Array(paths * steps)
  for (const { seconds, weight } of trends) {
    const bars = Math.round(seconds / barSeconds)
    for (let p = 0; p < paths; p++)
      for (let t = 0; t < steps; t++) {
        const i = p * steps + t
        out[i] += weight * standardTrend(returnOver(price, starts[p] + t, bars), seconds, vol[i], yearsPerSecond)
      }
  }
  return out
}
