import type { OptionType } from './option'
import { logTimeValue } from './price'

/**
 * A price to invert: `forward`, `strike` > 0, `years` ≥ 0; `discount` is the price of one unit paid at expiry, 1 where
 * absent.
 */
export type ImpliedVolInputs = {
  readonly type: OptionType
  readonly price: number
  readonly forward: number
  readonly strike: number
  readonly years: number
  readonly discount?: number | undefined
}

/** A time value of an option in the money below this many roundings of the price is noise. */
const NOISE = 16 * Number.EPSILON
const MOST_STEPS = 100

/**
 * The annual volatility at which Black's formula gives `price`, or undefined where there is none to find: at or below
 * intrinsic value, at or above the upper bound (discounted forward for a call, strike for a put), years = 0, an input
 * that is not a finite positive number, or an option so far in the money that its time value is below the rounding of
 * its price. Accurate to the price's own rounding.
 *
 * The out-of-the-money side of the price is solved in its logarithm (from below: in that of its distance to the upper
 * bound), where it is close to linear in the wings, by Halley steps kept inside a bracket. First guess after Corrado &
 * Miller, Journal of Banking & Finance 20 (1996) 595–603; the idea of the logarithm after P. Jäckel, Wilmott (2017)
 * 18–35.
 */
export const impliedVol = ({
  type,
  price,
  forward,
  strike,
  years,
  discount = 1,
}: ImpliedVolInputs): number | undefined => {
  if (!(Math.min(price, forward, strike, years, discount) > 0)) return undefined
  if (!(Math.max(price, forward, strike, years, discount) < Infinity)) return undefined
  const undiscounted = price / discount
  const intrinsic = Math.max(type === 'call' ? forward - strike : strike - forward, 0)
  const excess = undiscounted - intrinsic
  const noise = intrinsic > 0 ? NOISE * Math.max(forward, strike) : 0
  // The bounds of the out-of-the-money value are 0 and the smaller of forward and strike.
  const bound = Math.min(forward, strike)
  if (!(excess > noise && excess < bound * (1 - NOISE) && undiscounted < Infinity)) return undefined
  const scale = Math.sqrt(forward) * Math.sqrt(strike)
  const moneyness = -Math.abs(Math.log(forward / strike))
  const deviation = solve(moneyness, excess / scale, (bound - excess) / scale)
  return deviation === undefined ? undefined : deviation / Math.sqrt(years)
}

// Deviation s with time value `value`; `room` is the distance to the upper bound e^{x/2}, given apart so that nothing
// cancels.
const solve = (x: number, value: number, room: number): number | undefined => {
  const ceiling = Math.exp(0.5 * x)
  const upper = room < 0.5 * ceiling
  const target = Math.log(upper ? room : value)
  let low = 0
  let high = Infinity
  let s = firstGuess(x, value)
  for (let step = 0; step < MOST_STEPS; step++) {
    const logValue = logTimeValue(x, s)
    const error = upper ? target - Math.log(ceiling - Math.exp(logValue)) : logValue - target
    if (error > 0) high = s
    else low = s
    // b′/b and b″/b′ of the normalised value b(s).
    const logVega = -0.5 * ((x / s) ** 2 + 0.25 * s * s) - 0.5 * Math.log(2 * Math.PI)
    const slope = Math.exp(logVega - (upper ? Math.log(ceiling - Math.exp(logValue)) : logValue))
    const curvature = (x * x) / (s * s * s) - 0.25 * s + (upper ? slope : -slope)
    const newton = error / slope
    const bend = 1 - 0.5 * newton * curvature
    let next = s - newton / Math.max(bend, 0.5)
    if (!(next > low && next < high)) next = high === Infinity ? 2 * s : 0.5 * (low + high)
    if (Math.abs(next - s) <= 4e-16 * s || next === low || next === high) return next
    s = next
  }
  return s
}

const firstGuess = (x: number, value: number): number => {
  // In the wings ln b ≈ −x² / 2s², which bounds s from below; near the money b ≈ s / √2π.
  const wing = Math.abs(x) / Math.sqrt(-2 * Math.log(Math.min(value, 0.9)))
  const money = value * Math.sqrt(2 * Math.PI)
  return Math.max(Math.sqrt(wing * wing + money * money), 1e-150)
}
