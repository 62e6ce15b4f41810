/** Squared errors row by row, in the square of the inputs' unit; both arrays of one length. */
export const squaredErrors = (realized: Float64Array, forecast: Float64Array): Float64Array =>
  realized.map((value, i) => (value - forecast[i]) ** 2)

/** Mean squared error; undefined without rows. */
export const meanSquaredError = (realized: Float64Array, forecast: Float64Array): number | undefined => {
  if (realized.length === 0) return undefined
  let sum = 0
  for (let i = 0; i < realized.length; i++) sum += (realized[i] - forecast[i]) ** 2
  return sum / realized.length
}
