import type { CostEstimate } from '../../src/core/execution/cost-card'
import type { Rng } from '../../src/core/rng'
import { quantileOfSorted } from '../statistics/quantile'

const REPLICATIONS = 400
const MOST_BLOCKS = 200

/**
 * Sums of each column over contiguous blocks of rows: about √rows of them, at most 200, each of `leastRows` at least.
 */
const blockSums = (columns: readonly Float64Array[], leastRows: number): readonly Float64Array[] => {
  const rows = columns[0].length
  const blocks = Math.max(1, Math.min(MOST_BLOCKS, Math.floor(Math.sqrt(rows)), Math.floor(rows / leastRows)))
  return columns.map((column) => {
    const sums = new Float64Array(blocks)
    for (let i = 0; i < rows; i++) sums[Math.min(blocks - 1, Math.floor((i * blocks) / rows))] += column[i]
    return sums
  })
}

/**
 * Statistics of column sums with 95 % intervals, by resampling contiguous blocks of rows: dependence within a block is
 * kept, so a block should be a few times as long as the dependence. With two rows or fewer there is no interval: low
 * and high are the value. Künsch, Annals of Statistics 17 (1989) 1217–1241.
 */
export const blockEstimates = (
  columns: readonly Float64Array[],
  statistics: (sums: readonly number[]) => readonly number[],
  rng: Rng,
  leastRows = 1,
): readonly CostEstimate[] => {
  const sums = blockSums(columns, leastRows)
  const blocks = sums[0].length
  const values = statistics(sums.map((own) => own.reduce((sum, value) => sum + value, 0)))
  const draws: number[][] = []
  const drawn = new Float64Array(columns.length)
  for (let r = 0; r < REPLICATIONS; r++) {
    drawn.fill(0)
    for (let b = 0; b < blocks; b++) {
      const block = rng.integer(blocks)
      for (let j = 0; j < drawn.length; j++) drawn[j] += sums[j][block]
    }
    const draw = statistics([...drawn])
    if (draw.every(Number.isFinite)) draws.push([...draw])
  }
  return values.map((value, k) => {
    const sorted = Float64Array.from(draws, (draw) => draw[k]).sort()
    if (sorted.length === 0) return { value, low: value, high: value }
    return { value, low: quantileOfSorted(sorted, 0.025), high: quantileOfSorted(sorted, 0.975) }
  })
}
