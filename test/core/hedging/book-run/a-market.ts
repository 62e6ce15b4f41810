import type { BookMarket } from '../../../../src/core/hedging/book-run/book-market'
import { attributionParts, type BookRun } from '../../../../src/core/hedging/book-run/run-book'
import { startRng } from '../../../../src/core/rng'
import { standardDeviation } from '../../../../src/core/statistics/moments'
import { bookMarket } from '../../../../training/simulator/book-market'
import { simulatePaths } from '../../../../training/simulator/simulate-paths'
import { parseWorld } from '../../../../training/simulator/world'

/** Thirty days of a simulated world in steps of half a day, a short month of options. */
export const aMarket = (given: object, paths: number, seed = 7, steps = 60): BookMarket => {
  const world = parseWorld(given)
  if (world.kind === 'microstructure') throw new Error('no paths without an order book')
  const stepSeconds = (30 * 86_400) / steps
  return bookMarket(world, simulatePaths(world, { paths, steps, stepSeconds }, startRng(seed)))
}

export const costs = { underlying: 5e-4, optionVolSpread: 0.005, optionFee: 3e-4 }
export const free = { underlying: 0, optionVolSpread: 0, optionFee: 0 }

/** Upper end of a 99 % bootstrap interval of sd(a) / sd(b), paths drawn together: common random numbers. */
export const sdRatioUpper = (a: Float64Array, b: Float64Array): number => {
  const rng = startRng(11)
  const ratios = Array.from({ length: 400 }, () => {
    const drawn = Array.from(a, () => rng.integer(a.length))
    const pick = (column: Float64Array): Float64Array => Float64Array.from(drawn, (i) => column[i])
    return standardDeviation(pick(a)) / standardDeviation(pick(b))
  })
  return ratios.sort((x, y) => x - y)[395]
}

/** Largest difference of a path's profit and the sum of its parts. */
export const unexplained = ({ pnl, attribution }: BookRun): number =>
  Math.max(
    ...pnl.map((value, path) => Math.abs(value - attributionParts.reduce((s, p) => s + attribution[p][path], 0))),
  )
