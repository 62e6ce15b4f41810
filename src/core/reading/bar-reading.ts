import type { RecentReturn } from '../features/recent-returns'
import type { VolPoint } from '../pricing/term-vol'
import type { Bar } from '../market/bar'
import type { Trust } from './market-state'
import type { TrustFigures } from './trust-rule'

/** What is read off a decision bar at its close. */
export type BarReading = {
  readonly bar: Bar
  /** The models' feature row; undefined without models and before every feature is warm. */
  readonly row: Float64Array | undefined
  readonly posterior: readonly number[]
  readonly regime: number | undefined
  readonly volatility: readonly VolPoint[]
  readonly interval: readonly { readonly years: number; readonly low: number; readonly high: number }[]
  readonly realizedVol: number | undefined
  readonly toxicityPercentile: number | undefined
  readonly recentReturns: readonly RecentReturn[]
  readonly trust: Trust
  /** What the models are judged by; undefined without models or before they are warm. */
  readonly trustFigures: TrustFigures | undefined
}
