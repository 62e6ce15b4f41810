/** Squared errors row by row, in the square of the inputs' unit; both arrays of one length. */
export const squaredErrors = (realized: Float64Array, forecast: Float64Array): Float64Array =>
  realized.map((value, i) => (value - forecast[i]) ** 2)
