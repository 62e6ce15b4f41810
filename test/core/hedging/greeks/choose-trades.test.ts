import fc from 'fast-check'
import { chooseTrades, tradeRange, type GreekHedge } from '../../../../src/core/hedging/greeks/choose-trades'
import { factorRisk } from '../../../../src/core/hedging/greeks/factor-risk'
import {
  objectiveOf,
  residualAfter,
  riskOf,
  tradingCost,
  type GreekHedgeProblem,
  type HedgeCandidate,
} from '../../../../src/core/hedging/greeks/hedge-problem'
import { startRng } from '../../../../src/core/rng'
import { solverForTests } from './solver'

/** Cash that the trades take on balance, costs included. */
const spendOf = (problem: GreekHedgeProblem, trades: ArrayLike<number>): number =>
  problem.candidates.reduce((sum, { price }, i) => sum + price * trades[i], tradingCost(problem, trades))

const aCandidate = (change: Partial<HedgeCandidate> = {}): HedgeCandidate => ({
  exposure: [1],
  price: 0,
  buyCost: 0,
  sellCost: 0,
  lot: 0,
  position: 0,
  lower: -Infinity,
  upper: Infinity,
  ...change,
})

type Shape = {
  readonly candidates?: number
  readonly lots?: 'none' | 'all' | 'some'
  readonly limits?: boolean
  readonly most?: number
}

const randomProblem = (
  seed: number,
  { candidates = 6, lots = 'none', limits = false, most = 3 }: Shape = {},
): GreekHedgeProblem => {
  const rng = startRng(seed)
  const greeks = 1 + rng.integer(4)
  const size = 10 ** (4 * rng.uniform() - 2)
  const loadings = Array.from({ length: greeks }, () => Array.from({ length: greeks }, () => rng.normal()))
  const risk = loadings.map((a) => loadings.map((b) => a.reduce((sum, value, k) => sum + value * b[k], 0)))
  const symmetric = risk.map((row, i) => row.map((value, j) => 0.5 * (value + risk[j][i])))
  return {
    residual: Array.from({ length: greeks }, () => size * rng.normal()),
    risk: symmetric,
    candidates: Array.from({ length: 1 + rng.integer(candidates) }, (): HedgeCandidate => {
      const lot = lots === 'all' || (lots === 'some' && rng.uniform() < 0.5) ? size * (0.2 + rng.uniform()) : 0
      const reach = lot === 0 ? size * 2 * rng.uniform() : lot * most * rng.uniform()
      const position = size * rng.normal()
      return {
        exposure: Array.from({ length: greeks }, () => rng.normal()),
        price: rng.uniform() * 3,
        buyCost: size * 0.5 * rng.uniform(),
        sellCost: size * 0.5 * rng.uniform(),
        lot,
        position,
        lower: position - reach,
        upper: position + (lot === 0 ? reach : lot * most * rng.uniform()),
      }
    }),
    ...(limits && { maxCost: size * size * rng.uniform() * 0.3, maxSpend: size * rng.uniform() }),
  }
}

/** The least objective over every combination of lots. */
const bruteForce = (problem: GreekHedgeProblem): number => {
  const ranges = problem.candidates.map(tradeRange)
  const trades = new Float64Array(ranges.length)
  let best = Infinity
  const walk = (i: number): void => {
    if (i === ranges.length) {
      const { maxCost = Infinity, maxSpend = Infinity } = problem
      if (tradingCost(problem, trades) <= maxCost && spendOf(problem, trades) <= maxSpend)
        best = Math.min(best, objectiveOf(problem, trades))
      return
    }
    for (let lots = ranges[i].lower; lots <= ranges[i].upper; lots++) {
      trades[i] = lots * problem.candidates[i].lot
      walk(i + 1)
    }
    trades[i] = 0
  }
  walk(0)
  return best
}

const exact = { gapShare: 0, maxSolves: 20_000 }

describe('choosing trades', () => {
  const solve = solverForTests()
  const choose = (problem: GreekHedgeProblem): GreekHedge => chooseTrades(problem, solve)
  const forProblems = (shape: Shape, check: (problem: GreekHedgeProblem) => void, numRuns = 60) =>
    fc.assert(
      fc.property(fc.integer(), (seed) => check(randomProblem(seed, shape))),
      { numRuns },
    )

  it('trades until the marginal risk saved is the cost', () => {
    const problem: GreekHedgeProblem = { residual: [10], risk: [[2]], candidates: [aCandidate({ sellCost: 8 })] }
    const hedge = choose(problem)
    // 2·2·(10 + x) = 8.
    expect(hedge.trades[0]).toBeCloseTo(-8, 5)
    expect(hedge.objective).toBeCloseTo(2 * 4 + 64, 8)
    expect(choose({ ...problem, candidates: [aCandidate({ sellCost: 41 })] }).trades).toEqual([0])
  })

  it('solves the two by two system of gamma and vega where nothing costs', () => {
    const candidates = [
      aCandidate({ exposure: [0.5, 0.02, 12] }),
      aCandidate({ exposure: [0.5, 0.01, 25] }),
      aCandidate({ exposure: [1, 0, 0] }),
    ]
    const market = { riskAversion: 1, spot: 100, vol: 0.6, volOfVol: 1, correlation: -0.5, horizonYears: 1 / 365 }
    const risk = factorRisk(['delta', 'gamma', 'vega'], market)
    const hedge = choose({ residual: [-0.5, -0.03, -20], risk, candidates })
    // .02 p + .01 q = .03, 12 p + 25 q = 20.
    expect(hedge.trades[0]).toBeCloseTo(0.55 / 0.38, 4)
    expect(hedge.trades[1]).toBeCloseTo(0.04 / 0.38, 4)
    expect(hedge.trades[2]).toBeCloseTo(0.5 - 0.5 * (0.59 / 0.38), 4)
    expect(hedge.risk / hedge.still).toBeLessThan(1e-9)
  })

  it('leans delta against a vega that it cannot trade, by the correlation of spot and volatility', () => {
    const market = { riskAversion: 2, spot: 100, vol: 0.5, volOfVol: 0.8, correlation: -0.6, horizonYears: 0.01 }
    const risk = factorRisk(['delta', 'vega'], market)
    const hedge = choose({ residual: [0, 30], risk, candidates: [aCandidate({ exposure: [1, 0] })] })
    expect(hedge.trades[0]).toBeCloseTo((0.6 * 0.8 * 30) / (100 * 0.5), 5)
    expect(hedge.risk / hedge.still).toBeCloseTo(1 - 0.36, 6)
  })

  it('never leaves the book worse than not trading, and stays inside limits', () => {
    for (const lots of ['none', 'all', 'some'] as const)
      forProblems({ lots, limits: true, candidates: 4 }, (problem) => {
        const hedge = choose(problem)
        const { maxCost = 0, maxSpend = 0, candidates } = problem
        expect(hedge.objective).toBeLessThanOrEqual(hedge.still)
        expect(hedge.objective).toBeCloseTo(objectiveOf(problem, hedge.trades), 12)
        expect(hedge.residual).toEqual(residualAfter(problem, hedge.trades))
        expect(tradingCost(problem, hedge.trades)).toBeLessThanOrEqual(maxCost * (1 + 1e-9))
        expect(spendOf(problem, hedge.trades)).toBeLessThanOrEqual(maxSpend * (1 + 1e-9))
        candidates.forEach(({ lot, lower, upper }, i) => {
          expect(hedge.targets[i]).toBeGreaterThanOrEqual(lower)
          expect(hedge.targets[i]).toBeLessThanOrEqual(upper)
          if (lot > 0) expect(Math.round(hedge.trades[i] / lot) * lot).toBe(hedge.trades[i] + 0)
        })
      })
  })

  it('meets the conditions of an optimum: no single trade, more or less, helps', () => {
    forProblems(
      {},
      (problem) => {
        const hedge = choose(problem)
        const { candidates } = problem
        candidates.forEach((candidate, i) => {
          const range = tradeRange(candidate)
          const scale = Math.sqrt(hedge.still / riskOf(problem.risk, candidate.exposure))
          for (const step of [1e-3 * scale, -1e-3 * scale]) {
            const moved = [...hedge.trades]
            moved[i] = Math.min(Math.max(moved[i] + step, range.lower), range.upper)
            expect(objectiveOf(problem, moved)).toBeGreaterThan(hedge.objective - 1e-9 * hedge.still)
          }
        })
      },
      100,
    )
  })

  it('finds the best combination of lots: brute force agrees', () => {
    for (const limits of [false, true])
      forProblems({ lots: 'all', limits, candidates: 4, most: 4 }, (problem) => {
        const hedge = chooseTrades(problem, solve, exact)
        const best = bruteForce(problem)
        expect(hedge.objective).toBeLessThan(best + 1e-9 * hedge.still)
        expect(hedge.gap).toBeLessThan(1e-9 * hedge.still)
      })
  })

  it('bounds its distance from the optimum where it stops early', () => {
    forProblems({ lots: 'all', candidates: 4, most: 4 }, (problem) => {
      const hedge = chooseTrades(problem, solve, { gapShare: 0, maxSolves: 3 })
      expect(hedge.solves).toBeLessThanOrEqual(5)
      expect(bruteForce(problem)).toBeGreaterThan(hedge.objective - hedge.gap - 1e-9 * hedge.still)
    })
  })

  it('trades less as costs rise: cost falls per unit of price, risk and objective rise', () => {
    for (const lots of ['none', 'all'] as const)
      forProblems(
        { lots, candidates: 3, most: 4 },
        (problem) => {
          let last: { risk: number; paid: number; objective: number } | undefined
          for (const factor of [0.25, 1, 4]) {
            const candidates = problem.candidates.map((candidate) => ({
              ...candidate,
              buyCost: candidate.buyCost * factor,
              sellCost: candidate.sellCost * factor,
            }))
            const { risk, cost, objective, still } = chooseTrades({ ...problem, candidates }, solve, exact)
            const slack = 1e-5 * still
            if (last !== undefined) {
              expect(risk).toBeGreaterThan(last.risk - slack)
              expect(cost / factor).toBeLessThan(last.paid + slack)
              expect(objective).toBeGreaterThan(last.objective - slack)
            }
            last = { risk, paid: cost / factor, objective }
          }
        },
        60,
      )
  })

  it('gives the same trades in any currency and any size of book', () => {
    forProblems({ lots: 'some', candidates: 3 }, (problem) => {
      const [one, same] = [problem, scaled(problem, 1e6, 1e-3)].map((each) => chooseTrades(each, solve, exact))
      expect(same.objective / same.still).toBeCloseTo(one.objective / one.still, 8)
    })
  })

  it('brings a position back inside its limits but never further out', () => {
    const outside = aCandidate({ position: 10, lower: -5, upper: 5, lot: 1 })
    expect(choose({ residual: [-3], risk: [[1]], candidates: [outside] }).trades).toEqual([0])
    expect(choose({ residual: [3], risk: [[1]], candidates: [outside] }).trades).toEqual([-3])
  })

  it('holds where there is nothing to hedge or nothing to hedge with', () => {
    const risk = [[1]]
    expect(choose({ residual: [0], risk, candidates: [aCandidate()] })).toMatchObject({ trades: [0], objective: 0 })
    expect(choose({ residual: [3], risk, candidates: [] })).toMatchObject({ trades: [], objective: 9, solves: 0 })
    expect(choose({ residual: [3], risk, candidates: [aCandidate({ exposure: [0] })] }).trades).toEqual([0])
  })

  it.each([
    [{ residual: [NaN] }, 'finite Greeks'],
    [{ risk: [[1, 2]] }, 'risk matrix as wide'],
    [{ risk: [[-1]] }, 'risk ≥ 0'],
    [{ candidates: [aCandidate({ buyCost: -1 })] }, 'costs ≥ 0'],
    [{ candidates: [aCandidate({ lot: NaN })] }, 'a lot ≥ 0'],
    [{ candidates: [aCandidate({ lower: 2, upper: 1 })] }, 'a lower limit'],
    [{ candidates: [aCandidate({ exposure: [1, 2] })] }, 'exposures'],
    [{ maxCost: -1 }, 'a cost limit'],
  ])('refuses %p', (change, reason) => {
    const problem = { residual: [1], risk: [[1]], candidates: [aCandidate()], ...change }
    expect(() => choose(problem)).toThrow(reason)
  })

  it('refuses a risk matrix that is not positive semidefinite', () => {
    const risk = [
      [1, 3],
      [3, 1],
    ]
    const candidates = [aCandidate({ exposure: [1, 0] }), aCandidate({ exposure: [0, 1], lower: -1, upper: 1 })]
    expect(() => choose({ residual: [1, 1], risk, candidates })).toThrow('semidefinite')
  })
})

/** The same problem with `money` as many units of currency and positions in units `size` times as small. */
const scaled = (problem: GreekHedgeProblem, money: number, size: number): GreekHedgeProblem => ({
  ...problem,
  risk: problem.risk.map((row) => row.map((value) => value * money)),
  candidates: problem.candidates.map((candidate) => ({
    ...candidate,
    exposure: candidate.exposure.map((value) => value * size),
    buyCost: candidate.buyCost * money * size,
    sellCost: candidate.sellCost * money * size,
    price: candidate.price * size,
    lot: candidate.lot / size,
    position: candidate.position / size,
    lower: candidate.lower / size,
    upper: candidate.upper / size,
  })),
})
