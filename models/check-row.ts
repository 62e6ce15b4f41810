import { Fault } from '../src/core/error'

/** @throws Fault 'bad-input' unless the row has `cols` finite values. */
export const checkRow = (row: Float64Array, cols: number): void => {
  if (row.length !== cols) throw new Fault('bad-input', `the model takes ${cols} columns, the row has ${row.length}`)
  for (let col = 0; col < cols; col++)
    if (!Number.isFinite(row[col])) throw new Fault('bad-input', `column ${col} of the feature row is ${row[col]}`)
}
