import type { Strategy } from '../strategy'
import { variancePremium, type PremiumRule } from '../variance-premium'
import { greeksAt, markOf, placeAt, yearsBetween, type BookMarket, type PathOption } from './book-market'
import { attributionParts, emptyRun, runBook, type BookRun } from './run-book'
import { optionCost, type BookTradingCosts } from './trader'

/** When a long-gamma book is worth buying; the costs are those of the run. */
type EntryRule = Omit<PremiumRule, 'cost' | 'volSpread'> & {
  /** Forecast of realized volatility over the book's life, annual, and the deviation of its log variance. */
  readonly forecast: (path: number) => { readonly forecast: number; readonly logError: number }
}

/** Whether the forecast calls the book, marked at `implied`, cheap. */
const entersLong = (entry: EntryRule, costs: BookTradingCosts, path: number, implied: number): boolean => {
  const rule = { ...entry, cost: costs.underlying, volSpread: costs.optionVolSpread }
  return variancePremium({ implied, ...entry.forecast(path) }, rule).call === 'buy'
}

/** What a run may leave out. */
export type GammaScalpSettings = {
  /** How delta is harvested: a band, an interval or the adaptive policy; formulas with a side take the long one. */
  readonly strategy: Strategy
  readonly costs: BookTradingCosts
  /** A long at-the-money straddle to the end where absent. */
  readonly legs?: readonly PathOption[] | undefined
  /** Paths on which the book is bought; all where absent. */
  readonly entry?: EntryRule | undefined
  /** Volatility behind the hedge; the implied one where absent. */
  readonly hedgeVol?: BookMarket['impliedVol'] | undefined
  readonly fundingRate?: number | undefined
}

/**
 * The outcome of each path; columns of length `paths`, per unit of spot at the start, 0 where the book was not bought.
 */
export type GammaScalpRun = BookRun & {
  /** 1 where the book was bought. */
  readonly entered: Uint8Array
  /** Made from moves of the spot: the book's curvature and what the hedge made against its delta. */
  readonly scalped: Float64Array
  /** Decay of the book, ≥ 0 at rate 0. */
  readonly thetaPaid: Float64Array
  /** Half the spread and the fee of buying the book, within `cost`. */
  readonly entryCost: Float64Array
  /** Annual, of the steps over the path; of every path. */
  readonly realizedVol: Float64Array
  /** Gamma-weighted mark of the book at the start; of every path. */
  readonly impliedVol: Float64Array
  /**
   * Move of the spot within a day at which curvature pays for decay, as a share of the spot at the start: √(−2 Θ / 365
   * Γ). Of every path.
   */
  readonly breakevenDailyMove: Float64Array
}

const realized = (market: BookMarket, path: number): number => {
  const { steps, spot } = market
  let sum = 0
  for (let at = path * (steps + 1), end = at + steps; at < end; at++) sum += Math.log(spot[at + 1] / spot[at]) ** 2
  return Math.sqrt(sum / yearsBetween(market, 0, steps))
}

/** Gamma, decay, implied volatility and cost of the book at the start of a path. */
const atStart = (market: BookMarket, legs: readonly PathOption[], costs: BookTradingCosts, path: number) => {
  const place = placeAt(market, path, 0)
  let gamma = 0
  let theta = 0
  let vol = 0
  let cost = 0
  for (const leg of legs) {
    const greeks = greeksAt(market, place, leg)
    gamma += leg.quantity * greeks.gamma
    theta += leg.quantity * greeks.theta
    vol += leg.quantity * greeks.gamma * markOf(market, place, leg).vol
    cost += Math.abs(leg.quantity) * optionCost(costs, greeks, place.spot)
  }
  const breakeven = gamma > 0 && theta < 0 ? Math.sqrt((-2 * theta) / (365 * gamma)) : 0
  return { impliedVol: gamma === 0 ? 0 : vol / gamma, breakeven, cost }
}

const choose = (market: BookMarket, chosen: readonly number[]): BookMarket => {
  const width = market.steps + 1
  const spot = new Float64Array(chosen.length * width)
  chosen.forEach((path, i) => spot.set(market.spot.subarray(path * width, (path + 1) * width), i * width))
  const impliedVol: BookMarket['impliedVol'] = (path, step, years) => market.impliedVol(chosen[path], step, years)
  return { ...market, paths: chosen.length, spot, impliedVol }
}

/**
 * Buys a long-gamma book at its ask and hedges its delta to the end, so that the moves pay for the decay: before costs
 * the profit is close to Σ ½ Γ S² (r² − σ² Δt) with Γ and σ implied and r the return of a step. The attribution leaves
 * no remainder, so gamma and theta are the whole of what the options made at unchanged volatility. Faults as `runBook`.
 * P. Carr & D. Madan, Volatility (1998) 417–427, for the profit of a delta-hedged option.
 */
export const runGammaScalp = (market: BookMarket, settings: GammaScalpSettings): GammaScalpRun => {
  const { paths, steps } = market
  const { strategy, costs, entry, hedgeVol, fundingRate } = settings
  const legs = settings.legs ?? [
    { type: 'call', strike: 1, expiryStep: steps, quantity: 1 },
    { type: 'put', strike: 1, expiryStep: steps, quantity: 1 },
  ]
  const contracts = legs.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0)
  const column = (): Float64Array => new Float64Array(paths)
  const out: GammaScalpRun = {
    ...emptyRun(paths),
    entered: new Uint8Array(paths),
    scalped: column(),
    thetaPaid: column(),
    entryCost: column(),
    realizedVol: column(),
    impliedVol: column(),
    breakevenDailyMove: column(),
  }
  const chosen: number[] = []
  const entryCosts = column()
  for (let path = 0; path < paths; path++) {
    const start = atStart(market, legs, costs, path)
    out.realizedVol[path] = realized(market, path)
    out.impliedVol[path] = start.impliedVol
    out.breakevenDailyMove[path] = start.breakeven
    entryCosts[path] = start.cost
    if (entry === undefined || entersLong(entry, costs, path, start.impliedVol)) chosen.push(path)
  }
  if (chosen.length === 0) return out
  const part = choose(market, chosen)
  const vol: BookMarket['impliedVol'] | undefined =
    hedgeVol === undefined ? undefined : (path, step, years) => hedgeVol(chosen[path], step, years)
  const options = { kind: 'none' } as const
  const run = runBook(part, { legs, strategy, contracts, options, costs, fundingRate, hedgeVol: vol })
  chosen.forEach((path, i) => {
    const { attribution } = run
    const bought = entryCosts[path]
    out.entered[path] = 1
    out.pnl[path] = run.pnl[i] - bought
    out.cost[path] = run.cost[i] + bought
    out.entryCost[path] = bought
    out.trades[path] = run.trades[i]
    out.turnover[path] = run.turnover[i]
    out.premium[path] = run.premium[i]
    for (const cause of attributionParts) out.attribution[cause][path] = attribution[cause][i]
    out.attribution.cost[path] -= bought
    out.scalped[path] = attribution.gamma[i] + attribution.delta[i] + attribution.hedge[i]
    out.thetaPaid[path] = -attribution.theta[i]
  })
  return out
}
