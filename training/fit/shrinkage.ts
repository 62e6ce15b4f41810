import { goldenSection } from '../statistics/minimum'

const mostBlocks = 20
const leastBlocks = 4

/**
 * Up to twenty blocks of consecutive rows, each longer than `overlap` rows, so that blocks are nearly independent; 0
 * where the rows hold fewer than four.
 */
const blocksOf = (rows: number, overlap: number): number => {
  const blocks = Math.min(mostBlocks, Math.floor(rows / Math.max(4, overlap)))
  return blocks < leastBlocks ? 0 : blocks
}

/** Mean of each block, from its first row to its last. */
const byBlock = (rows: number, blocks: number, mean: (from: number, to: number) => number): number[] =>
  Array.from({ length: blocks }, (_, block) =>
    mean(Math.floor((block * rows) / blocks), Math.floor(((block + 1) * rows) / blocks)),
  )

/**
 * The share times max(0, 1 − caution/t²), with t the mean gain over its standard error across blocks: a gain within its
 * noise is not kept, a significant one is. Positive-part shrinkage after James & Stein, Berkeley Symposium 1961.
 */
const sureShare = (share: number, gains: readonly number[], caution: number): number => {
  const blocks = gains.length
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / blocks
  const squares = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0)
  const errorSquared = squares / (blocks - 1) / blocks
  return mean > 0 ? share * Math.max(0, 1 - (caution * errorSquared) / (mean * mean)) : 0
}

/** Log variances by row: realized, forecast, and what a correction would add to the forecast. */
export type CorrectedForecasts = {
  readonly target: ArrayLike<number>
  readonly base: ArrayLike<number>
  readonly correction: ArrayLike<number>
}

/** QLIKE gained, on average over rows from … to − 1, by adding the share of the correction. */
export const meanGain = (
  { target, base, correction }: CorrectedForecasts,
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
const bestShare = ({ target, base, correction }: CorrectedForecasts): number => {
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
 * rows in time order: `base` is f, `correction` c, `target` y; a target spans `overlap` rows. The share at which QLIKE
 * is lowest is multiplied by max(0, 1 − caution/t²), with t the gain over its standard error across up to twenty blocks
 * of consecutive rows, each longer than a target. 0 when the correction does not help or the rows hold fewer than four
 * blocks.
 */
export const chooseShrinkage = (forecasts: CorrectedForecasts, overlap = 1, caution = 1): number => {
  const rows = forecasts.target.length
  const blocks = blocksOf(rows, overlap)
  const share = blocks === 0 ? 0 : bestShare(forecasts)
  if (share === 0) return 0
  const gains = byBlock(rows, blocks, (from, to) => meanGain(forecasts, share, from, to))
  return sureShare(share, gains, caution)
}

/** Log loss of one row of logits. */
const rowLoss = (logits: ArrayLike<number>, row: number, states: number, label: number): number => {
  let top = -Infinity
  for (let k = 0; k < states; k++) top = Math.max(top, logits[row * states + k])
  let sum = 0
  for (let k = 0; k < states; k++) sum += Math.exp(logits[row * states + k] - top)
  return Math.log(sum) + top - logits[row * states + label]
}

/**
 * The share in [0, 1] of a correction of logits, `after` less `before`, to keep, judged on rows in time order that it
 * was not fitted on: where log loss is lowest, times max(0, 1 − 1/t²), with t the gain over its standard error across
 * up to twenty blocks of rows, each longer than `overlap` rows. 0 on fewer than four blocks.
 */
export const chooseCorrection = (
  { before, after }: { readonly before: Float32Array; readonly after: Float32Array },
  labels: ArrayLike<number>,
  states: number,
  overlap: number,
): number => {
  const rows = labels.length
  const blocks = blocksOf(rows, overlap)
  if (blocks === 0) return 0
  const lossesAt = (share: number): Float64Array => {
    const logits = after.map((value, i) => before[i] + share * (value - before[i]))
    return Float64Array.from({ length: rows }, (_, row) => rowLoss(logits, row, states, labels[row]))
  }
  const total = (share: number): number => lossesAt(share).reduce((a, b) => a + b, 0)
  const share = goldenSection(total, 0, 1, 1e-3)
  const [none, some] = [lossesAt(0), lossesAt(share)]
  const gains = byBlock(rows, blocks, (from, to) => {
    let gain = 0
    for (let row = from; row < to; row++) gain += none[row] - some[row]
    return gain / (to - from)
  })
  return sureShare(share, gains, 1)
}
