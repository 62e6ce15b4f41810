import { Fault } from '../../error'

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
