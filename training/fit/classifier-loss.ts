import type { RowLoss } from './gradient-step'

/** Cross entropy of logits against integer labels, nats. */
export const classifierLoss = (labels: ArrayLike<number>, states: number): RowLoss => {
  const p = new Float64Array(states)
  return (output, rowOf, gradient) => {
    const rows = rowOf.length
    let loss = 0
    for (let i = 0; i < rows; i++) {
      const label = labels[rowOf[i]]
      const from = i * states
      let top = -Infinity
      for (let k = 0; k < states; k++) top = Math.max(top, output[from + k])
      let sum = 0
      for (let k = 0; k < states; k++) sum += p[k] = Math.exp(output[from + k] - top)
      loss += Math.log(sum) + top - output[from + label]
      if (gradient === undefined) continue
      for (let k = 0; k < states; k++) gradient[from + k] = (p[k] / sum - (k === label ? 1 : 0)) / rows
    }
    return loss / rows
  }
}
