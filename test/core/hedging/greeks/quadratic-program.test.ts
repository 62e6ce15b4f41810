import fc from 'fast-check'
import type { QuadraticProgram } from '../../../../src/core/hedging/greeks/quadratic-program'
import { startRng } from '../../../../src/core/rng'
import { solverForTests } from './solver'

const aProgram = (change: Partial<QuadraticProgram> = {}): QuadraticProgram => ({
  quadratic: Float64Array.of(2, 0, 0, 2),
  linear: Float64Array.of(-2, -4),
  lower: Float64Array.of(-10, -10),
  upper: Float64Array.of(10, 10),
  rows: new Float64Array(0),
  rowUpper: new Float64Array(0),
  ...change,
})

/** A convex program with more variables than factors: the quadratic form is singular. */
const randomProgram = (seed: number): QuadraticProgram => {
  const rng = startRng(seed)
  const size = 2 + rng.integer(8)
  const factors = 1 + rng.integer(size)
  const loadings = Float64Array.from({ length: size * factors }, () => rng.normal() / Math.sqrt(factors))
  const quadratic = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      for (let f = 0; f < factors; f++) quadratic[i * size + j] += loadings[i * factors + f] * loadings[j * factors + f]
  return {
    quadratic,
    linear: Float64Array.from({ length: size }, () => rng.normal()),
    lower: Float64Array.from({ length: size }, () => -rng.uniform()),
    upper: Float64Array.from({ length: size }, () => rng.uniform()),
    rows: Float64Array.from({ length: size }, () => rng.uniform()),
    rowUpper: Float64Array.of(rng.uniform()),
  }
}

const gradient = ({ quadratic, linear }: QuadraticProgram, x: Float64Array): Float64Array =>
  linear.map((c, i) => x.reduce((sum, value, j) => sum + quadratic[i * x.length + j] * value, c))

describe('the solver of quadratic programs', () => {
  const solve = solverForTests()
  const optimum = (program: QuadraticProgram): Float64Array => {
    const solution = solve(program)
    if (solution.kind !== 'optimal') throw new Error(solution.kind)
    return solution.x
  }

  it('finds the minimum, on a bound and on a row', () => {
    const near = (x: Float64Array, expected: readonly number[]) =>
      x.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6))
    near(optimum(aProgram()), [1, 2])
    near(optimum(aProgram({ upper: Float64Array.of(10, 0.5) })), [1, 0.5])
    near(optimum(aProgram({ rows: Float64Array.of(1, 1), rowUpper: Float64Array.of(1) })), [0, 1])
    near(
      optimum(aProgram({ lower: Float64Array.of(-Infinity, -Infinity), upper: Float64Array.of(Infinity, 3) })),
      [1, 2],
    )
  })

  it('reports constraints that cannot be met', () => {
    expect(solve(aProgram({ upper: Float64Array.of(-11, 10) }))).toEqual({ kind: 'infeasible' })
    const row = { rows: Float64Array.of(1, 1), rowUpper: Float64Array.of(-30) }
    expect(solve(aProgram(row))).toEqual({ kind: 'infeasible' })
  })

  it('faults on a program that is not convex or not finite, and solves the next one', () => {
    expect(() => solve(aProgram({ quadratic: Float64Array.of(-2, 0, 0, -2) }))).toThrow('quadratic program')
    expect(() => solve(aProgram({ linear: Float64Array.of(NaN, 0) }))).toThrow('quadratic program')
    const open = { lower: Float64Array.of(-Infinity, -1), upper: Float64Array.of(Infinity, 1) }
    expect(() => solve(aProgram({ ...open, quadratic: Float64Array.of(0, 0, 0, 2) }))).toThrow('status')
    expect(optimum(aProgram())[0]).toBeCloseTo(1, 6)
  })

  it('gives the same program the same answer whatever it solved before', () => {
    for (let seed = 0; seed < 30; seed++) {
      const first = optimum(randomProgram(seed))
      solve(randomProgram(seed + 1000))
      expect(optimum(randomProgram(seed))).toEqual(first)
    }
  })

  it('solves a degenerate program on which the first attempt fails', () => {
    expect(solve(randomProgram(-1330898460)).kind).toBe('optimal')
  })

  it('meets the conditions of an optimum: no feasible direction goes down', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const program = randomProgram(seed)
        const { lower, upper, rows, rowUpper } = program
        const solution = solve(program)
        if (solution.kind === 'infeasible') {
          const least = rows.reduce((sum, a, i) => sum + a * lower[i], 0)
          expect(least).toBeGreaterThan(rowUpper[0] - 1e-6)
          return
        }
        const { x } = solution
        const used = rows.reduce((sum, a, i) => sum + a * x[i], 0)
        expect(used).toBeLessThan(rowUpper[0] + 1e-6)
        const slope = gradient(program, x)
        const inside = (i: number) => x[i] > lower[i] + 1e-6 && x[i] < upper[i] - 1e-6
        const free = [...x.keys()].filter((i) => inside(i) && rows[i] > 1e-3)
        // The row's multiplier, from a variable that is free to move.
        const price = used > rowUpper[0] - 1e-6 && free.length > 0 ? Math.max(-slope[free[0]] / rows[free[0]], 0) : 0
        if (used > rowUpper[0] - 1e-6 && free.length === 0) return
        for (let i = 0; i < x.length; i++) {
          const left = slope[i] + price * rows[i]
          if (x[i] < upper[i] - 1e-6) expect(left).toBeGreaterThan(-1e-5)
          if (x[i] > lower[i] + 1e-6) expect(left).toBeLessThan(1e-5)
        }
      }),
      { numRuns: 100 },
    )
  })
})
