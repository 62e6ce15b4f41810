import { Fault } from '../../error'
import type { Timestamp } from '../../market/event'
import type { Exercise } from '../../pricing/finite-differences'
import type { DueDividend } from '../../pricing/leg'
import type { OptionType } from '../../pricing/option'
import type { VolPoint } from '../../pricing/term-vol'
import type { Evaluation, Leg } from '../snapshot'
import type { SearchLimits } from './choose-trades'
import { checkRisk } from './hedge-problem'

/** How an instrument trades. A known one-way cost is a bid and an ask that far from the price. */
type Quote = {
  readonly id: string
  /** Per unit of the underlying, 0 ≤ bid ≤ ask. */
  readonly bid: number
  readonly ask: number
  /** Per unit of the underlying beside the spread; 0 where absent. */
  readonly fee?: number | undefined
  /** Units of the underlying in a contract; 1 where absent. */
  readonly multiplier?: number | undefined
  /** Contracts in the smallest trade; 0 where any size trades. */
  readonly lot: number
  /** Contracts held now, and the least and most that may be held; may be infinite. */
  readonly position: number
  readonly lower: number
  readonly upper: number
}

/** What a book's Greeks may be hedged with. */
export type HedgeInstrument =
  | (Quote & {
      readonly kind: 'underlying'
      /** True where buying takes cash, as spot does and a future does not; false where absent. */
      readonly funded?: boolean | undefined
    })
  | (Quote & {
      readonly kind: 'option'
      readonly type: OptionType
      readonly strike: number
      readonly expiry: Timestamp
      /** European where absent. */
      readonly exercise?: Exercise | undefined
      /** Implied volatility that marks it; the snapshot's term structure where absent. */
      readonly vol?: number | undefined
    })

export type GreekName = 'delta' | 'gamma' | 'vega' | 'vanna' | 'volga'

/** A Greek that is managed: of the whole book, or of the options that expire within a bucket. */
export type GreekTarget = {
  readonly greek: GreekName
  /** Expiries counted, [from, to); all where absent. The underlying has none and counts everywhere. */
  readonly from?: Timestamp | undefined
  readonly to?: Timestamp | undefined
  /** What the Greek is to be, in the book's units; 0 where absent. */
  readonly target?: number | undefined
  /** Nothing is traded for this Greek while it is within so much of the target, ≥ 0. */
  readonly tolerance: number
}

/** True where an option of this expiry counts. */
export const countsTowards = ({ from = -Infinity, to = Infinity }: GreekTarget, expiry: Timestamp): boolean =>
  expiry >= from && expiry < to

/**
 * When the next evaluation is due: when delta is expected to have diffused `share` of the way to its tolerance, within
 * the interval in seconds.
 */
export type GreekSchedule = { readonly share: number; readonly minInterval: number; readonly maxInterval: number }

/**
 * Everything that a decision on a book's Greeks depends on. The book is the legs and the positions in the instruments.
 */
export type GreekSnapshot = {
  readonly time: Timestamp
  readonly spot: number
  readonly legs: readonly Leg[]
  readonly instruments: readonly HedgeInstrument[]
  /** Average annual volatility by maturity, years rising, one point at least. */
  readonly volatility: readonly VolPoint[]
  readonly yearsPerMicrosecond: number
  /** Continuously compounded, annual. */
  readonly rate: number
  /** As in `Snapshot`. */
  readonly dividends?: readonly DueDividend[] | undefined
  readonly targets: readonly GreekTarget[]
  /** Risk in currency per product of two Greeks, in the order of the targets: `factorRisk` or `diagonalRisk`. */
  readonly risk: readonly (readonly number[])[]
  /** Most that a decision may pay in costs, or take in cash on balance; any where absent. */
  readonly maxCost?: number | undefined
  readonly maxSpend?: number | undefined
  readonly search?: SearchLimits | undefined
  readonly schedule: GreekSchedule
  /** The `next` of the last decision, undefined before the first. */
  readonly last: Evaluation | undefined
}

const refuse = (reason: string): never => {
  throw new Fault('numerical-domain', `a Greek snapshot needs ${reason}`)
}

/**
 * Throws where a snapshot cannot be evaluated. Legs and options are checked as they are priced, limits as the trades
 * are chosen.
 */
export const checkGreekSnapshot = (snapshot: GreekSnapshot): void => {
  const { time, spot, legs, instruments, volatility, yearsPerMicrosecond, targets, schedule, dividends = [] } = snapshot
  if (!Number.isFinite(time)) refuse(`a finite time, got ${time}`)
  if (!(spot > 0 && spot < Infinity)) refuse(`a spot > 0, got ${spot}`)
  if (!(yearsPerMicrosecond > 0)) refuse(`years per microsecond > 0, got ${yearsPerMicrosecond}`)
  if (volatility.length === 0) refuse('a point of the volatility term structure')
  if (targets.length === 0) refuse('a Greek to manage')
  const hasInverse = legs.some(({ settlement }) => settlement === 'inverse')
  if (hasInverse && dividends.length > 0) refuse('no dividends where options settle in coin')
  if (legs.some(({ settlement, exercise }) => settlement === 'inverse' && exercise === 'american'))
    refuse('European options where they settle in coin')
  checkRisk(snapshot.risk, targets.length)
  for (const { tolerance, target = 0 } of targets)
    if (!(tolerance >= 0 && Number.isFinite(target))) refuse(`finite targets and tolerances ≥ 0, got ${tolerance}`)
  for (const { id, bid, ask, fee = 0 } of instruments)
    if (!(bid >= 0 && ask >= bid && ask < Infinity && fee >= 0)) refuse(`0 ≤ bid ≤ ask of ${id}, got ${bid} and ${ask}`)
  if (new Set(instruments.map(({ id }) => id)).size < instruments.length) refuse('instruments with different ids')
  const { share, minInterval, maxInterval } = schedule
  if (!(share >= 0 && minInterval >= 0 && maxInterval >= minInterval && maxInterval < Infinity))
    refuse('a schedule with 0 ≤ shortest ≤ longest interval')
}
