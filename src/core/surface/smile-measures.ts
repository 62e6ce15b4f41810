import { normalCdf } from '../pricing/normal'
import { bracketedRoot } from '../statistics/bracketed-root'
import type { Surface } from './fit-surface'
import { surfaceVariance } from './surface-vol'
import { totalVariance, type Svi } from './svi'

/** Annual vols as fractions; each undefined where the smile has no such delta within six deviations of the forward. */
export type SmileMeasures = {
  readonly atMoney: number
  /** Call less put volatility at 25 % forward delta. */
  readonly riskReversal: number | undefined
  /** Mean of the two less that at the money. */
  readonly butterfly: number | undefined
}

const quarter = 0.25

/** Total variance (σ² T) at log-moneyness. */
type Variance = (k: number) => number

/** Log-moneyness at which a call's forward delta, N(d₁), is `delta`. */
const moneynessAt = (variance: Variance, delta: number): number | undefined => {
  const reach = 6 * Math.sqrt(variance(0))
  const excess = (k: number): number => {
    const w = variance(k)
    return normalCdf(-k / Math.sqrt(w) + Math.sqrt(w) / 2) - delta
  }
  return bracketedRoot(excess, -reach, reach, 1e-10)
}

const measuresOf = (variance: Variance, years: number): SmileMeasures => {
  const vol = (k: number): number => Math.sqrt(variance(k) / years)
  const atMoney = vol(0)
  const [call, put] = [moneynessAt(variance, quarter), moneynessAt(variance, 1 - quarter)]
  if (call === undefined || put === undefined) return { atMoney, riskReversal: undefined, butterfly: undefined }
  return { atMoney, riskReversal: vol(call) - vol(put), butterfly: (vol(call) + vol(put)) / 2 - atMoney }
}

/** What desks quote of a smile `years` from expiry: the volatility at the money, 25-delta risk reversal, butterfly. */
export const smileMeasures = (smile: Svi, years: number): SmileMeasures =>
  measuresOf((k) => totalVariance(smile, k), years)

/** The same of a surface at any time to expiry; ranges and faults as of `surfaceVariance`. */
export const surfaceMeasures = (surface: Surface, years: number): SmileMeasures =>
  measuresOf((k) => surfaceVariance(surface, k, years), years)

/** Strikes on either side of the forward. */
const points = 400
/** Log-moneyness past which no strike counts: e^±40 of the forward. */
const furthest = 40

/**
 * Total variance (σ² T) at which a variance swap on the smile's expiry is worth nothing: ∫ w(k(z)) dΦ(z) with
 * z = −k/√w − √w/2, the smile's own d₂, which falls in k where no butterfly costs less than nothing. That of a flat
 * smile is its own. Gatheral, The Volatility Surface (2006), chapter 11.
 */
export const swapVariance = (smile: Svi): number => {
  const scale = Math.sqrt(totalVariance(smile, 0))
  const end = Math.asinh(furthest / scale)
  let sum = 0
  let before: { readonly above: number; readonly w: number } | undefined
  for (let i = -points; i <= points; i++) {
    const k = scale * Math.sinh((end * i) / points)
    const w = totalVariance(smile, k)
    const above = normalCdf(-k / Math.sqrt(w) - Math.sqrt(w) / 2)
    if (before !== undefined) sum += ((before.w + w) / 2) * (before.above - above)
    before = { above, w }
  }
  return sum
}
