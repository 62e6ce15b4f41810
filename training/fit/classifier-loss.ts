import type { RowLoss } from './row-loss'

/**
 * Cross entropy of logits against integer labels, each row weighted by the weight of its class; weights are divided by their
 * mean over the sample, so the loss keeps its scale (nats).
 */
export const classifierLoss = (labels: ArrayLike<number>, states: number, classWeights: readonly number[]): RowLoss => {
  let total = 0
  for (let row = 0; row < labels.length; row++) total += classWeights[labels[row]]
  const scale = labels.length / total
  const p = new Float64Array(states)
  return (output, rowOf, gradient) => {
    const rows = rowOf.length
    let loss = 0
    for (let i = 0; i < rows; i++) {
      const label = labels[rowOf[i]]
      const weight = scale * classWeights[label]
      const from = i * states
      let top = -Infinity
      for (let k = 0; k < states; k++) top = Math.max(top, output[from + k])
      let sum = 0
      for (let k = 0; k < states; k++) sum += p[k] = Math.exp(output[from + k] - top)
      loss += weight * (Math.log(sum) + top - output[from + label])
      if (gradient === undefined) continue
      for (let k = 0; k < states; k++) gradient[from + k] = (weight * (p[k] / sum - (k === label ? 1 : 0))) / rows
    }
    return loss / rows
  }
}
