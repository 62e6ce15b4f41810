/**
 * The floor after `years` at `rate`, never below `ratchetShare` of wealth where that is given: time-invariant portfolio
 * protection, by which gains are locked in. T. Estep & M. Kritzman, Journal of Portfolio Management 14 (1988) 38–42.
 */
export const nextFloor = (
  floor: number,
  rate: number,
  years: number,
  wealth: number,
  ratchetShare: number | undefined,
): number => {
  const grown = floor * Math.exp(rate * years)
  return ratchetShare === undefined ? grown : Math.max(grown, ratchetShare * wealth)
}
