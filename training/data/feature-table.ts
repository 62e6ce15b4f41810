import { Fault } from '../../src/core/error'

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
