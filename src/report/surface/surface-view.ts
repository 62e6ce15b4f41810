import type { ChainRefusal } from '../../core/surface/chain-quotes'
import type { FittedExpiry, LeftOut, SmileQuote } from '../../core/surface/fit-surface'
import type { SmileMeasures } from '../../core/surface/smile-measures'

/** An expiry of a surface with what it was fitted to. */
export type ExpiryView = FittedExpiry & SmileMeasures & { readonly points: readonly SmileQuote[] }

/** The surface at a constant time to expiry: forward, and annual volatility at the money. */
export type MaturityView = { readonly days: number; readonly forward: number; readonly atMoney: number }

/** A surface as it is shown and written. */
export type SurfaceView = {
  readonly title: string
  readonly origin: 'real' | 'synthetic'
  readonly venue: string
  readonly symbol: string
  readonly settlement: 'linear' | 'inverse'
  /** Microseconds since the epoch. */
  readonly at: number
  readonly expiries: readonly ExpiryView[]
  readonly maturities: readonly MaturityView[]
  readonly leftOut: readonly LeftOut[]
  readonly refused: Readonly<Partial<Record<ChainRefusal, number>>>
}
