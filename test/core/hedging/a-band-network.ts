import { bandColumns } from '../../../src/core/hedging/bands/band-columns'
import { BAND_OUTPUTS, type BandNetwork } from '../../../src/core/hedging/bands/band-network'
import { startRng } from '../../../src/core/rng'

/** A small network with drawn weights; `lastLayer` scales those of its last layer, 0 for one that is untrained. */
export const aBandNetwork = ({ lastLayer = 0.3, units = 8 } = {}): BandNetwork => {
  const rng = startRng(5)
  const draw = (length: number, scale: number): number[] => Array.from({ length }, () => scale * rng.normal())
  const columns = bandColumns.length
  return {
    kind: 'band-network',
    columns: bandColumns,
    scaling: { mean: [0, -3, -2, 2, -7, -3], sd: [1, 1, 1, 1.5, 1, 1], limit: 8 },
    layers: [
      { kernel: draw(columns * units, 0.4), bias: draw(units, 0.1) },
      { kernel: draw(units * BAND_OUTPUTS, 0.3 * lastLayer), bias: draw(BAND_OUTPUTS, 0.1 * lastLayer) },
    ],
  }
}
