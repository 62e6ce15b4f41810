import { goldenSection } from '../statistics/golden-section'
import type { RowLoss } from './gradient-step'

/**
 * The temperature in [0.05, 20] at which softmax(logits / temperature) has the lowest loss (Guo, Pleiss, Sun &
 * Weinberger, ICML 2017). Cross entropy is convex in 1/temperature; its inverse is found to 1e-6.
 */
export const chooseTemperature = (logits: Float32Array, rows: number, loss: RowLoss): number => {
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  const at = (inverse: number): number =>
    loss(
      logits.map((logit) => logit * inverse),
      all,
    )
  return 1 / goldenSection(at, 1 / 20, 20, 1e-6)
}
