import type { Attribution } from '../../portfolio/ledger/attribution'

export const attributionParts = [
  'delta',
  'gamma',
  'vega',
  'theta',
  'vanna',
  'volga',
  'residual',
  'hedge',
  'cost',
  'funding',
] as const

export type AttributionPart = (typeof attributionParts)[number]

/** What became of each path; columns of length `paths`, per unit of spot at the start. */
export type BookRun = {
  /** Change in value of book and hedge from the start, options at their mark at the start, less costs. */
  readonly pnl: Float64Array
  readonly cost: Float64Array
  /** Looks at which the underlying was traded, and the unwinding. */
  readonly trades: Float64Array
  /** Σ |Δ position| in the underlying. */
  readonly turnover: Float64Array
  readonly optionTrades: Float64Array
  /** Σ |Δ quantity| over the hedge options. */
  readonly optionTurnover: Float64Array
  /** Value of the book at the start at its mark; negative where premium is received. */
  readonly premium: Float64Array
  /** Sums over the path, part by part; they add up to `pnl`. `cost` is negative here. */
  readonly attribution: Readonly<Record<AttributionPart, Float64Array>>
}

export const emptyRun = (paths: number): BookRun => {
  const column = (): Float64Array => new Float64Array(paths)
  const parts = Object.fromEntries(attributionParts.map((part) => [part, column()]))
  return {
    pnl: column(),
    cost: column(),
    trades: column(),
    turnover: column(),
    optionTrades: column(),
    optionTurnover: column(),
    premium: column(),
    attribution: parts as Record<AttributionPart, Float64Array>,
  }
}

/** Adds a step's attribution to a path. */
export const addStep = (run: BookRun, path: number, step: Attribution): void => {
  run.pnl[path] += step.total
  run.cost[path] -= step.cost
  for (const part of attributionParts) run.attribution[part][path] += step[part]
}
