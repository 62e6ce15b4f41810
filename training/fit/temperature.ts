import type { RowLoss } from './row-loss'

const golden = (Math.sqrt(5) - 1) / 2

/**
 * The temperature in [0.05, 20] at which softmax(logits / temperature) has the lowest loss (Guo, Pleiss, Sun & Weinberger, ICML 2017).
 * Cross entropy is convex in 1/temperature; golden section finds its inverse to 1e-6.
 */
export const chooseTemperature = (logits: Float32Array, rows: number, loss: RowLoss): number => {
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  const at = (inverse: number): number =>
    loss(
      logits.map((logit) => logit * inverse),
      all,
    )
  let low = 1 / 20
  let high = 20
  let left = high - golden * (high - low)
  let right = low + golden * (high - low)
  let leftLoss = at(left)
  let rightLoss = at(right)
  while (high - low > 1e-6) {
    if (leftLoss <= rightLoss) {
      high = right
      right = left
      rightLoss = leftLoss
      left = high - golden * (high - low)
      leftLoss = at(left)
    } else {
      low = left
      left = right
      leftLoss = rightLoss
      right = low + golden * (high - low)
      rightLoss = at(right)
    }
  }
  return 2 / (low + high)
}
