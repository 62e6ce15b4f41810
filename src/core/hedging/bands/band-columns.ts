import { Fault } from '../../error'
import { whalleyWilmottHalfWidth } from './whalley-wilmott'

/** What a band network may read, in units of one option struck at 1. */
export type BandNetworkInputs = {
  /** One-way proportional cost. */
  readonly cost: number
  /** Over the strike. */
  readonly spot: number
  readonly gamma: number
  /** Annual, to expiry. */
  readonly vol: number
  readonly years: number
  readonly discount: number
  /** Annual volatility of the next step; `vol` where absent. */
  readonly nowVol?: number | undefined
  /** Probability of each regime state now; empty or absent where unknown. */
  readonly posterior?: ArrayLike<number> | undefined
  /** Share of variance that comes from jumps, in [0, 1]; 0 where absent. */
  readonly jumpShare?: number | undefined
}

/** The columns of a network that knows neither regimes nor jumps, in this order. */
export const bandColumns = [
  'moneyness',
  'log-deviation',
  'log-half-width',
  'log-aversion',
  'log-cost',
  'log-years',
] as const

const POSTERIOR = /^posterior-([1-9]\d?)$/

/**
 * Every column of a network that tells `states` regimes apart: the plain ones; log ratio of variance now to its average
 * to expiry; log of the change of delta in a year's deviation now, |Γ| S σ, over the half-width, which rules how far
 * delta overshoots between evaluations; log of Zakamouline's c / (a S σ² T) at the volatility now over the half-width,
 * which rules where the unwinding at expiry begins to count; jump share; distance held; and the posterior of each state
 * but the first.
 */
export const allBandColumns = (states: number): readonly string[] => [
  ...bandColumns,
  'log-variance-ratio',
  'log-speed',
  'log-unwinding',
  'jump-share',
  'held',
  ...Array.from({ length: Math.max(states - 1, 0) }, (_, k) => `posterior-${k + 1}`),
]

/** True for a name that `bandRows` can fill. */
export const isBandColumn = (name: string): boolean => POSTERIOR.test(name) || allBandColumns(0).includes(name)

const LEAST_DEVIATION = 1e-4
const MOST_MONEYNESS = 6
const HALF_WIDTHS = { least: 1e-4, most: 4 }
const LEAST_COST = 1e-7
const LEAST_YEARS = 1e-7
const MOST_LOG_RATIO = 6
const MOST_LOG_SPEED = 6
const MOST_LOG_UNWINDING = 6
const LEAST_VOL = 1e-4
/** The distance held is kept within ± so many half-widths. */
const MOST_HELD = 3

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)

/** A half-width held off both singular ends, so that its logarithm and a distance over it are finite. */
const boundedHalfWidth = (halfWidth: number): number => clamp(halfWidth, HALF_WIDTHS.least, HALF_WIDTHS.most)

/** The column `held`: position less delta, for a book short of gamma, in Whalley-Wilmott half-widths within ±3. */
const heldColumn = (distance: number, halfWidth: number): number =>
  clamp(distance / boundedHalfWidth(halfWidth), -MOST_HELD, MOST_HELD)

/** What a row depends on beside the market: risk aversion, and position less delta for a book short of gamma. */
type Held = { readonly riskAversion: number; readonly distance: number }

/** Writes a raw row to `out` from `at`. */
type BandRows = (inputs: BandNetworkInputs, held: Held, out: Float64Array, at: number) => void

/**
 * Fills rows of the named columns. Logs are held off their singular ends, so that every column is finite as years,
 * volatility, gamma or cost go to 0; a posterior that is not known takes its entry of `unknown`. Faults 'model-refused'
 * on a name that is not a column.
 */
export const bandRows = (columns: readonly string[], unknown: readonly number[]): BandRows => {
  const other = columns.find((name) => !isBandColumn(name))
  if (other !== undefined) throw new Fault('model-refused', `a band has no column '${other}'`)
  const states = columns.map((name) => Number(POSTERIOR.exec(name)?.[1] ?? 0))
  return (inputs, { riskAversion, distance }, out, at) => {
    const { cost, spot, gamma, vol, years, nowVol = vol, posterior, jumpShare = 0 } = inputs
    const deviation = Math.max(vol * Math.sqrt(years), LEAST_DEVIATION)
    const halfWidth = boundedHalfWidth(whalleyWilmottHalfWidth(inputs, riskAversion))
    const now = Math.max(nowVol, LEAST_VOL)
    const value = (col: number): number => {
      switch (columns[col]) {
        case 'moneyness':
          return clamp(Math.log(spot) / deviation, -MOST_MONEYNESS, MOST_MONEYNESS)
        case 'log-deviation':
          return Math.log(deviation)
        case 'log-half-width':
          return Math.log(halfWidth)
        case 'log-aversion':
          return Math.log(riskAversion)
        case 'log-cost':
          return Math.log(Math.max(cost, LEAST_COST))
        case 'log-years':
          return Math.log(Math.max(years, LEAST_YEARS))
        case 'log-variance-ratio':
          return clamp(2 * Math.log(now / Math.max(vol, LEAST_VOL)), -MOST_LOG_RATIO, MOST_LOG_RATIO)
        case 'log-speed':
          return clamp(Math.log((Math.abs(gamma) * spot * now) / halfWidth), -MOST_LOG_SPEED, MOST_LOG_SPEED)
        case 'log-unwinding':
          return clamp(
            Math.log(
              Math.max(cost, LEAST_COST) / (riskAversion * spot * now * now * Math.max(years, LEAST_YEARS) * halfWidth),
            ),
            -MOST_LOG_UNWINDING,
            MOST_LOG_UNWINDING,
          )
        case 'jump-share':
          return jumpShare
        case 'held':
          return heldColumn(distance, halfWidth)
        default:
          return posterior?.[states[col]] ?? unknown[col]
      }
    }
    for (let col = 0; col < columns.length; col++) out[at + col] = value(col)
  }
}
