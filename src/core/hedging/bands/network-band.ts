import { edgeDistance, uncross, type BandEdges } from './band-edges'
import { BAND_OUTPUTS, bandColumns, fillBandRow, type BandNetwork, type BandNetworkInputs } from './band-network'
import { whalleyWilmottHalfWidth } from './whalley-wilmott'

/** Writes the raw outputs of the network for raw columns that stand in `row`. */
export type BandForward = (row: Float64Array, outputs: Float64Array) => void

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

/** Writes the band's edges for one state of the market. */
export type NetworkBand = (inputs: BandNetworkInputs, edges: BandEdges) => void

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
    const { cost, spot, gamma, discount } = inputs
    const halfWidth = whalleyWilmottHalfWidth(cost, spot, gamma, riskAversion, discount)
    edges.below = edgeDistance(halfWidth, outputs[0], outputs[2])
    edges.above = edgeDistance(halfWidth, outputs[1], outputs[3])
    uncross(edges)
  }
}
