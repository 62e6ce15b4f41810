import type { SolveQuadraticProgram } from '../core/hedging/greeks/quadratic-program'

/**
 * A solver of convex quadratic programs. It promises the same answer to the same program, a minimiser to 1e-6 of a
 * program whose coefficients are of order 1, 'infeasible' where nothing meets the constraints, and a fault where
 * neither can be established.
 */
export type QuadraticProgramSolver = { readonly solve: SolveQuadraticProgram }
