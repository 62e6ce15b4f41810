import { Fault } from '../error'

/**
 * Expected shortfall: minus the mean of the worst `level` share of equally likely outcomes (0.05: ES95), the outcome on
 * the boundary counted by its fraction, so that it is coherent at every sample size. Positive for a loss, in the P&L's
 * currency. Faults on an empty column or a level outside (0, 1]. Acerbi & Tasche, Journal of Banking & Finance 26
 * (2002) 1487–1503.
 */
export const expectedShortfall = (pnl: Float64Array, level: number): number => {
  if (pnl.length === 0 || !(level > 0 && level <= 1))
    throw new Fault(
      'numerical-domain',
      `an expected shortfall needs outcomes and a level in (0, 1], got ${pnl.length} and ${level}`,
    )
  const sorted = Float64Array.from(pnl).sort()
  const weight = level * sorted.length
  const whole = Math.min(Math.floor(weight), sorted.length)
  let sum = 0
  for (let i = 0; i < whole; i++) sum += sorted[i]
  if (whole < sorted.length) sum += (weight - whole) * sorted[whole]
  return -sum / weight
}

/**
 * Entropic risk ln E[e^{−a X}] / a of equally likely profits and losses: the cash that makes the position as good as
 * nothing to an investor with constant absolute risk aversion a > 0, per unit of the P&L's currency. Cash-invariant,
 * monotone, convex; tends to −mean as a → 0. The largest exponent is taken out, so that it never overflows. Faults on
 * an empty column or a ≤ 0. Föllmer & Schied, Finance and Stochastics 6 (2002) 429–447.
 */
export const entropicPrice = (pnl: Float64Array, riskAversion: number): number => {
  if (pnl.length === 0 || !(riskAversion > 0))
    throw new Fault(
      'numerical-domain',
      `an entropic price needs outcomes and a risk aversion > 0, got ${pnl.length} and ${riskAversion}`,
    )
  let worst = Infinity
  for (let i = 0; i < pnl.length; i++) worst = Math.min(worst, pnl[i])
  let sum = 0
  for (let i = 0; i < pnl.length; i++) sum += Math.exp(-riskAversion * (pnl[i] - worst))
  return Math.log(sum / pnl.length) / riskAversion - worst
}
