import type { VolColumns } from './exposure-columns'

/** The delta of the mark, common to all strategies of a comparison. */
export type Mark = {
  /** Annual volatility of the mark; a strategy that hedges at another volatility moves it by the same factor. */
  readonly vol: VolColumns
  /** Position that neutralises the book there, paths × steps. */
  readonly delta: Float64Array
  /** Variance of each step's return as it was realized, paths × steps. */
  readonly variance: Float64Array
}

/** The outcome of each path; columns of length `paths`, per unit of spot at the start. */
export type HedgeRun = {
  /** What the book paid, −payoff for a short call, + Σ δ ΔS − costs, before the premium. */
  readonly pnl: Float64Array
  readonly cost: Float64Array
  /** Steps at which the position changed, and the unwinding where there is one. */
  readonly trades: Float64Array
  /** Σ |Δδ|, in units of the underlying. */
  readonly turnover: Float64Array
  /** Steps at which the strategy was evaluated. */
  readonly evaluations: Float64Array
  /** Σ (δ − mark) ΔS, before cost; of length 0 without a mark. */
  readonly tracking: Float64Array
  /** Σ (δ − mark)² S² × the step's variance; of length 0 without a mark. */
  readonly risk: Float64Array
}

/** The outcome to be filled; `isMarked`: with tracking and risk. */
export const emptyRun = (paths: number, isMarked: boolean): HedgeRun => ({
  pnl: new Float64Array(paths),
  cost: new Float64Array(paths),
  trades: new Float64Array(paths),
  turnover: new Float64Array(paths),
  evaluations: new Float64Array(paths),
  tracking: new Float64Array(isMarked ? paths : 0),
  risk: new Float64Array(isMarked ? paths : 0),
})
