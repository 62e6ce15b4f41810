const mostBlocks = 20
const leastBlocks = 4

/** QLIKE gained, on average over rows from … to − 1, by adding the share of the correction. */
export const meanGain = (
  target: ArrayLike<number>,
  base: ArrayLike<number>,
  correction: ArrayLike<number>,
  share = 1,
  from = 0,
  to = target.length,
): number => {
  let gain = 0
  for (let i = from; i < to; i++) {
    const error = target[i] - base[i]
    const added = share * correction[i]
    gain += Math.exp(error) - Math.exp(error - added) - added
  }
  return gain / (to - from)
}

/**
 * The share in [0, 1] at which mean QLIKE is lowest: the mean is convex in it, so bisection on the slope finds it to
 * 2⁻⁴⁰.
 */
const bestShare = (target: ArrayLike<number>, base: ArrayLike<number>, correction: ArrayLike<number>): number => {
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

/**
 * The share λ ∈ [0, 1] of a correction to keep, judged by QLIKE, exp(y − f − λc) − (y − f − λc) − 1, on out-of-sample
 * rows in time order: `base` is f, `correction` c, `target` y, all in log variance; a target spans `overlap` rows. The
 * share at which QLIKE is lowest is multiplied by max(0, 1 − caution/t²), with t the gain over its standard error
 * across up to twenty blocks of consecutive rows: a gain that chance explains is not kept, a sure one is (positive-part
 * shrinkage after James & Stein, Berkeley Symposium 1961). A block is never shorter than a target, so that blocks
 * differ by more than their seams. 0 when the correction does not help or the rows hold fewer than four blocks.
 */
export const chooseShrinkage = (
  target: ArrayLike<number>,
  base: ArrayLike<number>,
  correction: ArrayLike<number>,
  overlap = 1,
  caution = 1,
): number => {
  const rows = target.length
  const blocks = Math.min(mostBlocks, Math.floor(rows / Math.max(4, overlap)))
  const share = blocks < leastBlocks ? 0 : bestShare(target, base, correction)
  if (share === 0) return 0
  const edge = (block: number): number => Math.floor((block * rows) / blocks)
  const gains = Array.from({ length: blocks }, (_, block) =>
    meanGain(target, base, correction, share, edge(block), edge(block + 1)),
  )
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / blocks
  const squares = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0)
  const errorSquared = squares / (blocks - 1) / blocks
  return mean > 0 ? share * Math.max(0, 1 - (caution * errorSquared) / (mean * mean)) : 0
}
