import { normalCdf, scaledUpperTail } from './normal'

const SQRT_2PI = 2.5066282746310002

/**
 * Value of the out-of-the-money option over √(forward × strike), undiscounted, as a natural logarithm, for `moneyness`
 * = −|ln(forward / strike)| ≤ 0 and `deviation` = vol √years > 0. Finite where the value itself underflows. The two
 * normal terms are subtracted as Mills ratios, by Taylor series where they nearly cancel, so that the relative accuracy
 * holds from the money to the far wings.
 */
export const logTimeValue = (moneyness: number, deviation: number): number => {
  const h = moneyness / deviation
  const t = 0.5 * deviation
  // Inside the money of the wide distribution nothing cancels.
  if (h + t > 1)
    return Math.log(Math.exp(0.5 * moneyness) * normalCdf(h + t) - Math.exp(-0.5 * moneyness) * normalCdf(h - t))
  return Math.log(millsDifference(h, t) / SQRT_2PI) - 0.5 * (h * h + t * t)
}

/** As `logTimeValue`, the value itself; 0 where it underflows or the deviation is 0. */
export const timeValue = (moneyness: number, deviation: number): number =>
  deviation === 0 ? 0 : Math.exp(logTimeValue(moneyness, deviation))

// R(h + t) − R(h − t) with R(x) = Φ(x) / φ(x), for t > 0 and h + t ≤ 1.
const millsDifference = (h: number, t: number): number => {
  if (t >= 0.02 || h < -25) return mills(h + t) - mills(h - t)
  // R' = 1 + x R, and every further derivative is (n − 1) R⁽ⁿ⁻²⁾ + x R⁽ⁿ⁻¹⁾.
  const r0 = mills(h)
  const r1 = 1 + h * r0
  const r2 = r0 + h * r1
  const r3 = 2 * r1 + h * r2
  const r4 = 3 * r2 + h * r3
  const r5 = 4 * r3 + h * r4
  const u = t * t
  return 2 * t * (r1 + (u / 6) * (r3 + (u / 20) * r5))
}

const mills = (x: number): number =>
  x <= 0 ? SQRT_2PI * scaledUpperTail(-x) : SQRT_2PI * (Math.exp(0.5 * x * x) - scaledUpperTail(x))
