/** Chance that a day without a jump shows one. */
const level = 0.01

/**
 * Rows whose return is a jump: larger than a day's largest of a diffusion at the local volatility, which is the bipower
 * variation of the returns before it, √(returns a year) of them. Lee & Mykland, Review of Financial Studies 21 (2008)
 * 2535–2563. The first of the returns, which have no such past, are never jumps.
 */
export const jumpRows = (returns: Float64Array, perDay: number, perYear: number): Uint8Array => {
  const window = Math.ceil(Math.sqrt(perYear))
  const absolute = Math.sqrt(2 / Math.PI)
  const root = Math.sqrt(2 * Math.log(perDay))
  const centre = root / absolute - (Math.log(Math.PI) + Math.log(Math.log(perDay))) / (2 * absolute * root)
  const threshold = centre - Math.log(-Math.log(1 - level)) / (absolute * root)
  const product = (row: number): number => Math.abs(returns[row] * returns[row - 1])
  const jumps = new Uint8Array(returns.length)
  // Sum of the window − 2 products of neighbours that end before the row.
  let sum = 0
  for (let row = 2; row < returns.length; row++) {
    sum += product(row - 1)
    if (row >= window) sum -= product(row - window + 1)
    if (row < window) continue
    const deviation = Math.sqrt(Math.max(0, sum) / (window - 2))
    if (deviation > 0 && Math.abs(returns[row]) > threshold * deviation) jumps[row] = 1
  }
  return jumps
}
