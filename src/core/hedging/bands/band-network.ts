import { whalleyWilmottHalfWidth } from './whalley-wilmott'

/** The inputs of a band network, in this order. */
export const bandColumns = [
  'moneyness',
  'log-deviation',
  'log-half-width',
  'log-aversion',
  'log-cost',
  'log-years',
] as const

/**
 * The outputs of a band network: log factor of the half-width below and above the delta, and the shift of either edge.
 */
export const BAND_OUTPUTS = 4

/** Kernel `i * units + j` joins input i to unit j. */
export type BandLayer = { readonly kernel: readonly number[]; readonly bias: readonly number[] }

/**
 * A no-transaction-band network as plain data: dense layers, tanh between them, on standardised columns. Where its last
 * layer is zero the band is Whalley-Wilmott's. After Imaki, Imajo, Ito, Minami & Nakagawa, "No-Transaction Band
 * Network" (2021), where a network makes the band from the delta alone.
 */
export type BandNetwork = {
  readonly kind: 'band-network'
  readonly columns: readonly string[]
  /** z = clamp((x − mean) / sd, ±limit), one entry a column. */
  readonly scaling: { readonly mean: readonly number[]; readonly sd: readonly number[]; readonly limit: number }
  readonly layers: readonly BandLayer[]
}

/** What the band of a network depends on, in units of one option struck at 1. */
export type BandNetworkInputs = {
  /** One-way proportional cost. */
  readonly cost: number
  /** Over the strike. */
  readonly spot: number
  readonly gamma: number
  readonly vol: number
  readonly years: number
  readonly discount: number
}

const LEAST_DEVIATION = 1e-4
const MOST_MONEYNESS = 6
const HALF_WIDTHS = { least: 1e-4, most: 4 }
const LEAST_COST = 1e-7
const LEAST_YEARS = 1e-7

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)

/**
 * Raw columns of a row, written to `out` from `at`: log moneyness in standard deviations to expiry within ±6, and the
 * logs of that deviation, of Whalley-Wilmott's half-width, of risk aversion, cost and years, each held off its singular
 * end so that every column is finite as years, vol, gamma or cost go to 0.
 */
export const fillBandRow = (inputs: BandNetworkInputs, riskAversion: number, out: Float64Array, at: number): void => {
  const { cost, spot, gamma, vol, years, discount } = inputs
  const deviation = Math.max(vol * Math.sqrt(years), LEAST_DEVIATION)
  const halfWidth = whalleyWilmottHalfWidth(cost, spot, gamma, riskAversion, discount)
  out[at] = clamp(Math.log(spot) / deviation, -MOST_MONEYNESS, MOST_MONEYNESS)
  out[at + 1] = Math.log(deviation)
  out[at + 2] = Math.log(clamp(halfWidth, HALF_WIDTHS.least, HALF_WIDTHS.most))
  out[at + 3] = Math.log(riskAversion)
  out[at + 4] = Math.log(Math.max(cost, LEAST_COST))
  out[at + 5] = Math.log(Math.max(years, LEAST_YEARS))
}
