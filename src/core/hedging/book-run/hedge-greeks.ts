import { YEARS_PER_MICROSECOND } from '../../market/event'
import { evaluateGreeks } from '../greeks/evaluate-greeks'
import { factorRisk } from '../greeks/factor-risk'
import type { HedgeInstrument } from '../greeks/greek-snapshot'
import type { SolveQuadraticProgram } from '../greeks/quadratic-program'
import { greeksAt, stepTime, type BookMarket, type PathOption, type PathPoint } from './book-market'
import type { BookPlan, LeastSquaresHedge } from './book-plan'
import { termPoints } from './hedge-delta'
import { optionCost, tradeOptions, tradeUnderlying, type Trader } from './trader'

const UNDERLYING = 'underlying'

const instrumentsOf = (
  market: BookMarket,
  { costs }: BookPlan,
  { hedge, trader, place }: { readonly hedge: LeastSquaresHedge; readonly trader: Trader; readonly place: PathPoint },
) => {
  const { spot } = place
  const half = costs.underlying * spot
  const open = { lower: -Infinity, upper: Infinity, lot: 0 }
  const underlying: HedgeInstrument = {
    kind: 'underlying',
    id: UNDERLYING,
    bid: spot,
    ask: spot,
    fee: half,
    position: trader.underlying,
    ...open,
  }
  const options = trader.options.map((option, i): HedgeInstrument => {
    const greeks = greeksAt(market, place, option)
    const { type, strike, expiryStep, quantity } = option
    return {
      kind: 'option',
      id: String(i),
      type,
      strike,
      expiry: stepTime(market, expiryStep),
      bid: greeks.price,
      ask: greeks.price,
      fee: optionCost(costs, greeks, spot),
      lot: hedge.optionLot,
      position: quantity,
      lower: -hedge.limit,
      upper: hedge.limit,
    }
  })
  return [underlying, ...options]
}

/** One evaluation by `evaluateGreeks`: delta, gamma and vega together. */
export const hedgeGreeks = (
  market: BookMarket,
  plan: BookPlan,
  {
    hedge,
    trader,
    legs,
    place,
    solve,
  }: {
    readonly hedge: LeastSquaresHedge
    readonly trader: Trader
    readonly legs: readonly PathOption[]
    readonly place: PathPoint
    readonly solve: SolveQuadraticProgram
  },
): void => {
  const volatility = termPoints(market, place, [...legs, ...trader.options], plan.hedgeVol)
  const { tolerance, riskAversion, volOfVol, correlation, horizonSeconds } = hedge
  const horizonYears = horizonSeconds * 1e6 * YEARS_PER_MICROSECOND
  const moments = { riskAversion, spot: place.spot, vol: volatility[0].vol, volOfVol, correlation, horizonYears }
  const decision = evaluateGreeks(
    {
      time: stepTime(market, place.step),
      spot: place.spot,
      legs: legs.map((leg) => ({ ...leg, expiry: stepTime(market, leg.expiryStep) })),
      instruments: instrumentsOf(market, plan, { hedge, trader, place }),
      volatility,
      yearsPerMicrosecond: YEARS_PER_MICROSECOND,
      rate: 0,
      targets: [
        { greek: 'delta', tolerance: tolerance.delta },
        { greek: 'gamma', tolerance: tolerance.gamma },
        { greek: 'vega', tolerance: tolerance.vega },
      ],
      risk: factorRisk(['delta', 'gamma', 'vega'], moments),
      schedule: { share: 0, minInterval: 0, maxInterval: 0 },
      last: trader.last,
    },
    solve,
  )
  trader.last = decision.next
  for (const { id, target } of decision.orders)
    if (id === UNDERLYING) tradeUnderlying(plan.costs, trader, place, target)
    else tradeOptions(market, plan.costs, trader, { place, listing: Number(id), target })
}
