import { Fault } from '../../error'
import { attributeStep, type Attribution } from '../../portfolio/ledger/attribution'
import type { OptionStep } from '../../portfolio/ledger/option-step'
import type { SolveQuadraticProgram } from '../greeks/quadratic-program'
import {
  checkMarket,
  greeksAt,
  markOf,
  placeAt,
  yearsBetween,
  type BookMarket,
  type PathOption,
  type PathPoint,
} from './book-market'
import { checkOptionHedge, type BookPlan, type HedgeListing } from './book-plan'
import { hedgeDelta } from './hedge-delta'
import { hedgeGreeks } from './hedge-greeks'
import { startTrader, tradeOptions, tradeUnderlying, type BookTradingCosts, type Trader } from './trader'

export const attributionParts = [
  'delta',
  'gamma',
  'vega',
  'theta',
  'vanna',
  'volga',
  'residual',
  'hedge',
  'cost',
  'funding',
] as const

type AttributionPart = (typeof attributionParts)[number]

/** The outcome of each path; columns of length `paths`, per unit of spot at the start. */
export type BookRun = {
  /** Change in value of book and hedge from the start, options at their mark at the start, less costs. */
  readonly pnl: Float64Array
  readonly cost: Float64Array
  /** Evaluations at which the underlying was traded, and the unwinding. */
  readonly trades: Float64Array
  /** Σ |Δ position| in the underlying. */
  readonly turnover: Float64Array
  readonly optionTrades: Float64Array
  /** Σ |Δ quantity| over the hedge options. */
  readonly optionTurnover: Float64Array
  /** Value of the book at the start at its mark; negative where premium is received. */
  readonly premium: Float64Array
  /** Sums over the path, part by part; they add up to `pnl`. `cost` is negative here. */
  readonly attribution: Readonly<Record<AttributionPart, Float64Array>>
}

export const emptyRun = (paths: number): BookRun => {
  const column = (): Float64Array => new Float64Array(paths)
  const parts = Object.fromEntries(attributionParts.map((part) => [part, column()]))
  return {
    pnl: column(),
    cost: column(),
    trades: column(),
    turnover: column(),
    optionTrades: column(),
    optionTurnover: column(),
    premium: column(),
    attribution: parts as Record<AttributionPart, Float64Array>,
  }
}

/** Adds a step's attribution to a path. */
const addStep = (run: BookRun, path: number, step: Attribution): void => {
  run.pnl[path] += step.total
  run.cost[path] -= step.cost
  for (const part of attributionParts) run.attribution[part][path] += step[part]
}

const listed = ({ type, lifeSteps }: HedgeListing, { step, spot }: PathPoint): PathOption => ({
  type,
  strike: spot,
  expiryStep: step + lifeSteps,
  quantity: 0,
})

/**
 * Strikes hedge options: all at the start, later those whose time has come. What is held of an old one is sold at cost.
 */
const list = (market: BookMarket, plan: BookPlan, trader: Trader, place: PathPoint): void => {
  const { options } = plan
  if (options.kind === 'none') return
  options.listings.forEach((listing, i) => {
    if (place.step > 0) {
      const expired = trader.options[i].expiryStep <= place.step
      const due = listing.restrikeSteps !== undefined && place.step % listing.restrikeSteps === 0
      if (!expired && !due) return
      if (!expired) tradeOptions(market, plan.costs, trader, { place, listing: i, target: 0 })
    }
    trader.options[i] = listed(listing, place)
  })
}

const optionStep = (market: BookMarket, from: PathPoint, to: PathPoint, option: PathOption): OptionStep => ({
  ...option,
  start: markOf(market, from, option),
  end: markOf(market, to, option),
})

/** Sells the hedge at the end. Options that expire there are paid out. */
const unwind = (market: BookMarket, costs: BookTradingCosts, trader: Trader, place: PathPoint): void => {
  trader.options.forEach(({ expiryStep }, i) => {
    if (expiryStep > place.step) tradeOptions(market, costs, trader, { place, listing: i, target: 0 })
  })
  tradeUnderlying(costs, trader, place, 0)
}

/**
 * Holds a book along every path, hedges it at each step and splits the profit of every step by cause. Trades happen at
 * evaluations on steps 0 … steps − 1; at the end what is left of the hedge is sold at cost and options that have not
 * expired are marked. Decisions are those of `evaluate`, and of `evaluateGreeks` for least squares, which needs
 * `solve`. Faults with 'usage' where it is missing.
 */
export const runBook = (market: BookMarket, plan: BookPlan, solve?: SolveQuadraticProgram): BookRun => {
  checkMarket(market)
  checkOptionHedge(plan.options)
  const run = emptyRun(market.paths)
  for (let path = 0; path < market.paths; path++) runPath(market, plan, { solve, run, path })
  return run
}

const runPath = (
  market: BookMarket,
  plan: BookPlan,
  {
    solve,
    run,
    path,
  }: { readonly solve: SolveQuadraticProgram | undefined; readonly run: BookRun; readonly path: number },
): void => {
  const trader = startTrader()
  const start = placeAt(market, path, 0)
  for (const leg of plan.legs) run.premium[path] += leg.quantity * greeksAt(market, start, leg).price
  for (let step = 0; step < market.steps; step++) {
    const place = placeAt(market, path, step)
    const next = placeAt(market, path, step + 1)
    const legs = plan.legs.filter(({ expiryStep }) => expiryStep > step)
    list(market, plan, trader, place)
    if (plan.options.kind === 'least-squares') {
      if (solve === undefined) throw new Fault('usage', 'a hedge by least squares needs a solver')
      hedgeGreeks(market, plan, { hedge: plan.options, trader, legs, place, solve })
    } else hedgeDelta(market, plan, { trader, legs, place })
    const { underlying } = trader
    const options = trader.options.filter(({ quantity }) => quantity !== 0)
    if (step === market.steps - 1) unwind(market, plan.costs, trader, next)
    const years = yearsBetween(market, step, step + 1)
    addStep(
      run,
      path,
      attributeStep(
        {
          spotStart: place.spot,
          spotEnd: next.spot,
          legs: legs.map((leg) => optionStep(market, place, next, leg)),
          hedge: underlying,
          hedgeLegs: options.map((option) => optionStep(market, place, next, option)),
          cost: trader.paid,
          funding: -(plan.fundingRate ?? 0) * underlying * place.spot * years,
        },
        plan.attribution,
      ),
    )
    trader.paid = 0
  }
  run.trades[path] = trader.trades
  run.turnover[path] = trader.turnover
  run.optionTrades[path] = trader.optionTrades
  run.optionTurnover[path] = trader.optionTurnover
}
