/**
 * The share λ ∈ [0, 1] of a correction that minimises mean QLIKE, exp(y − f − λc) − (y − f − λc) − 1, on out-of-sample rows:
 * `base` is f, `correction` c, `target` y, all in log variance. The mean is convex in λ, so bisection on its slope finds it to 2⁻⁴⁰.
 * 0 when the correction does not help there at all, 1 when it could even be larger.
 */
export const chooseShrinkage = (
  target: ArrayLike<number>,
  base: ArrayLike<number>,
  correction: ArrayLike<number>,
): number => {
  const slope = (share: number): number => {
    let sum = 0
    for (let i = 0; i < target.length; i++)
      sum += correction[i] * (1 - Math.exp(target[i] - base[i] - share * correction[i]))
    return sum
  }
  if (!(slope(0) < 0)) return 0
  if (slope(1) <= 0) return 1
  let low = 0
  let high = 1
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (slope(middle) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}
