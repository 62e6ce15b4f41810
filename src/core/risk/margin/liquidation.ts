import { normalCdf } from '../../pricing/normal'
import { bracketedRoot } from '../../statistics/bracketed-root'
import { bookColumns, optionsValue } from './book-columns'
import { movedBook, withCurves, type MarginAccount } from './margin-book'
import { marginOf, type MarginModel } from './margin-model'

/**
 * Probability that a driftless lognormal price touches `barrier` > 0 from `spot` within `years`, by the reflection
 * principle. 1 at the spot itself, 0 where vol or years is 0 and it is elsewhere. Falls as the barrier moves away.
 * Borodin & Salminen, Handbook of Brownian Motion (2002), 2.0.2.
 *
 * @internal
 */
export const touchProbability = (spot: number, barrier: number, vol: number, years: number): number => {
  if (barrier === spot) return 1
  const deviation = vol * Math.sqrt(years)
  if (deviation === 0) return 0
  const distance = Math.abs(Math.log(barrier / spot))
  // The log price drifts by −σ²/2: towards a barrier below, away from one above.
  const drift = (barrier < spot ? 0.5 : -0.5) * deviation * deviation
  const reflected = Math.exp((2 * drift * distance) / (deviation * deviation))
  const touched = normalCdf((drift - distance) / deviation) + reflected * normalCdf((-drift - distance) / deviation)
  return Math.min(touched, 1)
}

/** How far liquidation is searched for and how its distance is measured. */
export type LiquidationSearch = {
  /** Largest moves searched, as factors of the spot: 0 < lowest < 1 < highest. */
  readonly lowest: number
  readonly highest: number
  /** Spots valued on each side, evenly in logarithm; a crossing and its return between two of them are missed. */
  readonly points: number
  /** Annual volatility and time in which the probability of touching is measured. */
  readonly vol: number
  readonly years: number
  /** d ln(vol) / d ln(spot) of the options' volatilities; 0 holds them. */
  readonly volSlope: number
}

/** A spot at which equity equals maintenance margin. */
export type LiquidationPoint = {
  readonly spot: number
  /** Relative to the spot now. */
  readonly move: number
  /** |ln move| over vol × √years; undefined where that is 0. */
  readonly deviations: number | undefined
  /** Of touching it within the years. */
  readonly probability: number
}

/** The nearest liquidation on each side; undefined where the search finds none. */
export type LiquidationDistance = {
  readonly equity: number
  readonly maintenance: number
  /** True where equity is below maintenance already; both points are then undefined. */
  readonly below: boolean
  readonly up: LiquidationPoint | undefined
  readonly down: LiquidationPoint | undefined
}

/** Equity of an account and its maintenance margin at another spot, in currency, the book revalued in full. */
export const accountAt = (
  account: MarginAccount,
  model: MarginModel,
  spot: number,
  volSlope = 0,
): { readonly equity: number; readonly maintenance: number } => {
  const { cash, coins } = account
  const book = withCurves(account.book)
  const moved = movedBook(book, spot, volSlope === 0 ? 1 : (spot / book.spot) ** volSlope)
  const columns = bookColumns(moved)
  const futures = book.futures.reduce((sum, { quantity, price }) => sum + quantity * price * (spot / book.spot - 1), 0)
  const equity = cash + coins * spot + optionsValue(columns, spot, columns.vol) + futures
  return { equity, maintenance: marginOf(model, moved).maintenance }
}

/**
 * Distance to liquidation of the whole nonlinear book: the nearest spots, up and down, at which equity falls to the
 * maintenance margin, both revalued there, by a scan outwards and a bracketed root. Futures are marked at no profit
 * now. Faults on a book that cannot be valued.
 */
export const liquidationDistance = (
  { book, ...behind }: MarginAccount,
  model: MarginModel,
  search: LiquidationSearch,
): LiquidationDistance => {
  const { spot } = book
  const account = { ...behind, book: withCurves(book) }
  const excess = (logMove: number): number => {
    const { equity, maintenance } = accountAt(account, model, spot * Math.exp(logMove), search.volSlope)
    return equity - maintenance
  }
  const now = accountAt(account, model, spot, search.volSlope)
  if (now.equity < now.maintenance) return { ...now, below: true, up: undefined, down: undefined }
  const point = (farthest: number): LiquidationPoint | undefined => {
    let near = 0
    for (let i = 1; i <= search.points; i++) {
      const far = (farthest * i) / search.points
      if (excess(far) < 0) {
        const at = spot * Math.exp(bracketedRoot(excess, near, far, 1e-14) ?? far)
        const deviation = search.vol * Math.sqrt(search.years)
        return {
          spot: at,
          move: at / spot - 1,
          deviations: deviation === 0 ? undefined : Math.abs(Math.log(at / spot)) / deviation,
          probability: touchProbability(spot, at, search.vol, search.years),
        }
      }
      near = far
    }
    return undefined
  }
  return { ...now, below: false, up: point(Math.log(search.highest)), down: point(Math.log(search.lowest)) }
}
