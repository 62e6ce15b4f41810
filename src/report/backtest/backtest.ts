import type { Measured } from '../measured'

/**
 * A strategy's measures. `excess` is each measure less that of the first strategy on the same paths, absent for the
 * first itself.
 */
export type BacktestScore = {
  readonly strategy: string
  /** Its parameters, for a person. */
  readonly setting: string
  readonly measures: Readonly<Record<string, Measured>>
  readonly excess: Readonly<Record<string, Measured>> | undefined
}

/** Strategies of one mandate over the same paths. */
export type Backtest = {
  /** What the strategies are for: 'hedge', 'insurance' … */
  readonly mandate: string
  /** For a person. */
  readonly title: string
  readonly origin: 'real' | 'synthetic'
  readonly paths: number
  readonly steps: number
  readonly stepSeconds: number
  /** Consecutive paths that depend on each other: the block of the bootstrap. */
  readonly overlap: number
  /** The volatility that strategies see. */
  readonly volSource: string
  readonly seed: number
  /** One at least; all have the same measures. */
  readonly strategies: readonly BacktestScore[]
}
