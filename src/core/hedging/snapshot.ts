import { Fault } from '../error'
import type { Timestamp } from '../market/event'
import type { Exercise } from '../pricing/finite-differences'
import type { DueDividend } from '../pricing/leg'
import type { OptionType } from '../pricing/option'
import type { VolPoint } from '../pricing/term-vol'
import type { OptionQuote } from '../surface/option-quote'
import type { Strategy } from './strategy'

/** One option of the book. */
export type Leg = {
  readonly type: OptionType
  readonly strike: number
  readonly expiry: Timestamp
  /** Contracts; negative where short. */
  readonly quantity: number
  /** Units of the underlying in a contract, 1 where absent. */
  readonly multiplier?: number | undefined
  /** European where absent. */
  readonly exercise?: Exercise | undefined
  /** 'inverse' pays in coin, the quote currency where absent. */
  readonly settlement?: 'inverse' | undefined
  /** On a surface, which takes the place of the snapshot's mark for this leg; European legs without dividends alone. */
  readonly quote?: OptionQuote | undefined
}

/** When the last evaluation was, when the next is due, and between which spots nothing is due before. */
export type Evaluation = {
  readonly evaluatedAt: Timestamp
  readonly spot: number
  readonly dueAt: Timestamp
  /** A spot at or beyond either end forces an evaluation; undefined where no move does. */
  readonly quiet: { readonly above: number; readonly below: number } | undefined
  /** Since when a hedge waits for the flow to calm; undefined where none does. */
  readonly waitingSince?: Timestamp | undefined
  /** The last trade, of a strategy that reads it; undefined before the first. */
  readonly traded?: { readonly at: Timestamp; readonly spot: number } | undefined
}

/**
 * Everything a decision depends on. `scale` carries the strategy's parameters, which are those of one option struck at
 * 1, to this book: delta units times `contracts`, risk aversion over `contracts` × `price`; take the contracts sold and
 * the spot when the strategy was set, and keep them.
 */
export type Snapshot = {
  readonly time: Timestamp
  readonly spot: number
  readonly legs: readonly Leg[]
  /** The calendar: 1 / (365 × 86,400 × 10⁶) for calendar time. */
  readonly yearsPerMicrosecond: number
  /** Units of the underlying held. */
  readonly position: number
  /** Proportional, fee + half spread + impact. */
  readonly oneWayCost: number
  /**
   * Cash a trade costs whatever its size, ≥ 0: a ticket or gas; 0 where absent. With it a trade ends inside the band.
   */
  readonly fixedCost?: number | undefined
  /** Probability of each regime state; empty where unknown. */
  readonly posterior: readonly number[]
  /** Average volatility by maturity, years rising, one point at least. */
  readonly volatility: readonly VolPoint[]
  /**
   * The volatility at which the book is marked, as `volatility`: the band is drawn around the delta there, while its
   * width follows the forecast. Absent: `volatility` itself.
   */
  readonly mark?: readonly VolPoint[] | undefined
  /** Annual volatility of the next step; absent: that of the book's life. */
  readonly nowVol?: number | undefined
  /** Share of recent variance that came by jumps, in [0, 1]; 0 where absent. */
  readonly jumpShare?: number | undefined
  /** Continuously compounded, annual. */
  readonly rate: number
  /** Dividends of the underlying; those of the past and behind a leg's expiry do not count for it. */
  readonly dividends?: readonly DueDividend[] | undefined
  /**
   * What the account is kept in. In 'coin' the book is hedged at net delta, Black's less the options' worth in coin, by
   * inverse contracts; `position` is then their dollars over the spot. In the quote currency, where absent, at Black's.
   */
  readonly account?: 'coin' | undefined
  /** In [0, 1]; undefined where the recording has no flow. */
  readonly toxicityPercentile: number | undefined
  readonly strategy: Strategy
  readonly scale: { readonly contracts: number; readonly price: number }
  /** The `next` of the last decision, undefined before the first. */
  readonly last: Evaluation | undefined
}

const refuse = (reason: string): never => {
  throw new Fault('numerical-domain', `a snapshot needs ${reason}`)
}

const checkTerm = (points: readonly VolPoint[]): void => {
  if (points.length === 0) refuse('a point of the volatility term structure')
  for (let i = 0; i < points.length; i++) {
    const { years, vol } = points[i]
    if (!(years >= 0 && vol >= 0 && vol < Infinity)) refuse(`volatilities ≥ 0, got ${vol} at ${years} years`)
    if (i > 0 && !(years > points[i - 1].years)) refuse('rising years in the volatility term structure')
  }
}

const checkSettlement = ({ account, legs, dividends = [], strategy }: Snapshot): void => {
  if (account === 'coin' && legs.some(({ settlement }) => settlement !== 'inverse'))
    refuse('coin-settled options alone where the account is kept in coin')
  if (legs.some(({ exercise, settlement }) => exercise === 'american' && settlement === 'inverse'))
    refuse('European options where they settle in coin')
  if (dividends.length > 0 && legs.some(({ settlement }) => settlement === 'inverse'))
    refuse('no dividends where options settle in coin')
  const isPlain =
    account === undefined && dividends.length === 0 && legs.every(({ exercise }) => exercise !== 'american')
  if (strategy.kind === 'hodges-neuberger' && !isPlain)
    refuse('European options without dividends in an account of the quote currency for a table of Hodges and Neuberger')
}

const checkQuotes = ({ legs, dividends = [] }: Snapshot): void => {
  for (const { quote, exercise } of legs) {
    if (quote === undefined) continue
    const { vol, carry } = quote
    if (!(vol >= 0 && vol < Infinity && Number.isFinite(carry)))
      refuse(`quotes of a volatility ≥ 0 and a finite carry, got ${vol} and ${carry}`)
    if (exercise === 'american' || dividends.length > 0)
      refuse('European options without dividends where they are quoted on a surface')
  }
}

/** Throws where a snapshot cannot be evaluated; NaN stops here. The legs are checked as they are priced. */
export const checkSnapshot = (snapshot: Snapshot): void => {
  const { spot, position, oneWayCost, fixedCost = 0, volatility, scale, yearsPerMicrosecond, time } = snapshot
  if (!Number.isFinite(time)) refuse(`a finite time, got ${time}`)
  if (!(spot > 0 && spot < Infinity)) refuse(`a spot > 0, got ${spot}`)
  if (!Number.isFinite(position)) refuse(`a finite position, got ${position}`)
  if (!(oneWayCost >= 0 && oneWayCost < 1)) refuse(`a one-way cost in [0, 1), got ${oneWayCost}`)
  if (!(fixedCost >= 0 && fixedCost < Infinity)) refuse(`a fixed cost ≥ 0, got ${fixedCost}`)
  if (!(yearsPerMicrosecond > 0)) refuse(`years per microsecond > 0, got ${yearsPerMicrosecond}`)
  if (!(scale.contracts > 0 && scale.price > 0)) refuse(`a scale > 0, got ${scale.contracts} × ${scale.price}`)
  const { strategy } = snapshot
  if (strategy.kind === 'adaptive' && !(strategy.policy.multiplier >= 0))
    refuse(`a policy with one multiplier ≥ 0, got ${strategy.policy.multiplier}: it may be of an earlier version`)
  checkSettlement(snapshot)
  checkQuotes(snapshot)
  checkTerm(volatility)
  if (snapshot.mark !== undefined) checkTerm(snapshot.mark)
  const { nowVol = 0, jumpShare = 0 } = snapshot
  if (!(nowVol >= 0 && nowVol < Infinity)) refuse(`a volatility now ≥ 0, got ${nowVol}`)
  if (!(jumpShare >= 0 && jumpShare <= 1)) refuse(`a jump share in [0, 1], got ${jumpShare}`)
  if (snapshot.posterior.some((p) => !(p >= 0))) refuse(`probabilities ≥ 0, got ${snapshot.posterior.join(' ')}`)
}
