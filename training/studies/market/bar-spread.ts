import { mean } from '../../../src/core/statistics/moments'

/** A bar beside the one before it, without a hole between them. */
export type BarPair = { readonly before: PricedBar; readonly bar: PricedBar }

type PricedBar = { readonly open: number; readonly high: number; readonly low: number; readonly close: number }

const average = (length: number, value: (row: number) => number): number => {
  let total = 0
  for (let row = 0; row < length; row++) total += value(row)
  return total / length
}

/**
 * Effective spread from open, high, low and close, share of the price: the estimator EDGE, which weighs the covariances
 * of the open's and the close's bounce by their precision. 0 where the estimate of its square is negative, undefined
 * below 100 pairs or where no bar moves. Ardia, Guidotti & Kroencke, Journal of Financial Economics 161 (2024) 103916.
 */
export const effectiveSpread = (pairs: readonly BarPair[]): number | undefined => {
  const { length } = pairs
  if (length < 100) return undefined
  const columns = Array.from({ length: 8 }, () => new Float64Array(length))
  const [middleOpen, openMiddle, middleClose, closeMiddle, openClose, moved, openInside, closeInside] = columns
  pairs.forEach(({ before, bar }, row) => {
    const [open, close] = [Math.log(bar.open), Math.log(before.close)]
    const middle = Math.log(bar.high * bar.low) / 2
    const lastMiddle = Math.log(before.high * before.low) / 2
    middleOpen[row] = middle - open
    openMiddle[row] = open - lastMiddle
    middleClose[row] = middle - close
    closeMiddle[row] = close - lastMiddle
    openClose[row] = open - close
    const moves = Number(bar.high !== bar.low || bar.low !== before.close)
    moved[row] = moves
    openInside[row] = moves * (Number(bar.open !== bar.high) + Number(bar.open !== bar.low))
    closeInside[row] = moves * (Number(before.close !== before.high) + Number(before.close !== before.low))
  })
  const [movedShare, openShare, closeShare] = [moved, openInside, closeInside].map(mean)
  if (!(movedShare > 0 && openShare > 0 && closeShare > 0)) return undefined
  const demeaned = (column: Float64Array): Float64Array => {
    const slope = mean(column) / movedShare
    return column.map((value, row) => value - slope * moved[row])
  }
  const [fromOpen, fromClose, overnight] = [middleOpen, middleClose, openClose].map(demeaned)
  const first = (row: number): number =>
    (-4 / openShare) * fromOpen[row] * openMiddle[row] - (4 / closeShare) * fromClose[row] * closeMiddle[row]
  const second = (row: number): number =>
    (-4 / openShare) * fromOpen[row] * openClose[row] - (4 / closeShare) * overnight[row] * closeMiddle[row]
  const estimates = [first, second].map((value) => {
    const centre = average(length, value)
    return { centre, variance: average(length, (row) => value(row) ** 2) - centre * centre }
  })
  const [a, b] = estimates
  const squared = (b.variance * a.centre + a.variance * b.centre) / (a.variance + b.variance)
  return Math.sqrt(Math.max(0, squared))
}
