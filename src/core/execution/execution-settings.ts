import type { CostCard } from './cost-card'

/** How a portfolio's trades become orders. */
export type ExecutionSettings =
  /** One order a trade, as large as one may be; the rest comes with the next evaluation. */
  | { readonly kind: 'single' }
  /** Slices of equal size and spacing. */
  | {
      readonly kind: 'slices'
      /** ≥ 1, of a trade. */
      readonly slices: number
      /** Seconds from one to the next. */
      readonly spacing: number
      /** No slice is more than this share of the market's volume in a spacing; absent: no limit. */
      readonly participation?: { readonly share: number; readonly dailyVolume: number } | undefined
    }
  /** One order or slices over at most `maxSeconds`, whichever costs least by the card, risk included. */
  | {
      readonly kind: 'planned'
      readonly card: CostCard
      /** Entropic, per unit of the quote currency: a risk of variance V is worth a/2 × V. */
      readonly riskAversion: number
      readonly maxSeconds: number
      readonly latencyMilliseconds: number
    }

/** Trades in several orders. */
export type SlicedExecution = Exclude<ExecutionSettings, { readonly kind: 'single' }>
