import type { Timestamp } from '../market/event'
import { shareCurve, shareValue, shareVolGreeks, takesGrid, type ShareCurve, type ShareValue } from './american'
import type { Dividend, Exercise, ShareOption } from './finite-differences'
import type { Greeks } from './greeks'
import type { OptionType } from './option'
import { bsmPrice } from './price'

/** Cash that the underlying pays out per unit on the day it goes ex, in the quote currency, > 0. */
export type DueDividend = { readonly at: Timestamp; readonly amount: number }

/** An option of a book, as far as the value of a unit depends on it. */
export type LegTerms = {
  readonly type: OptionType
  readonly strike: number
  readonly expiry: Timestamp
  /** European where absent. */
  readonly exercise?: Exercise | undefined
  /** Annual rate at which the spot grows to the option's forward; that of the market where absent. */
  readonly carry?: number | undefined
}

/** The market that the options of a book are valued in, but for their volatilities. */
export type LegMarket = {
  readonly time: Timestamp
  readonly spot: number
  /** Continuously compounded, annual. */
  readonly rate: number
  readonly yearsPerMicrosecond: number
  /** Of the underlying, in any order; those of the past and behind a leg's expiry do not count for it. */
  readonly dividends?: readonly DueDividend[] | undefined
}

/** Dividends from a time, exclusive, to another, inclusive, in years from the first. */
export const dividendsWithin = (
  { dividends = [], yearsPerMicrosecond }: Pick<LegMarket, 'dividends' | 'yearsPerMicrosecond'>,
  from: Timestamp,
  to: Timestamp,
): readonly Dividend[] =>
  dividends
    .filter(({ at }) => at > from && at <= to)
    .map(({ at, amount }) => ({ years: (at - from) * yearsPerMicrosecond, amount }))

const shareOf = (market: LegMarket, leg: LegTerms, vol: number): ShareOption => {
  const { time, spot, rate, yearsPerMicrosecond, dividends } = market
  const { type, strike, expiry, exercise = 'european', carry } = leg
  const years = Math.max(expiry - time, 0) * yearsPerMicrosecond
  const dividend = carry === undefined ? undefined : rate - carry
  const option = { type, strike, spot, years, vol, rate, exercise, dividend }
  return dividends === undefined ? option : { ...option, dividends: dividendsWithin(market, time, expiry) }
}

/** The price of one unit of an option that may be exercised early or whose underlying pays cash, else by Black. */
export const sharePrice = (option: ShareOption): number =>
  option.exercise === 'european' && (option.dividends ?? []).length === 0 ? bsmPrice(option) : shareValue(option).price

/**
 * Value of one unit of a leg in the quote currency: by Black, or on a grid where it may be exercised early or the
 * underlying pays cash before its expiry; the payoff once it has expired. Faults as `shareValue`.
 */
export const legPrice = (market: LegMarket, leg: LegTerms, vol: number): number => sharePrice(shareOf(market, leg, vol))

/** Price, delta, gamma and theta of one unit, in a third of the time of `legGreeks` where a leg takes a grid. */
export const legValue = (market: LegMarket, leg: LegTerms, vol: number): ShareValue =>
  shareValue(shareOf(market, leg, vol))

/** The Greeks of `legPrice`. */
export const legGreeks = (market: LegMarket, leg: LegTerms, vol: number): Omit<Greeks, 'rho'> =>
  shareVolGreeks(shareOf(market, leg, vol))

/** Whether a leg is valued on a grid: it may be exercised early with a gain, or the underlying pays within its life. */
export const legTakesGrid = (market: LegMarket, leg: LegTerms): boolean => takesGrid(shareOf(market, leg, 1))

/** `legPrice` by the spot, of one grid that is made once. */
export const legCurve = (market: LegMarket, leg: LegTerms, vol: number): ShareCurve =>
  shareCurve(shareOf(market, leg, vol))
