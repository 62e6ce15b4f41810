/** The given rows of a row-major table, in that order. */
export const gatherRows = (z: Float32Array, cols: number, rowOf: Int32Array): Float32Array => {
  const part = new Float32Array(rowOf.length * cols)
  for (let i = 0; i < rowOf.length; i++) part.set(z.subarray(rowOf[i] * cols, (rowOf[i] + 1) * cols), i * cols)
  return part
}
