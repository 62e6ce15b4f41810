/** A setting of a family: what it costs, and the risk it leaves; both above 0. */
export type CostAtRisk = { readonly cost: number; readonly risk: number }

/** Of a line that goes on outside its settings. */
const STEEPEST = 4

/** Settings that no other of the family beats on both, by rising risk and falling cost, as logarithms. */
export type EfficientLine = { readonly risk: readonly number[]; readonly cost: readonly number[] }

/**
 * The efficient settings of a family; those without cost or without risk have no logarithm and are left out.
 */
export const efficientLine = (points: readonly CostAtRisk[]): EfficientLine => {
  const kept: CostAtRisk[] = []
  const sorted = points
    .filter(({ cost, risk }) => cost > 0 && risk > 0)
    .sort((a, b) => a.risk - b.risk || a.cost - b.cost)
  for (const point of sorted) if (kept.length === 0 || point.cost < kept[kept.length - 1].cost) kept.push(point)
  return { risk: kept.map(({ risk }) => Math.log(risk)), cost: kept.map(({ cost }) => Math.log(cost)) }
}

/**
 * Where a risk lies on a line: on it, or outside its settings.
 */
export const reachOf = ({ risk }: EfficientLine, at: number): 'on it' | 'below the grid' | 'above the grid' => {
  if (risk.length === 0 || Math.log(at) < risk[0]) return 'below the grid'
  return Math.log(at) > risk[risk.length - 1] ? 'above the grid' : 'on it'
}

/**
 * Log cost of a family at a risk > 0: linear in log risk between its efficient settings. Outside them it goes on along
 * the last piece, no steeper than cost ∝ risk⁻⁴, which is for a bootstrap's draws whose risk leaves the grid; ask
 * `reachOf` first. NaN without any.
 */
export const logCostAt = ({ risk, cost }: EfficientLine, at: number): number => {
  const x = Math.log(at)
  const last = risk.length - 1
  if (last <= 0) return cost[0] ?? NaN
  let right = 1
  while (right < last && risk[right] < x) right++
  const slope = (cost[right] - cost[right - 1]) / (risk[right] - risk[right - 1])
  if (x < risk[0]) return cost[0] + Math.max(slope, -STEEPEST) * (x - risk[0])
  if (x > risk[last]) return cost[last] + Math.max(slope, -STEEPEST) * (x - risk[last])
  return cost[right - 1] + slope * (x - risk[right - 1])
}
