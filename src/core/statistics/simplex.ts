/** A point and the value of the function there. */
type Vertex = { readonly x: readonly number[]; readonly value: number }

/**
 * A local minimum of a function of a few variables by the downhill simplex, begun at `start` with a step per variable;
 * it ends when the values at the corners differ by less than `tolerance` (absolute plus relative) or after `most`
 * evaluations. A value that is not a number counts as infinite. Nelder & Mead, Computer Journal 7 (1965) 308–313.
 */
export const downhillSimplex = (
  f: (x: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
  { tolerance, most }: { readonly tolerance: number; readonly most: number },
): Vertex => {
  let evaluations = 0
  const at = (x: readonly number[]): Vertex => {
    evaluations++
    const value = f(x)
    return { x, value: Number.isNaN(value) ? Infinity : value }
  }
  const moved = (i: number): readonly number[] => start.map((value, j) => (i === j ? value + steps[j] : value))
  const corners = [at(start), ...start.map((_, i) => at(moved(i)))]
  const byValue = (a: Vertex, b: Vertex): number => a.value - b.value
  while (evaluations < most) {
    corners.sort(byValue)
    const [best, worst] = [corners[0], corners[corners.length - 1]]
    if (worst.value - best.value <= tolerance * (1 + Math.abs(best.value))) break
    const others = corners.slice(0, -1)
    const centre = start.map((_, j) => others.reduce((sum, { x }) => sum + x[j], 0) / others.length)
    const towards = (factor: number): Vertex => at(centre.map((c, j) => c + factor * (worst.x[j] - c)))
    const reflected = towards(-1)
    let next = reflected
    if (reflected.value < best.value) {
      const expanded = towards(-2)
      if (expanded.value < reflected.value) next = expanded
    } else if (reflected.value >= others[others.length - 1].value) {
      next = reflected.value < worst.value ? towards(-0.5) : towards(0.5)
      if (next.value > Math.min(reflected.value, worst.value)) {
        for (let i = 1; i < corners.length; i++) corners[i] = at(corners[i].x.map((v, j) => (v + best.x[j]) / 2))
        continue
      }
    }
    corners[corners.length - 1] = next
  }
  return corners.sort(byValue)[0]
}
