/**
 * Minimise ½ x′Qx + c′x subject to lower ≤ x ≤ upper and rows x ≤ rowUpper, with Q symmetric and positive semidefinite.
 * Sizes: n variables, m rows; `quadratic` n × n and `rows` m × n, both row-major. Bounds may be infinite, everything
 * else is finite.
 */
export type QuadraticProgram = {
  readonly quadratic: Float64Array
  readonly linear: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  readonly rows: Float64Array
  readonly rowUpper: Float64Array
}

export type QuadraticSolution =
  /** A minimiser, bounds and rows met to the solver's tolerance. */
  | { readonly kind: 'optimal'; readonly x: Float64Array }
  /** No x meets the bounds and rows. */
  | { readonly kind: 'infeasible' }

/** Solves at once; faults where the program is not convex or the solver finds no answer. */
export type SolveQuadraticProgram = (program: QuadraticProgram) => QuadraticSolution
