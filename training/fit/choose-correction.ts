import { goldenSection } from '../statistics/golden-section'

const mostBlocks = 20
const leastBlocks = 4

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
 * up to twenty blocks of rows, each longer than `overlap` rows. A gain that chance explains is not kept (positive-part
 * shrinkage after James & Stein, Berkeley Symposium 1961). 0 on fewer than four blocks.
 */
export const chooseCorrection = (
  before: Float32Array,
  after: Float32Array,
  labels: ArrayLike<number>,
  states: number,
  overlap: number,
): number => {
  const rows = labels.length
  const blocks = Math.min(mostBlocks, Math.floor(rows / Math.max(4, overlap)))
  if (blocks < leastBlocks) return 0
  const lossesAt = (share: number): Float64Array => {
    const logits = after.map((value, i) => before[i] + share * (value - before[i]))
    return Float64Array.from({ length: rows }, (_, row) => rowLoss(logits, row, states, labels[row]))
  }
  const total = (share: number): number => lossesAt(share).reduce((a, b) => a + b, 0)
  const share = goldenSection(total, 0, 1, 1e-3)
  const none = lossesAt(0)
  const some = lossesAt(share)
  const gains = Array.from({ length: blocks }, (_, block) => {
    const from = Math.floor((block * rows) / blocks)
    const to = Math.floor(((block + 1) * rows) / blocks)
    let gain = 0
    for (let row = from; row < to; row++) gain += none[row] - some[row]
    return gain / (to - from)
  })
  const mean = gains.reduce((a, b) => a + b, 0) / blocks
  const squares = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0)
  const errorSquared = squares / (blocks - 1) / blocks
  return mean > 0 ? share * Math.max(0, 1 - errorSquared / (mean * mean)) : 0
}
