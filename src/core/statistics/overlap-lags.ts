/**
 * Lags over which losses of targets that overlap for `horizon` rows hang together, as the HAC window of `rows` of them:
 * the horizon, for short ones the usual rule of thumb; a third of the rows at most.
 */
export const overlapLags = (horizon: number, rows: number): number =>
  Math.min(Math.max(horizon, Math.floor(4 * (rows / 100) ** (2 / 9))), Math.floor(rows / 3))
