/** Weights between which nothing is traded, one pair per asset and one for cash; the targets lie inside. */
export type NoTradeRegion = {
  readonly targets: readonly number[]
  readonly lower: readonly number[]
  readonly upper: readonly number[]
  readonly cash: { readonly target: number; readonly lower: number; readonly upper: number }
}

export const noTradeRegion = (
  targets: readonly number[],
  halfWidths: readonly number[],
  cashHalfWidth: number,
  shorting: boolean,
): NoTradeRegion => {
  const target = 1 - targets.reduce((sum, weight) => sum + weight, 0)
  const settled = Math.abs(target) < 1e-12 ? 0 : target
  return {
    targets,
    lower: targets.map((weight, i) => (shorting ? weight - halfWidths[i] : Math.max(weight - halfWidths[i], 0))),
    upper: targets.map((weight, i) => weight + halfWidths[i]),
    cash: {
      target: settled,
      lower: settled >= 0 ? Math.max(settled - cashHalfWidth, 0) : settled - cashHalfWidth,
      upper: settled + cashHalfWidth,
    },
  }
}

/** Rounding of a weight on its edge is no reason to trade. */
const SLACK = 1e-10

/** True where every asset and the cash lie inside their bands. */
export const isInside = (region: NoTradeRegion, weights: readonly number[]): boolean => {
  const cash = 1 - weights.reduce((sum, weight) => sum + weight, 0)
  return (
    cash >= region.cash.lower - SLACK &&
    cash <= region.cash.upper + SLACK &&
    weights.every((weight, i) => weight >= region.lower[i] - SLACK && weight <= region.upper[i] + SLACK)
  )
}

/**
 * Goal weights of the assets (cash is the rest): every weight outside its band goes to the edge; what that leaves in
 * cash beyond its band goes to assets below their targets, what it lacks comes from those above, in proportion to their
 * distance; then all move by `insideShare` towards the targets.
 */
export const goalWeights = (region: NoTradeRegion, weights: readonly number[], insideShare: number): number[] => {
  const { targets, lower, upper, cash } = region
  const edge = weights.map((weight, i) => Math.min(Math.max(weight, lower[i]), upper[i]))
  const left = 1 - edge.reduce((sum, weight) => sum + weight, 0)
  const excess = left > cash.upper ? left - cash.upper : left < cash.lower ? left - cash.lower : 0
  const room = edge.map((weight, i) => Math.max(Math.sign(excess) * (targets[i] - weight), 0))
  const total = room.reduce((sum, distance) => sum + distance, 0)
  return edge.map((weight, i) => {
    const absorbed = total > 0 ? weight + (excess * room[i]) / total : weight
    return insideShare === 1 ? targets[i] : absorbed + insideShare * (targets[i] - absorbed)
  })
}
