import { bandRows, type BandNetworkInputs } from './band-columns'
import { whalleyWilmottHalfWidth } from './whalley-wilmott'

/**
 * The outputs of a band network that trades to its edges: log factor of the half-width below and above the delta, and
 * the shift of either edge.
 */
export const BAND_OUTPUTS = 4
/** With the targets of trades below and above as well, see `insideShare`. */
export const TARGET_OUTPUTS = 6

/** Kernel `i * units + j` joins input i to unit j. */
export type BandLayer = { readonly kernel: readonly number[]; readonly bias: readonly number[] }

/**
 * A no-transaction-band network as plain data: dense layers, tanh between them, on standardised columns. Where its last
 * layer is zero the band is Whalley-Wilmott's. After Imaki, Imajo, Ito, Minami & Nakagawa, "No-Transaction Band
 * Network" (2021), where a network makes the band from the delta alone.
 */
export type BandNetwork = {
  readonly kind: 'band-network'
  /** Names of `allBandColumns`, in the order of the first layer's inputs. */
  readonly columns: readonly string[]
  /** z = clamp((x − mean) / sd, ±limit), one entry a column. */
  readonly scaling: { readonly mean: readonly number[]; readonly sd: readonly number[]; readonly limit: number }
  readonly layers: readonly BandLayer[]
}

/** Edges of a band as distances from the delta: no trade while the hedge lies in [delta − below, delta + above]. */
type BandEdges = { below: number; above: number }

/** With the distances to which trades at either edge go. */
export type TargetedBand = BandEdges & { belowTarget: number; aboveTarget: number }

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

/**
 * How far inside the band a trade ends, as a share of the way from its edge to the band's middle: tanh of the raw
 * output, 0 where that is negative. An untrained network trades to the edge.
 */
export const insideShare = (output: number): number => Math.max(Math.tanh(output), 0)

/** Writes the raw outputs of the network for raw columns that stand in `row`. */
type BandForward = (row: Float64Array, outputs: Float64Array) => void

/**
 * The network as plain arithmetic for one row at a time, equal to TensorFlow to 1e-6; buffers of its own, so no call
 * allocates.
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

/**
 * The band of raw outputs around the delta: the half-width corrected at either edge, and the targets where the network
 * has `targets`.
 */
export const bandOfOutputs = (
  outputs: ArrayLike<number>,
  halfWidth: number,
  targets: boolean,
  band: TargetedBand,
): void => {
  band.below = edgeDistance(halfWidth, outputs[0], outputs[2])
  band.above = edgeDistance(halfWidth, outputs[1], outputs[3])
  uncross(band)
  const middle = targets ? 0.5 * (band.below + band.above) : 0
  band.belowTarget = band.below - insideShare(outputs[4]) * middle
  band.aboveTarget = band.above - insideShare(outputs[5]) * middle
}

/** True where the network sets targets as well as edges. */
export const setsTargets = ({ layers }: BandNetwork): boolean =>
  layers[layers.length - 1].bias.length === TARGET_OUTPUTS

/** Writes the band for one state of the market; `distance` is position less delta, in delta units. */
type NetworkBand = (inputs: BandNetworkInputs, distance: number, band: TargetedBand) => void

/**
 * The band of a network at risk aversion `a` > 0 per unit of strike, for a book short of gamma; a long one takes it
 * mirrored. `multiplier` scales the half-width that the network corrects. Without cost the band is the delta itself.
 * Finite wherever the inputs are; untrained it is Whalley-Wilmott's to the last digit. Faults 'model-refused' on a
 * column that is unknown here.
 */
export const networkBand = (network: BandNetwork, riskAversion: number, multiplier = 1): NetworkBand => {
  const { columns, scaling } = network
  const forward = bandForward(network)
  const fillRow = bandRows(columns, scaling.mean)
  const row = new Float64Array(columns.length)
  const outputs = new Float64Array(TARGET_OUTPUTS)
  const hasTargets = setsTargets(network)
  const held = { riskAversion, distance: 0 }
  return (inputs, distance, band) => {
    if (inputs.cost === 0) {
      band.below = band.above = band.belowTarget = band.aboveTarget = 0
      return
    }
    held.distance = distance
    fillRow(inputs, held, row, 0)
    forward(row, outputs)
    const halfWidth = multiplier * whalleyWilmottHalfWidth(inputs, riskAversion)
    bandOfOutputs(outputs, halfWidth, hasTargets, band)
  }
}
