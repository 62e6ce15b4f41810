/** Bin of a value among strictly rising edges: how many of them are not above it. */
export const binOf = (edges: readonly number[], value: number): number => {
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (edges[middle] <= value) low = middle + 1
    else high = middle
  }
  return low
}
