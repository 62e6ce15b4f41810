import { Fault } from '../../src/core/error'
import type { Dataset } from './dataset'

/** Raw feature rows, row-major. */
export type FeatureTable = { readonly x: Float32Array | Float64Array; readonly rows: number; readonly cols: number }

/** @throws Fault 'bad-input' where the table is empty, of a wrong length or holds a value that is not finite. */
export const checkTable = (part: string, { x, rows, cols }: FeatureTable): void => {
  if (!(rows > 0) || !(cols > 0)) throw new Fault('bad-input', `the ${part} part is empty`)
  checkValues(`${part} features`, x, rows, cols)
}

/** @throws Fault 'bad-input' unless `values` is rows × width finite numbers. */
export const checkValues = (name: string, values: ArrayLike<number>, rows: number, width: number): void => {
  if (values.length !== rows * width)
    throw new Fault('bad-input', `${name}: ${rows} rows of ${width} are not ${values.length} values`)
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new Fault('bad-input', `${name}: row ${Math.floor(i / width)}, column ${i % width} is ${values[i]}`)
}

/** Rows of a row-major table, in the order given. */
export const gatherRows = (z: Float32Array, cols: number, rowOf: Int32Array): Float32Array => {
  const part = new Float32Array(rowOf.length * cols)
  for (let i = 0; i < rowOf.length; i++) part.set(z.subarray(rowOf[i] * cols, (rowOf[i] + 1) * cols), i * cols)
  return part
}

/** The feature rows of the given bars. */
export const rowsOf = ({ x, first, columns }: Dataset, bars: Int32Array): FeatureTable => {
  const cols = columns.length
  const table = new Float64Array(bars.length * cols)
  bars.forEach((bar, i) => table.set(x.subarray((bar - first) * cols, (bar - first + 1) * cols), i * cols))
  return { x: table, rows: bars.length, cols }
}
