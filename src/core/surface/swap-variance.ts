import { normalCdf } from '../pricing/normal'
import { totalVariance, type Svi } from './svi'

/** Strikes on either side of the forward. */
const points = 400
/** Log-moneyness past which no strike counts: e^±40 of the forward. */
const furthest = 40

/**
 * Total variance (σ² T) at which a variance swap on the smile's expiry is worth nothing: ∫ w(k(z)) dΦ(z) with
 * z = −k/√w − √w/2, the smile's own d₂, which falls in k where no butterfly costs less than nothing. That of a flat
 * smile is its own. Gatheral, The Volatility Surface (2006), chapter 11.
 */
export const swapVariance = (smile: Svi): number => {
  const scale = Math.sqrt(totalVariance(smile, 0))
  const end = Math.asinh(furthest / scale)
  let sum = 0
  let before: { readonly above: number; readonly w: number } | undefined
  for (let i = -points; i <= points; i++) {
    const k = scale * Math.sinh((end * i) / points)
    const w = totalVariance(smile, k)
    const above = normalCdf(-k / Math.sqrt(w) - Math.sqrt(w) / 2)
    if (before !== undefined) sum += ((before.w + w) / 2) * (before.above - above)
    before = { above, w }
  }
  return sum
}
