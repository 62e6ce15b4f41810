import { exp, log } from './elementary'
import { gaussian, normalCdfOf } from './normal'
import { checkOption, type OptionInputs } from './option'
import { millsDifference } from './price'

const INV_SQRT_2PI = 0.3989422804014327

/** Price and its derivatives. */
export type Greeks = {
  readonly price: number
  /** Per unit of spot. */
  readonly delta: number
  /** Change of delta per unit of spot. */
  readonly gamma: number
  /** Per 1.0 of vol (not per cent). */
  readonly vega: number
  /** Change of price per calendar year gone by. */
  readonly theta: number
  /** Per 1.0 of rate. */
  readonly rho: number
  /** Change of delta per 1.0 of vol. */
  readonly vanna: number
  /** Change of vega per 1.0 of vol. */
  readonly volga: number
}

const LEAST_DEVIATION = 1e-150

/**
 * Black-Scholes-Merton price and Greeks. Faults outside the ranges of `OptionInputs`; every result is finite.
 *
 * Limits at years = 0 or vol = 0, reached where σ√T is under 10⁻¹⁵⁰ and a derivative would overflow: the option is its
 * discounted intrinsic value; delta, theta and rho are those of the forward contract in the money and 0 out of it;
 * gamma, vega, vanna and volga are 0. Exactly at the money (forward = strike) the derivatives jump, and the convention
 * is the midpoint: both normal terms are ½, vega is the true limit S e^{−qT} √(T / 2π), gamma, vanna, volga and the
 * diffusion part of theta, which diverge, are 0.
 */
export const bsmGreeks = (inputs: OptionInputs): Greeks => {
  checkOption(inputs)
  const { type, spot, strike, years, vol, rate = 0, dividend = 0 } = inputs
  const sign = type === 'call' ? 1 : -1
  const root = Math.sqrt(years)
  const deviation = vol * root
  const spotPart = dividend === 0 ? spot : spot * exp(-dividend * years)
  const strikePart = rate === 0 ? strike : strike * exp(-rate * years)
  const logMoneyness = log(spot / strike) + (rate - dividend) * years
  const limit = deviation < LEAST_DEVIATION
  const centre = limit ? (logMoneyness === 0 ? 0 : logMoneyness * Infinity) : logMoneyness / deviation
  const half = 0.5 * deviation
  const d1 = centre + half
  const d2 = centre - half
  const e1 = gaussian(d1)
  // φ(d2) K e^{−rT} = φ(d1) S e^{−qT}; where φ(d1) has underflowed φ(d2) may not have.
  const e2 = e1 > 1e-290 ? (e1 * spotPart) / strikePart : gaussian(d2)
  const n1 = normalCdfOf(sign * d1, e1)
  const n2 = normalCdfOf(sign * d2, e2)
  const density = INV_SQRT_2PI * e1
  const vega = spotPart * density * root
  const carry = dividend * spotPart * n1 - rate * strikePart * n2
  const diffusion = limit ? 0 : (spotPart * density * vol) / (2 * root)
  const intrinsic = Math.max(sign * (spotPart - strikePart), 0)
  const outside = -Math.abs(centre)
  // Time value without cancellation, but inside the money of a wide distribution, where nothing cancels.
  const scale = INV_SQRT_2PI * (logMoneyness > 0 ? strikePart * e2 : spotPart * e1)
  const price =
    outside + half > 1
      ? Math.max(sign * (spotPart * n1 - strikePart * n2), intrinsic)
      : limit || scale === 0
        ? intrinsic
        : intrinsic + scale * millsDifference(outside, half)
  return {
    price,
    delta: (sign * spotPart * n1) / spot,
    gamma: limit ? 0 : (spotPart * density) / (spot * spot * deviation),
    vega,
    theta: sign * carry - diffusion,
    rho: sign * years * strikePart * n2,
    vanna: limit || density === 0 ? 0 : (-spotPart * density * d2) / (spot * vol),
    volga: limit || density === 0 ? 0 : (vega * d1 * d2) / vol,
  }
}
