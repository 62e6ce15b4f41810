import type { Rng } from '../../../src/core/rng'
import type { LossRatio } from '../../../src/report/summary'
import { bootstrapCi } from '../../statistics/bootstrap-ci'

const replications = 400
/** Points that the bootstrap draws from: more say the same at a greater cost. */
const mostPoints = 4000
/** Rows of a block, at least, as the cube root of a day of minutes would have it. */
const leastBlock = 12

/** Sums of `width` neighbours. */
const pooled = (losses: Float64Array, width: number): Float64Array =>
  Float64Array.from({ length: Math.floor(losses.length / width) }, (_, i) => {
    let sum = 0
    for (let j = 0; j < width; j++) sum += losses[i * width + j]
    return sum
  })

/** Mean of `losses` over mean of `others`, same rows; by moving blocks of two horizons, `horizon` in rows. */
export const lossRatio = (losses: Float64Array, others: Float64Array, horizon: number, rng: Rng): LossRatio => {
  const width = Math.max(1, Math.floor(losses.length / mostPoints))
  const [a, b] = [pooled(losses, width), pooled(others, width)]
  const ratioOf = (indices: ArrayLike<number>): number => {
    let [top, bottom] = [0, 0]
    for (let i = 0; i < indices.length; i++) {
      top += a[indices[i]]
      bottom += b[indices[i]]
    }
    return top / bottom
  }
  const block = Math.min(Math.max(leastBlock, 2 * horizon) / width, a.length / 4)
  return { ratio: ratioOf(Int32Array.from(a.keys())), ci: bootstrapCi(a.length, ratioOf, block, replications, rng) }
}
