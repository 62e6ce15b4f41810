import { Fault } from '../error'
import type { FittedExpiry } from './fit-surface'
import { totalVariance, varianceSlope } from './svi'

type Slice = Pick<FittedExpiry, 'years' | 'forward' | 'smile'>
/** What is read of a surface: its smiles by rising expiry. */
type Slices = { readonly expiries: readonly Slice[]; readonly leftOut?: unknown }

/** The expiries on either side of a time; one is undefined before the first and past the last. */
const around = (expiries: readonly Slice[], years: number) => {
  const next = expiries.findIndex((expiry) => expiry.years >= years)
  return next < 0
    ? { before: expiries.at(-1), after: undefined }
    : { before: next > 0 ? expiries[next - 1] : undefined, after: expiries[next] }
}

/** Variance a year at the money between the last two expiries, or up to the only one. */
const lastRate = (expiries: readonly Slice[]): number => {
  const [one, other] = [expiries.at(-2), expiries.at(-1)!]
  const earlier = one === undefined ? 0 : totalVariance(one.smile, 0)
  return Math.max(0, (totalVariance(other.smile, 0) - earlier) / (other.years - (one?.years ?? 0)))
}

/**
 * Total variance (σ² T) of the surface at log-moneyness `k` = ln(strike / forward) and `years` > 0. Between expiries it
 * is linear in time at equal log-moneyness; before the first it falls in proportion to time; past the last it grows by
 * the forward variance at the money between the last two. Faults where the surface has no expiry or years are not > 0.
 */
export const surfaceVariance = ({ expiries }: Slices, k: number, years: number): number => {
  if (expiries.length === 0) throw new Fault('numerical-domain', 'a surface without an expiry has no volatility')
  if (!(years > 0 && Number.isFinite(k)))
    throw new Fault('numerical-domain', `a surface needs years > 0 and a finite moneyness, got ${years} and ${k}`)
  const { before, after } = around(expiries, years)
  if (before === undefined) return (totalVariance(after!.smile, k) * years) / after!.years
  if (after === undefined) return totalVariance(before.smile, k) + lastRate(expiries) * (years - before.years)
  const share = (years - before.years) / (after.years - before.years)
  return (1 - share) * totalVariance(before.smile, k) + share * totalVariance(after.smile, k)
}

/** Annual implied volatility of the surface; ranges and faults as of `surfaceVariance`. */
export const surfaceVol = (surface: Slices, k: number, years: number): number =>
  Math.sqrt(surfaceVariance(surface, k, years) / years)

/** Total variance's derivative by log-moneyness, between and beyond expiries as `surfaceVariance`. */
const surfaceVarianceSlope = ({ expiries }: Slices, k: number, years: number): number => {
  const { before, after } = around(expiries, years)
  if (before === undefined) return (varianceSlope(after!.smile, k) * years) / after!.years
  if (after === undefined) return varianceSlope(before.smile, k)
  const share = (years - before.years) / (after.years - before.years)
  return (1 - share) * varianceSlope(before.smile, k) + share * varianceSlope(after.smile, k)
}

/** Slope of the smile, dσ/dk: annual volatility per 1.0 of log-moneyness; ranges and faults as of `surfaceVariance`. */
export const surfaceSlope = (surface: Slices, k: number, years: number): number =>
  surfaceVarianceSlope(surface, k, years) / (2 * Math.sqrt(surfaceVariance(surface, k, years) * years))

/**
 * Forward at `years` ≥ 0: the carry of the expiries on either side, ln F linear in time from `spot` on; past the last
 * expiry its carry goes on.
 */
export const surfaceForward = ({ expiries }: Slices, spot: number, years: number): number => {
  const { before, after } = around(expiries, years)
  const [early, late] = after === undefined ? [expiries.at(-2), expiries.at(-1)] : [before, after]
  if (late === undefined) return spot
  const [from, start] = [early?.years ?? 0, Math.log(early?.forward ?? spot)]
  const rate = (Math.log(late.forward) - start) / (late.years - from)
  return Math.exp(start + rate * (years - from))
}
