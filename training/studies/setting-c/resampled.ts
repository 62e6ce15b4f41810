import type { Outcome } from '../../tune/view/outcome'
import { tailCount } from './measures'

/**
 * Cost, total ES95 and tracking sd of an outcome on a draw of its paths: `counts[i]` is how often the i-th was drawn,
 * `drawn` their sum.
 */
export type Resampled = (
  counts: Int32Array,
  drawn: number,
) => readonly [cost: number, totalEs95: number, trackingSd: number]

const meanOf = (values: Float64Array, counts: Int32Array, drawn: number): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += counts[i] * values[i]
  return sum / drawn
}

/**
 * The measures of `measuresOf` for many draws of the given paths: these are ranked once, and a draw walks the worst of
 * them only.
 */
export const resampled = (outcome: Outcome, paths: Int32Array): Resampled => {
  const pick = (column: Float64Array): Float64Array => Float64Array.from(paths, (p) => column[p])
  const [pnl, cost, tracking] = [pick(outcome.pnl), pick(outcome.cost), pick(outcome.tracking)]
  const ranked = Int32Array.from(paths, (_, i) => i).sort((a, b) => pnl[a] - pnl[b])
  return (counts, drawn) => {
    const tail = tailCount(drawn)
    let sum = 0
    for (let rank = 0, taken = 0; taken < tail; rank++) {
      const i = ranked[rank]
      const count = Math.min(counts[i], tail - taken)
      sum += count * pnl[i]
      taken += count
    }
    const centre = meanOf(tracking, counts, drawn)
    let square = 0
    for (let i = 0; i < tracking.length; i++) square += counts[i] * (tracking[i] - centre) ** 2
    return [meanOf(cost, counts, drawn), meanOf(pnl, counts, drawn) - sum / tail, Math.sqrt(square / drawn)]
  }
}
