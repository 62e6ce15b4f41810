/**
 * Share of each label among the bars of each called state on the training part, one row a call, with one imagined bar
 * of every pair so that nothing is impossible.
 */
export const callFrequencies = (called: Uint8Array, labels: Uint8Array, states: number): number[][] => {
  const counts = Array.from({ length: states }, () => new Array<number>(states).fill(1))
  for (let t = 0; t < called.length; t++) counts[called[t]][labels[t]]++
  return counts.map((row) => {
    const total = row.reduce((a, b) => a + b, 0)
    return row.map((count) => count / total)
  })
}
