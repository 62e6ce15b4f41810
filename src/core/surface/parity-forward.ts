/** A call and a put of one strike and expiry, prices in the unit of the strike. */
export type ParityPair = {
  readonly strike: number
  readonly call: number
  readonly put: number
  /** Width of call and put spreads together, > 0: a pair counts by its inverse square. */
  readonly width: number
}

/** `error` is one standard error of the forward, in its unit. */
export type ParityForward = { readonly forward: number; readonly discount: number; readonly error: number }

/** Fewest strikes by which forward, discount and their error can be told. */
const fewestPairs = 3

/**
 * Forward and discount of an expiry from put-call parity, C − P = D (F − K): weighted least squares on a line in the
 * strike. undefined with fewer than three strikes, or where the line has no discount in (0, 1.5).
 */
export const parityForward = (pairs: readonly ParityPair[]): ParityForward | undefined => {
  const strikes = new Set(pairs.map(({ strike }) => strike))
  if (strikes.size < fewestPairs) return undefined
  const weighed = pairs.map(({ strike, call, put, width }) => ({ strike, y: call - put, q: 1 / (width * width) }))
  const sum = (of: (pair: (typeof weighed)[number]) => number): number => weighed.reduce((s, pair) => s + of(pair), 0)
  const total = sum(({ q }) => q)
  const [meanStrike, meanY] = [sum(({ strike, q }) => q * strike) / total, sum(({ y, q }) => q * y) / total]
  const spread = sum(({ strike, q }) => q * (strike - meanStrike) ** 2)
  const discount = -sum(({ strike, y, q }) => q * (strike - meanStrike) * (y - meanY)) / spread
  if (!(discount > 0 && discount < 1.5)) return undefined
  const forward = meanStrike + meanY / discount
  const residual = sum(({ strike, y, q }) => q * (y - discount * (forward - strike)) ** 2) / (pairs.length - 2)
  // F = K̄ + ȳ / D: the variance of ȳ, and that of D through the distance of F from the mean strike.
  const variance = (residual / (discount * discount)) * (1 / total + (forward - meanStrike) ** 2 / spread)
  return { forward, discount, error: Math.sqrt(variance) }
}
