import type { DriftPoint } from '../../src/core/execution/cost-card'
import type { Rng } from '../../src/core/rng'
import { blockEstimates } from './block-estimates'
import { startCursor, type Tape } from './tape'

const horizons = [10, 50, 100, 500, 1000, 5000, 10_000]
const LEAST_STEP = 100_000
const MOST_SAMPLES = 200_000
/** Blocks of the interval, in horizons. */
const BLOCK_HORIZONS = 5
/** A trade older than this no longer counts as flow, microseconds. */
const STALE = 60_000_000

/**
 * Log move of the mid over each horizon from samples on an even grid, a tenth of a second apart or, on long tapes, at
 * most 200,000: its mean in the direction of the last trade before the sample, and its standard deviation. Samples
 * whose horizon crosses a hole are left out; empty without quotes.
 */
export const calibrateDrift = ({ quotes, trades, stretches }: Tape, rng: Rng): readonly DriftPoint[] => {
  const length = stretches.reduce((sum, [from, to]) => sum + to - from, 0)
  const step = Math.max(LEAST_STEP, length / MOST_SAMPLES)
  return horizons.flatMap((milliseconds): DriftPoint[] => {
    const [here, there, trade] = [startCursor(quotes.time), startCursor(quotes.time), startCursor(trades.time)]
    const [signed, known, moves, squares, samples]: number[][] = [[], [], [], [], []]
    for (const [from, to] of stretches)
      for (let time = from + step; time + milliseconds * 1000 <= to; time += step) {
        const [start, end, last] = [here(time), there(time + milliseconds * 1000), trade(time)]
        if (start < 0 || quotes.time[start] < from) continue
        const move = Math.log(quotes.mid[end] / quotes.mid[start])
        const sign = last < 0 || time - trades.time[last] > STALE || trades.time[last] < from ? 0 : trades.sign[last]
        signed.push(sign * move)
        known.push(Math.abs(sign))
        moves.push(move)
        squares.push(move * move)
        samples.push(1)
      }
    if (samples.length < 30) return []
    const [withFlow, sd] = blockEstimates(
      [signed, known, moves, squares, samples].map((column) => Float64Array.from(column)),
      ([own, count, sum, square, all]) => [
        count > 0 ? own / count : 0,
        Math.sqrt(Math.max(0, square / all - (sum / all) ** 2)),
      ],
      rng,
      Math.ceil((BLOCK_HORIZONS * milliseconds * 1000) / step),
    )
    return [{ milliseconds, withFlow: known.some((sign) => sign > 0) ? withFlow : undefined, sd }]
  })
}
