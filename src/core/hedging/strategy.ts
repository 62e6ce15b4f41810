import type { BandNetwork } from './bands/band-network'
import type { HodgesNeubergerTable } from './hodges-neuberger/table'
import type { AdaptivePolicy } from './policy'

/**
 * How a book is hedged. Parameters are those of one option struck at 1: half-widths in delta, risk aversion per unit of
 * strike. A snapshot's `scale` carries them to a book of many contracts at any price level.
 */
export type Strategy =
  | { readonly kind: 'no-hedge' }
  /** To the delta at every step. */
  | { readonly kind: 'every-step' }
  /** To the delta every so many seconds. */
  | { readonly kind: 'fixed-interval'; readonly seconds: number }
  /** To the edge of a band of constant half-width. */
  | { readonly kind: 'fixed-band'; readonly halfWidth: number }
  /** To the centre where it is further than the threshold away, looked at every so many seconds. */
  | { readonly kind: 'delta-threshold'; readonly threshold: number; readonly seconds: number }
  /**
   * To the centre where it is further than the half-width away and the spot has moved by the share `leastMove` since
   * the last trade.
   */
  | { readonly kind: 'range-and-move'; readonly halfWidth: number; readonly leastMove: number }
  /** To the centre where it has drifted further away than `drift`, or so many seconds after the last trade. */
  | { readonly kind: 'drift-or-timer'; readonly drift: number; readonly seconds: number }
  /**
   * `seconds` between evaluations: where given, edges lie inside the continuous ones by what delta overshoots between
   * evaluations.
   */
  | {
      readonly kind: 'whalley-wilmott'
      readonly riskAversion: number
      readonly multiplier: number
      readonly seconds?: number | undefined
    }
  | { readonly kind: 'zakamouline'; readonly riskAversion: number }
  /**
   * To the edge of the optimal band under exponential utility, solved beforehand for this book
   * (`solveHodgesNeuberger`).
   */
  | { readonly kind: 'hodges-neuberger'; readonly table: HodgesNeubergerTable }
  /** To the delta at Leland's volatility every so many seconds. */
  | { readonly kind: 'leland'; readonly seconds: number }
  /** To the edges that a network gives, trained for options struck at the scale's price; it ignores a fixed cost. */
  | { readonly kind: 'network'; readonly network: BandNetwork; readonly riskAversion: number }
  | { readonly kind: 'adaptive'; readonly policy: AdaptivePolicy }
