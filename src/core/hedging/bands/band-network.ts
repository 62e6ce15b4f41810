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

/** The inputs of the band of a network, in units of one option struck at 1. */
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
  const { cost, spot, vol, years } = inputs
  const deviation = Math.max(vol * Math.sqrt(years), LEAST_DEVIATION)
  const halfWidth = whalleyWilmottHalfWidth(inputs, riskAversion)
  out[at] = clamp(Math.log(spot) / deviation, -MOST_MONEYNESS, MOST_MONEYNESS)
  out[at + 1] = Math.log(deviation)
  out[at + 2] = Math.log(clamp(halfWidth, HALF_WIDTHS.least, HALF_WIDTHS.most))
  out[at + 3] = Math.log(riskAversion)
  out[at + 4] = Math.log(Math.max(cost, LEAST_COST))
  out[at + 5] = Math.log(Math.max(years, LEAST_YEARS))
}

/** Edges of a band as distances from the delta: no trade while the hedge lies in [delta − below, delta + above]. */
type BandEdges = { below: number; above: number }

/**
 * Most by which the network stretches or shrinks a half-width, as a log factor; it moves an edge by a whole delta at
 * most.
 */
export const MOST_STRETCH = 3
/** Delta by which a raw output of 1 moves an edge: less than 1, because a fifth of a delta is already a large shift. */
export const SHIFT_SLOPE = 0.2

/**
 * The distance of one edge from the delta: `halfWidth` e^f + g, with f = 3 tanh(stretch / 3) and g = tanh(shift / 5),
 * so that raw outputs of 0 leave the half-width as it is, the edge may stay open where gamma vanishes, and no output
 * makes it infinite. Negative where the edge lies on the delta's other side.
 */
export const edgeDistance = (halfWidth: number, stretch: number, shift: number): number =>
  halfWidth * Math.exp(MOST_STRETCH * Math.tanh(stretch / MOST_STRETCH)) + Math.tanh(SHIFT_SLOPE * shift)

/** Edges that have crossed meet halfway: the band is a point there. */
export const uncross = (edges: BandEdges): void => {
  if (edges.below + edges.above >= 0) return
  edges.above = (edges.above - edges.below) / 2
  edges.below = -edges.above
}

/** Writes the raw outputs of the network for raw columns that stand in `row`. */
type BandForward = (row: Float64Array, outputs: Float64Array) => void

/**
 * The network as plain arithmetic for one row at a time, equal to TensorFlow to 1e-6; buffers of its own, so no call
 * allocates.
 *
 * @internal Held against TensorFlow by a test.
 */
export const bandForward = ({ scaling, layers }: BandNetwork): BandForward => {
  const { mean, sd, limit } = scaling
  const input = new Float64Array(mean.length)
  const hidden = layers.slice(0, -1).map(({ bias }) => new Float64Array(bias.length))
  return (row, outputs) => {
    for (let col = 0; col < input.length; col++) {
      const z = (row[col] - mean[col]) / sd[col]
      input[col] = z > limit ? limit : z < -limit ? -limit : z
    }
    let from: Float64Array = input
    for (let layer = 0; layer < layers.length; layer++) {
      const { kernel, bias } = layers[layer]
      const to = layer < hidden.length ? hidden[layer] : outputs
      const units = bias.length
      for (let j = 0; j < units; j++) to[j] = bias[j]
      for (let i = 0, k = 0; i < from.length; i++) {
        const value = from[i]
        for (let j = 0; j < units; j++, k++) to[j] += value * kernel[k]
      }
      if (layer < hidden.length) for (let j = 0; j < units; j++) to[j] = Math.tanh(to[j])
      from = to
    }
  }
}

/** Writes the band's edges for one state of the market. */
type NetworkBand = (inputs: BandNetworkInputs, edges: BandEdges) => void

/**
 * The band of a network at risk aversion `a` > 0 per unit of strike, for a book short of gamma; a long one takes it
 * mirrored. Without cost the band is the delta itself. Finite wherever the inputs are; untrained it is
 * Whalley-Wilmott's to the last digit.
 */
export const networkBand = (network: BandNetwork, riskAversion: number): NetworkBand => {
  const forward = bandForward(network)
  const row = new Float64Array(bandColumns.length)
  const outputs = new Float64Array(BAND_OUTPUTS)
  return (inputs, edges) => {
    if (inputs.cost === 0) {
      edges.below = edges.above = 0
      return
    }
    fillBandRow(inputs, riskAversion, row, 0)
    forward(row, outputs)
    const halfWidth = whalleyWilmottHalfWidth(inputs, riskAversion)
    edges.below = edgeDistance(halfWidth, outputs[0], outputs[2])
    edges.above = edgeDistance(halfWidth, outputs[1], outputs[3])
    uncross(edges)
  }
}
