/** Writes softmax(logits[from …] / temperature) over `states` entries into `out[to …]`. Temperature > 0. */
export const writePosterior = (
  logits: ArrayLike<number>,
  from: number,
  states: number,
  temperature: number,
  out: Float64Array,
  to: number,
): void => {
  let top = -Infinity
  for (let k = 0; k < states; k++) top = Math.max(top, logits[from + k])
  let total = 0
  for (let k = 0; k < states; k++) total += out[to + k] = Math.exp((logits[from + k] - top) / temperature)
  for (let k = 0; k < states; k++) out[to + k] /= total
}
