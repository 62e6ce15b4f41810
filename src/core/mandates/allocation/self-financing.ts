import { bracketedRoot } from '../../statistics/bracketed-root'

/** Trades that pay for themselves, as traded value per asset (> 0 buys), and what they cost in all. */
export type SelfFinancing = { readonly traded: readonly number[]; readonly cost: number }

/** What trading costs: proportional per asset, and a ticket for each asset traded, in currency. */
export type AllocationCosts = { readonly proportional: readonly number[]; readonly ticket: number }

/**
 * Trades after which the assets that are traded, and cash, stand to each other as their goal weights do, once the
 * trades' own cost is paid: x_i = φ_i B' − h_i with B' = B − Σ c_i |x_i| − tickets solved for B', where B is what the
 * assets not traded leave. An asset already at its goal, or whose trade would be under `minTrade`, is left alone. Value
 * before = value after + cost. undefined where nothing can be traded: all trades too small, or the cost beyond the
 * means.
 */
export const selfFinancingTrades = (
  holdings: readonly number[],
  cash: number,
  goals: readonly number[],
  { costs: { proportional, ticket }, minTrade }: { readonly costs: AllocationCosts; readonly minTrade: number },
): SelfFinancing | undefined => {
  const wealth = holdings.reduce((sum, value) => sum + value, cash)
  const cashGoal = 1 - goals.reduce((sum, goal) => sum + goal, 0)
  let moving = goals.map((goal, i) => Math.abs(goal * wealth - holdings[i]) > 1e-12 * wealth)
  for (;;) {
    const indices = moving.flatMap((moves, i) => (moves ? [i] : []))
    if (indices.length === 0) return undefined
    const share = indices.reduce((sum, i) => sum + goals[i], cashGoal)
    // Without a goal weight of cash or of a traded asset the proportions are undefined.
    if (!(share > 1e-12)) return undefined
    const budget = indices.reduce((sum, i) => sum + holdings[i], cash)
    const trade = (after: number, i: number): number => (goals[i] / share) * after - holdings[i]
    const costOf = (after: number): number =>
      indices.reduce((sum, i) => sum + proportional[i] * Math.abs(trade(after, i)), ticket * indices.length)
    const after = bracketedRoot((x) => x + costOf(x) - budget, 0, budget)
    if (after === undefined) return undefined
    const traded = goals.map((_, i) => (moving[i] ? trade(after, i) : 0))
    const small = traded.map((value, i) => moving[i] && Math.abs(value) < Math.max(minTrade, 1e-12 * wealth))
    if (!small.some(Boolean)) return { traded, cost: costOf(after) }
    // Only the smallest leaves at a time, because without it the others change.
    const least = traded.reduce(
      (best, value, i) => (small[i] && (best < 0 || Math.abs(value) < Math.abs(traded[best])) ? i : best),
      -1,
    )
    moving = moving.map((moves, i) => moves && i !== least)
  }
}
