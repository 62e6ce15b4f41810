import { chooseTrades } from '../../../src/core/hedging/greeks/choose-trades'
import { factorRisk } from '../../../src/core/hedging/greeks/factor-risk'
import type { HedgeCandidate } from '../../../src/core/hedging/greeks/hedge-problem'
import type { SolveQuadraticProgram } from '../../../src/core/hedging/greeks/quadratic-program'
import { YEARS_PER_MICROSECOND } from '../../../src/core/market/event'
import { hedgeGreeks } from '../../../src/core/portfolio/attribute-chain'
import type { MarkedChain, MarkedOption } from '../../../src/core/surface/mark-option'
import { surfaceVol } from '../../../src/core/surface/surface-vol'
import { touchCost, type BookTimeline, type ChainFees, type Holding } from './chain-book'
import type { ChainForecast } from './chain-forecast'
import type { Looks } from './chain-looks'
import type { Marks } from './hedge-chain'

/** How listed options hedge gamma and vega of a book. */
export type OptionHedgeSettings = {
  /** a of mean-variance utility, per unit of the option's price: what risk may cost. */
  readonly riskAversion: number
  /** Annual standard deviation of the implied volatility in a week, as a share of it. */
  readonly volOfVol: number
  /** Time over which risk is counted, days. */
  readonly horizonDays: number
}

const weekYears = 7 / 365
/** Tenors whose volatilities are hedged apart, years. */
const nearYears = 30 / 365
/** Widest relative spread of an option that hedges, and its life in days. */
const [widest, lives] = [0.1, [2, 200]] as const

/** Listed options nearest to the money: the call of each expiry, two-sided. */
const listings = ({ quotes, at }: MarkedChain): readonly MarkedOption[] => {
  const nearest = new Map<number, { readonly option: MarkedOption; readonly distance: number }>()
  for (const option of quotes.values()) {
    const { type, bid, ask, strike, underlyingPrice, expiry } = option
    if (type !== 'call' || bid === undefined || ask === undefined || underlyingPrice === undefined) continue
    const days = 365 * (expiry - at) * YEARS_PER_MICROSECOND
    if (ask < bid || 2 * (ask - bid) > widest * (ask + bid) || days < lives[0] || days > lives[1]) continue
    const distance = Math.abs(Math.log(strike / underlyingPrice))
    if (distance < (nearest.get(expiry)?.distance ?? Infinity)) nearest.set(expiry, { option, distance })
  }
  return [...nearest.values()].map(({ option }) => option)
}

/** Gamma per relative move, vega of near and of far tenors, of one unit. */
const exposureOf = (marks: Marks, i: number, { settlement }: MarkedChain, option: MarkedOption): readonly number[] => {
  const value = marks(i, option)
  const { gamma, vega } = hedgeGreeks(settlement, { ...option, ...value })
  const near = value.years <= nearYears
  return [settlement === 'inverse' ? gamma : gamma * value.forward, near ? vega : 0, near ? 0 : vega]
}

/**
 * The book with options that hedge it: at every chain the trades that least squares find worth their cost, at the ask
 * or bid of that chain and with fees. What hedges is held until it is sold or expires.
 */
export const hedgeWithOptions = (
  book: BookTimeline,
  { riskAversion, volOfVol, horizonDays }: OptionHedgeSettings,
  setting: {
    readonly chains: readonly MarkedChain[]
    readonly looks: Looks
    readonly forecast: ChainForecast
    readonly marks: Marks
    readonly fees: ChainFees
    readonly solve: SolveQuadraticProgram
  },
): BookTimeline => {
  const { chains, looks, forecast, marks, fees, solve } = setting
  const horizonYears = horizonDays / 365
  const cost = Float64Array.from(book.cost)
  let hedge: readonly Holding[] = []
  const held = chains.map((chain, i) => {
    hedge = hedge.filter(({ option }) => option.expiry > chain.at)
    const own = book.held[i]
    const size = own.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0)
    if (i === chains.length - 1 || (size === 0 && hedge.length === 0)) return [...own, ...hedge]
    const options = new Map(
      [...hedge.map(({ option }) => option), ...listings(chain)].map((option) => [option.instrument, option]),
    )
    const units = new Map(hedge.map(({ option, quantity }) => [option.instrument, quantity]))
    const candidates: (HedgeCandidate & { readonly option: MarkedOption })[] = []
    const residual = [0, 0, 0]
    const count = (option: MarkedOption, quantity: number): void =>
      exposureOf(marks, i, chain, option).forEach((value, g) => (residual[g] += quantity * value))
    for (const { option, quantity } of [...own, ...hedge]) count(option, quantity)
    for (const option of options.values()) {
      const { price } = marks(i, option)
      const buyCost = touchCost(chain, { option, quantity: 1 }, price, fees)
      const sellCost = touchCost(chain, { option, quantity: -1 }, price, fees)
      if (buyCost === undefined || sellCost === undefined || buyCost < 0 || sellCost < 0) continue
      const limits = { lower: -3 * size, upper: 3 * size, lot: 0, position: units.get(option.instrument) ?? 0 }
      candidates.push({ option, exposure: exposureOf(marks, i, chain, option), price, buyCost, sellCost, ...limits })
    }
    const week = surfaceVol(chain.surface, 0, weekYears)
    const risk = factorRisk(['gamma', 'vega', 'vega'], {
      ...{
        riskAversion,
        spot: 1,
        vol: Math.sqrt(forecast.over(looks.first[i], horizonYears)),
        volOfVol: volOfVol * week,
      },
      ...{ horizonYears, bucketCorrelation: 0.5 },
    })
    const { trades } = chooseTrades({ residual, risk, candidates }, solve)
    for (const [k, { option, position, buyCost, sellCost }] of candidates.entries()) {
      cost[i] += trades[k] > 0 ? trades[k] * buyCost : -trades[k] * sellCost
      units.set(option.instrument, position + trades[k])
    }
    hedge = [...units].flatMap(([name, quantity]) => (quantity === 0 ? [] : [{ option: options.get(name)!, quantity }]))
    return [...own, ...hedge]
  })
  return { held, cost }
}
