import { exp, log } from './elementary'
import { gaussian, normalCdfOf } from './normal'

const INV_SQRT_2PI = 0.3989422804014327

/**
 * Options as columns of one length. `isCall` holds 1 for a call, 0 for a put; the ranges are those of `OptionInputs`
 * and are not checked.
 */
export type OptionColumns = {
  readonly isCall: Uint8Array
  readonly spot: Float64Array
  readonly strike: Float64Array
  readonly years: Float64Array
  readonly vol: Float64Array
  readonly rate: Float64Array
  readonly dividend: Float64Array
}

/** Price and Greeks as columns, units and limit cases as `Greeks`. */
export type GreekColumns = {
  readonly price: Float64Array
  readonly delta: Float64Array
  readonly gamma: Float64Array
  readonly vega: Float64Array
  readonly theta: Float64Array
  readonly rho: Float64Array
}

export const emptyGreekColumns = (length: number): GreekColumns => ({
  price: new Float64Array(length),
  delta: new Float64Array(length),
  gamma: new Float64Array(length),
  vega: new Float64Array(length),
  theta: new Float64Array(length),
  rho: new Float64Array(length),
})

/**
 * Coin-settled options as columns: `settlement` holds the price of each that converts dollars into coin, above 0, not
 * checked.
 */
export type InverseOptionColumns = OptionColumns & { readonly settlement: Float64Array }

/** Price in coin and Greeks of coin-settled options as columns, units and limit cases as `CoinGreeks`. */
export type CoinGreekColumns = GreekColumns & {
  readonly netDelta: Float64Array
  readonly vanna: Float64Array
  readonly volga: Float64Array
}

export const emptyCoinGreekColumns = (length: number): CoinGreekColumns => ({
  ...emptyGreekColumns(length),
  netDelta: new Float64Array(length),
  vanna: new Float64Array(length),
  volga: new Float64Array(length),
})

/** Options worked on together: what lies between their inputs and their Greeks stays in the nearest memory. */
const BLOCK = 128

const room = (): Float64Array => new Float64Array(BLOCK)
const spotParts = room()
const strikeParts = room()
const d1s = room()
const e1s = room()
const e2s = room()
const signedN1s = room()
const signedN2s = room()

type Pass<Options, Out> = (options: Options, out: Out, start: number, length: number) => void
type InputPass = Pass<OptionColumns, unknown>

const setParts: InputPass = ({ spot, strike, years, rate, dividend }, _, start, length) => {
  for (let j = 0, i = start; j < length; j++, i++) {
    spotParts[j] = dividend[i] === 0 ? spot[i] : spot[i] * exp(-dividend[i] * years[i])
    strikeParts[j] = rate[i] === 0 ? strike[i] : strike[i] * exp(-rate[i] * years[i])
  }
}

const setPlaces: InputPass = ({ spot, strike, years, vol, rate, dividend }, _, start, length) => {
  for (let j = 0, i = start; j < length; j++, i++) {
    const deviation = vol[i] * Math.sqrt(years[i])
    const logMoneyness = log(spot[i] / strike[i]) + (rate[i] - dividend[i]) * years[i]
    // The limits: d1 and d2 run to ±∞, or to 0 exactly at the money.
    const centre = deviation === 0 ? (logMoneyness === 0 ? 0 : logMoneyness * Infinity) : logMoneyness / deviation
    d1s[j] = centre + 0.5 * deviation
  }
}

const setGaussians: InputPass = ({ years, vol }, _, start, length) => {
  for (let j = 0, i = start; j < length; j++, i++) {
    const e1 = gaussian(d1s[j])
    e1s[j] = e1
    // φ(d2) K e^{−rT} = φ(d1) S e^{−qT}; where φ(d1) has underflowed φ(d2) may not have.
    const far = e1 <= 1e-290
    const d2 = d1s[j] - vol[i] * Math.sqrt(years[i])
    e2s[j] = far ? Math.exp(-0.5 * d2 * d2) : (e1 * spotParts[j]) / strikeParts[j]
  }
}

const setNormals: InputPass = ({ isCall, years, vol }, _, start, length) => {
  for (let j = 0, i = start; j < length; j++, i++) {
    const sign = 2 * isCall[i] - 1
    const d2 = d1s[j] - vol[i] * Math.sqrt(years[i])
    signedN1s[j] = sign * normalCdfOf(sign * d1s[j], e1s[j])
    signedN2s[j] = sign * normalCdfOf(sign * d2, e2s[j])
  }
}

const setGreeks: Pass<OptionColumns, GreekColumns> = ({ spot, years, vol, rate, dividend }, out, start, length) => {
  const { price, delta, gamma, vega, theta, rho } = out
  for (let j = 0, i = start; j < length; j++, i++) {
    const s = spot[i]
    const root = Math.sqrt(years[i])
    const deviation = vol[i] * root
    const a = spotParts[j] * signedN1s[j]
    const b = strikeParts[j] * signedN2s[j]
    const density = INV_SQRT_2PI * e1s[j] * spotParts[j]
    price[i] = Math.max(a - b, 0)
    delta[i] = a / s
    gamma[i] = deviation === 0 ? 0 : density / (s * s * deviation)
    vega[i] = density * root
    theta[i] = dividend[i] * a - rate[i] * b - (deviation === 0 ? 0 : (density * vol[i]) / (2 * root))
    rho[i] = years[i] * b
  }
}

const setCoinGreeks: Pass<InverseOptionColumns, CoinGreekColumns> = (options, out, start, length) => {
  const { spot, years, vol, rate, dividend, settlement } = options
  const { price, delta, netDelta, gamma, vega, theta, rho, vanna, volga } = out
  for (let j = 0, i = start; j < length; j++, i++) {
    const perSpot = 1 / spot[i]
    const perCoin = 1 / settlement[i]
    const root = Math.sqrt(years[i])
    const deviation = vol[i] * root
    const perDeviation = deviation === 0 ? 0 : 1 / deviation
    // Values in coin from here on.
    const a = spotParts[j] * signedN1s[j] * perCoin
    const b = strikeParts[j] * signedN2s[j] * perCoin
    const density = INV_SQRT_2PI * e1s[j] * spotParts[j] * perCoin
    const coins = Math.max(a - b, 0)
    const net = a - coins
    const d1 = density === 0 ? 0 : d1s[j]
    const d2 = d1 - deviation
    price[i] = coins
    delta[i] = spotParts[j] * signedN1s[j] * perSpot
    netDelta[i] = net
    gamma[i] = (density * perDeviation - net) * perSpot
    vega[i] = density * root
    theta[i] = dividend[i] * a - rate[i] * b - 0.5 * density * vol[i] * vol[i] * perDeviation
    rho[i] = years[i] * b
    // Vanna in dollars times spot is −density d2 / vol.
    vanna[i] = -density * root * (d2 * perDeviation + 1)
    volga[i] = density * root * root * d1 * d2 * perDeviation
  }
}

const inputPasses: readonly InputPass[] = [setParts, setPlaces, setGaussians, setNormals]
const passes: readonly Pass<OptionColumns, GreekColumns>[] = [...inputPasses, setGreeks]
const coinPasses: readonly Pass<InverseOptionColumns, CoinGreekColumns>[] = [...inputPasses, setCoinGreeks]

/**
 * Fills `out` with price and Greeks of every option and allocates nothing: one exponential serves the density and both
 * normal terms. Agrees with `bsmGreeks` to 1e-12 relative plus 1e-14 of spot; the time value of an option far out of
 * the money is absolute, not relative, in accuracy. In passes over blocks, as the exposures of paths.
 */
export const fillGreekColumns = (options: OptionColumns, out: GreekColumns): void => {
  const count = options.spot.length
  for (let start = 0; start < count; start += BLOCK)
    for (const pass of passes) pass(options, out, start, Math.min(BLOCK, count - start))
}

/** As `fillGreekColumns`, in coin; agrees with `inverseGreeks` as that with `bsmGreeks`. */
export const fillInverseGreekColumns = (options: InverseOptionColumns, out: CoinGreekColumns): void => {
  const count = options.spot.length
  for (let start = 0; start < count; start += BLOCK)
    for (const pass of coinPasses) pass(options, out, start, Math.min(BLOCK, count - start))
}
