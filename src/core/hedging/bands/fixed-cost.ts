import { setSymmetricBand, type BandOffsets } from '../band-offsets'

/** Largest fourth power of a width: keeps the band finite as the risk aversion vanishes. */
const WIDEST = 1e36

/**
 * What a fixed cost adds to a band: 3 F e^{−rT} Γ² / 4a, the fourth power of half the half-width that it would have
 * without proportional cost. `fixedCost` F ≥ 0 in cash per trade of one option struck at 1, `gamma` that of the book,
 * `discount` e^{−rT}. 0 without gamma or fixed cost.
 */
export const fixedCostPush = (fixedCost: number, gamma: number, riskAversion: number, discount: number): number =>
  fixedCost === 0 || gamma === 0 ? 0 : Math.min((0.75 * fixedCost * discount * gamma * gamma) / riskAversion, WIDEST)

/**
 * Sets the band of a proportional cost, whose own half-width is `halfWidth` w, together with a fixed cost, whose push
 * is Q (`fixedCostPush`): trading starts H from the centre and ends h from it, h ≤ w ≤ H.
 *
 * Near the delta the value of being x away is V = A x² − a x⁴ / 12Γ². Smooth fit V′(h) = V′(H) = c S and V(H) − V(h) =
 * F + c S (H − h) reduce, with m = (H + h) / 2 and d = (H − h) / 2, to m (m² − d²) = w³ and m d³ = Q: one increasing
 * equation for m, solved by Newton's steps from above. Limits: Q = 0 gives H = h = w exactly, Whalley and Wilmott's; w
 * = 0 gives h = 0 and H = 2 Q^¼ = (12 F Γ² / a)^¼, the quartic root. Whalley & Wilmott, European Journal of Applied
 * Mathematics 10 (1999) 117–139; quartic root: Atkinson & Wilmott, Mathematical Finance 5 (1995) 357–367; Altarovici,
 * Muhle-Karbe & Soner, Finance and Stochastics 19 (2015) 363–414.
 */
export const setFixedCostBand = (out: BandOffsets, halfWidth: number, push: number): void => {
  if (push === 0) return setSymmetricBand(out, halfWidth, halfWidth)
  // In units of the sum of both widths, so that nothing under- or overflows; the root lies at or below 1.
  const fourth = push ** 0.25
  const scale = halfWidth + fourth
  const cube = (halfWidth / scale) ** 3
  const quartic = (fourth / scale) ** 4
  const pull = Math.cbrt(quartic * quartic)
  let middle = 1
  for (let step = 0; step < 60; step++) {
    const root = Math.cbrt(middle)
    const error = middle ** 3 - root * pull - cube
    const next = middle - error / (3 * middle * middle - pull / (3 * root * root))
    if (!(next < middle * (1 - 1e-15))) break
    middle = next
  }
  const outer = middle + Math.cbrt(quartic / middle)
  setSymmetricBand(out, scale * outer, scale * Math.min(cube / (middle * outer), outer))
}
