/**
 * The purchase (> 0) or sale (< 0), as traded value, after which the exposure is `multiple` × what is left of `base`
 * once the trade's own proportional cost is paid from it: E + x = k (B − c |x|). A sale never exceeds the exposure;
 * with k c ≥ 1 selling eats more cushion than it frees, so all is sold.
 */
export const tradeToMultiple = (exposure: number, base: number, multiple: number, cost: number): number => {
  const gap = multiple * base - exposure
  if (gap >= 0) return gap / (1 + multiple * cost)
  return multiple * cost >= 1 ? -exposure : Math.max(gap / (1 - multiple * cost), -exposure)
}
