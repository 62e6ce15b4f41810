import loadHighs, { type Highs, type Model, type ModelData } from 'highs'
import { Fault } from '../../core/error'
import type { QuadraticProgram, QuadraticSolution } from '../../core/hedging/greeks/quadratic-program'
import type { QuadraticProgramSolver } from '../../ports/quadratic-program'

/** Columns of a dense row-major matrix, compressed: entries below `from(column)` and zeros are left out. */
const compress = (dense: Float64Array, rows: number, columns: number, from: (column: number) => number) => {
  const starts = [0]
  const indices: number[] = []
  const values: number[] = []
  for (let column = 0; column < columns; column++) {
    for (let row = from(column); row < rows; row++) {
      const value = dense[row * columns + column]
      if (value === 0) continue
      indices.push(row)
      values.push(value)
    }
    starts.push(indices.length)
  }
  return { starts, indices, values }
}

const modelOf = (program: QuadraticProgram): ModelData => {
  const variables = program.linear.length
  const rows = program.rowUpper.length
  return {
    numCols: variables,
    numRows: rows,
    colCost: program.linear,
    colLower: program.lower,
    colUpper: program.upper,
    rowLower: new Float64Array(rows).fill(-Infinity),
    rowUpper: program.rowUpper,
    matrix: { format: 'csc', numRows: rows, numCols: variables, ...compress(program.rows, rows, variables, () => 0) },
    hessian: {
      format: 'triangular',
      dimension: variables,
      ...compress(program.quadratic, variables, variables, (column) => column),
    },
  }
}

const isEmpty = ({ lower, upper }: QuadraticProgram): boolean => lower.some((value, i) => value > upper[i])

/** The same program with its variables in the opposite order. */
const reversed = (program: QuadraticProgram): QuadraticProgram => {
  const size = program.linear.length
  const back = (column: Float64Array): Float64Array => Float64Array.from(column).reverse()
  return {
    quadratic: back(program.quadratic),
    linear: back(program.linear),
    lower: back(program.lower),
    upper: back(program.upper),
    rows: program.rows.map((_, k) => program.rows[k - (k % size) + size - 1 - (k % size)]),
    rowUpper: program.rowUpper,
  }
}

const attempt = (highs: Highs, model: Model, program: QuadraticProgram): QuadraticSolution => {
  const { modelStatus } = highs.constants
  let status: number
  try {
    model.passModel(modelOf(program))
    model.run()
    status = model.getModelStatus()
  } catch (cause) {
    throw new Fault('numerical-domain', 'the quadratic program cannot be solved: is it convex and finite?', { cause })
  }
  if (status === modelStatus.infeasible) return { kind: 'infeasible' }
  if (status !== modelStatus.optimal)
    throw new Fault('numerical-domain', `the quadratic program ended with the solver's status ${status}`)
  return { kind: 'optimal', x: model.getSolution().colValue }
}

/**
 * HiGHS 1.15 fails on about one degenerate program in several hundred; with the variables in the opposite order it
 * succeeds.
 */
const solveBy = (highs: Highs, model: Model, program: QuadraticProgram): QuadraticSolution => {
  if (isEmpty(program)) return { kind: 'infeasible' }
  try {
    return attempt(highs, model, program)
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault
    const solution = attempt(highs, model, reversed(program))
    return solution.kind === 'optimal' ? { kind: 'optimal', x: solution.x.reverse() } : solution
  }
}

/**
 * Loads HiGHS (WebAssembly, some 40 ms once); after that a solve is synchronous. The model's memory lives as long as
 * the solver.
 */
export const openHighs = async (): Promise<QuadraticProgramSolver> => {
  const highs = await loadHighs()
  const model = highs.createModel()
  model.options.set({ output_flag: false })
  return { solve: (program) => solveBy(highs, model, program) }
}
