import type { Measured } from '../measured'

/** How much of the variance of marks the causes explain, one after the other. */
export type ExplainedShare = {
  /** Options at both ends of an interval: quoted within 10 %, a day to expiry at least, with open interest. */
  readonly pairs: number
  /** 1 − Σ (change − causes)² / Σ change²: by delta, gamma and theta; with vega at the money; with all causes. */
  readonly spot: number
  readonly atMoney: number
  readonly all: number
}

/** A strategy at one setting: cost of hedging a day, variance and ES95 of the profit of an interval, of one copy. */
export type ChainScore = {
  readonly strategy: string
  readonly centre: string
  readonly options: boolean
  readonly setting: string
  /** Trades a day and copy. */
  readonly trades: number
  readonly tuned: { readonly cost: number; readonly variance: number; readonly es95: number }
  readonly judged: { readonly cost: number; readonly variance: number; readonly es95: number }
}

/** A family read at the cost of a baseline; undefined where none of its settings is as cheap. */
export type ChainComparison = {
  readonly strategy: string
  readonly centre: string
  readonly options: boolean
  readonly es95: number | undefined
  readonly reduction: Measured | undefined
}

/** A fixed threshold at the setting that had the least ES95 on the months of tuning. */
export type ChainBaseline = ChainScore & {
  readonly measured: { readonly cost: Measured; readonly variance: Measured; readonly es95: Measured }
  readonly regimes: readonly {
    readonly regime: string
    readonly intervals: number
    readonly variance: number
    readonly es95: number
  }[]
  readonly causes: readonly {
    readonly cause: string
    /** Mean a day and copy, in the unit of the options and in dollars. */
    readonly mean: number
    readonly dollars: number
    /** Covariance with the whole profit over its variance; the shares sum to 1. */
    readonly share: number
  }[]
}

/** Strategies on recorded chains. Amounts are in `unit`, those of one copy of the book. */
export type ChainBacktest = {
  readonly title: string
  readonly origin: 'real' | 'synthetic'
  readonly symbol: string
  readonly book: string
  readonly unit: string
  readonly seed: number
  readonly chains: number
  readonly looks: number
  /** Microseconds. */
  readonly from: number
  readonly tunedUntil: number
  readonly to: number
  readonly intervals: { readonly tuned: number; readonly judged: number }
  readonly mark: string
  readonly hedge: string
  /** Share of the intervals whose hedge is priced by its own recorded price; the others by the index. */
  readonly recorded: number
  readonly funding: boolean
  readonly explained: ExplainedShare
  readonly scores: readonly ChainScore[]
  /** Compared on the months judged. */
  readonly against: readonly { readonly baseline: ChainBaseline; readonly families: readonly ChainComparison[] }[]
  /** The adaptive setting of net delta with the least ES95 on the months of tuning. */
  readonly chosen: ChainBaseline
}
