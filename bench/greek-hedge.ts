import { openHighs } from '../src/adapters/quadratic-program/highs'
import { chooseTrades } from '../src/core/hedging/greeks/choose-trades'
import { diagonalRisk } from '../src/core/hedging/greeks/factor-risk'
import type { GreekHedgeProblem } from '../src/core/hedging/greeks/hedge-problem'
import { startRng } from '../src/core/rng'
import { peakRssMiB, taskTimes, type Bench } from './measurement'

const INSTRUMENTS = 10
const GREEKS = 5

const aProblem = (seed: number, lot: number): GreekHedgeProblem => {
  const rng = startRng(seed)
  return {
    residual: Array.from({ length: GREEKS }, () => 10 * rng.normal()),
    risk: diagonalRisk(Array.from({ length: GREEKS }, () => 1)),
    candidates: Array.from({ length: INSTRUMENTS }, () => ({
      exposure: Array.from({ length: GREEKS }, () => rng.normal()),
      price: 1,
      buyCost: 2 * rng.uniform(),
      sellCost: 2 * rng.uniform(),
      lot,
      position: 0,
      lower: -20,
      upper: 20,
    })),
  }
}

/** How long choosing trades in ten instruments against five Greeks takes, of any size and in whole lots. */
export const bench: Bench = {
  name: 'greek-hedge',
  async run({ short = false } = {}) {
    const { solve } = await openHighs()
    const problems = (lot: number): readonly GreekHedgeProblem[] =>
      Array.from({ length: 20 }, (_, seed) => aProblem(seed, lot))
    let kept = true
    let at = 0
    const next = (given: readonly GreekHedgeProblem[], gapShare: number) => () => {
      const { objective, still, gap } = chooseTrades(given[at++ % given.length], solve, { gapShare, maxSolves: 400 })
      // A hundredth of the risk is the widest gap that a search of this size may leave.
      kept = kept && objective <= still && gap <= 0.01 * still
    }
    const [free, whole] = [problems(0), problems(1)]
    const times = await taskTimes(short ? 200 : 3000, {
      free: next(free, 1e-4),
      lots: next(whole, 1e-3),
    })
    if (!kept) throw new Error('a hedge is worse than none, or too far from its optimum')
    const [unit, peak] = ['ms', peakRssMiB()]
    return [
      { case: 'any size, p50', value: times.free.p50, unit, peakRssMiB: peak, target: { atMost: 5 } },
      { case: 'any size, p99', value: times.free.p99, unit, peakRssMiB: peak },
      { case: 'whole lots within 0.1 %, p50', value: times.lots.p50, unit, peakRssMiB: peak },
      { case: 'whole lots within 0.1 %, p99', value: times.lots.p99, unit, peakRssMiB: peak },
    ]
  },
}
