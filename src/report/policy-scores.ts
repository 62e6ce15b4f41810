import type { Bounds, Measured } from './measured'

/** The volatility that a strategy's formula reads; the centre it hedges around is the mark's for all. */
export type VolatilityRead = 'log-har' | 'forecast' | 'none'

/**
 * A strategy at one setting on the test paths, per unit of spot at the start: mean cost, deviation and expected
 * shortfall (95 %) of the tracking of the mark's delta, certainty equivalent (mean cost + a/2 × mean risk), and means a
 * path of evaluations, trades and units of the underlying traded.
 */
export type FrontierScore = {
  readonly series: string
  readonly strategy: string
  readonly volatility: VolatilityRead
  /** The setting, for a person. */
  readonly parameter: string
  readonly cost: number
  readonly trackingSd: number
  readonly trackingEs95: number
  readonly ce: number
  readonly evaluations: number
  readonly trades: number
  readonly turnover: number
  /** True for the setting chosen on the training part; of adaptive, the policy as deployed. */
  readonly tuned: boolean
}

/**
 * What adaptive saves of a rival's cost at equal tracking sd: 1 − adaptive's cost over the rival's, the rival
 * interpolated on its log-log frontier at the tracking of adaptive as deployed. Where that frontier does not reach
 * (`beyond`), and for a rival without a parameter, the two meet at the rival's nearest setting instead, adaptive
 * interpolated on its own frontier.
 */
export type CostSaved = {
  readonly series: string
  readonly against: string
  readonly volatility: VolatilityRead
  /** Absent where neither frontier reaches the other. */
  readonly value?: number
  readonly ci?: Bounds
  /** The tracking sd at which the two meet. */
  readonly trackingSd?: number
  /** The same at equal root mean risk (squared deviation × realized variance), which has less noise. */
  readonly atEqualRisk?: Measured
  /** Mean along adaptive's frontier, its band scaled as a whole, where the rival's reaches. */
  readonly alongFrontier?: Measured
  /** Where the tracking of adaptive as deployed lies, if off the rival's settings. */
  readonly beyond?: 'below the grid' | 'above the grid'
}

/** The evaluation interval of adaptive against the same policy evaluated at every bar. */
export type IntervalScore = {
  readonly series: string
  /** Mean evaluations a path, as deployed and at every bar. */
  readonly evaluations: number
  readonly atEveryBar: number
  /** Certainty equivalent over that of every bar, less 1; above 0 the interval loses. */
  readonly ceLoss: number
  readonly ci: Bounds
}

/** What the adaptive policy does in one called regime, calm first; regimes never called are left out. */
export type RegimeBehaviour = {
  readonly series: string
  readonly regime: string
  /** Of the steps of all paths. */
  readonly share: number
  /** Mean half-width of the band at evaluations, delta of one option. */
  readonly halfWidth: number
  /** Median wait decided at evaluations. */
  readonly intervalSeconds: number
  readonly evaluationsPerDay: number
  /** Cost of rebalancing a trading day, without the first trade and the last, per unit of spot. */
  readonly cost: number
  /** Root of the mean risk of a trading day, per unit of spot. */
  readonly tracking: number
}

/**
 * The policy without one of its parts on the same paths. Without the classifier the posterior is the regimes' long-run
 * shares; without the forecaster log-HAR forecasts; without the learned shape the band is the formula's.
 */
export type PolicyAblation = {
  readonly series: string
  readonly policy: 'as deployed' | 'without the classifier' | 'without the forecaster' | 'without the learned shape'
  readonly cost: number
  readonly trackingSd: number
  readonly ce: number
  readonly evaluations: number
  readonly trades: number
  /** Certainty equivalent over that as deployed, less 1; above 0 the part helps. Absent as deployed. */
  readonly ceExcess?: Measured
}

/**
 * What it changes that the policy reads a regime's own value of one input instead of the average of all regimes, on
 * common paths: the share of jumps, the cost that the band reads (what is paid is as recorded), or the volatility that
 * sets the interval. Channels that the policy does not read, or of which nothing is recorded, are left out.
 */
export type RegimeChannel = {
  readonly series: string
  readonly channel: 'jump share' | 'spread' | 'interval'
  /** Certainty equivalent by the regime's own over that by the average, less 1; below 0 the channel pays. */
  readonly ceChange: number
  readonly ci: Bounds
}

/**
 * What the exact optimum gains over Whalley and Wilmott's tuned band in the world fitted to the bars before the test
 * part: share of the certainty equivalent saved where both see the regime, with a 95 % interval of the simulated paths,
 * and the share of that which is asked of the policy; or why it is not solved.
 */
export type OptimumScore = { readonly series: string } & (
  { readonly gain: Measured; readonly target: number; readonly states: number } | { readonly reason: string }
)

/** How the adaptive policy stands on the frontier of cost against tracking, when it looks, and which part matters. */
export type PolicyScores = {
  readonly frontier: readonly FrontierScore[]
  readonly costSaved: readonly CostSaved[]
  readonly interval: IntervalScore
  readonly byRegime: readonly RegimeBehaviour[]
  readonly ablation: readonly PolicyAblation[]
  readonly regimeChannels: readonly RegimeChannel[]
}
