import { normalCdf, scaledUpperTail } from './normal'
import { checkOption, type OptionInputs, type OptionType } from './option'

const SQRT_2PI = 2.5066282746310002

/**
 * Inputs of the forward form: `forward`, `strike` > 0; `discount` is the price of one unit paid at expiry, 1 where
 * absent.
 */
export type ForwardInputs = {
  readonly type: OptionType
  readonly forward: number
  readonly strike: number
  readonly years: number
  readonly vol: number
  readonly discount?: number | undefined
}

/**
 * Price of a European option on a forward: intrinsic value plus time value, both discounted, so that bounds and
 * put-call parity hold to the last digit. At years = 0 or vol = 0 it is the discounted intrinsic value. F. Black,
 * Journal of Financial Economics 3 (1976) 167–179.
 */
export const black76Price = ({ type, forward, strike, years, vol, discount = 1 }: ForwardInputs): number => {
  const intrinsic = Math.max(type === 'call' ? forward - strike : strike - forward, 0)
  const value = timeValue(-Math.abs(Math.log(forward / strike)), vol * Math.sqrt(years))
  return discount * (intrinsic + Math.sqrt(forward) * Math.sqrt(strike) * value)
}

/**
 * Price of a European option with a continuous dividend yield, in units of the spot's currency. Faults outside the
 * ranges of `OptionInputs`. Black & Scholes, Journal of Political Economy 81 (1973) 637–654; Merton, Bell Journal of
 * Economics 4 (1973) 141–183.
 */
export const bsmPrice = (inputs: OptionInputs): number => {
  checkOption(inputs)
  const { type, spot, strike, years, vol, rate = 0, dividend = 0 } = inputs
  const forward = spot * Math.exp((rate - dividend) * years)
  return black76Price({ type, forward, strike, years, vol, discount: Math.exp(-rate * years) })
}

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

/**
 * As `logTimeValue`, the value itself; 0 where it underflows or the deviation is 0.
 * @internal
 */
export const timeValue = (moneyness: number, deviation: number): number =>
  deviation === 0 ? 0 : Math.exp(logTimeValue(moneyness, deviation))

/** R(h + t) − R(h − t) with R(x) = Φ(x) / φ(x), for h ≤ 0, t > 0 and h + t ≤ 1; keeps its relative accuracy. */
export const millsDifference = (h: number, t: number): number => {
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
