import { openHighs } from '../../../../src/adapters/quadratic-program/highs'
import type { SolveQuadraticProgram } from '../../../../src/core/hedging/greeks/quadratic-program'

/** HiGHS, loaded once for a test file before its tests run. */
export const solverForTests = (): SolveQuadraticProgram => {
  let solve: SolveQuadraticProgram | undefined
  beforeAll(async () => {
    solve = (await openHighs()).solve
  })
  return (program) => {
    if (solve === undefined) throw new Error('the solver is not loaded yet')
    return solve(program)
  }
}
