import { chooseTrades } from '../../../src/core/hedging/greeks/choose-trades'
import type { GreekHedgeProblem, HedgeCandidate } from '../../../src/core/hedging/greeks/hedge-problem'
import type { SolveQuadraticProgram } from '../../../src/core/hedging/greeks/quadratic-program'
import { YEARS_PER_MICROSECOND } from '../../../src/core/market/event'
import type { MarkedChain, MarkedOption } from '../../../src/core/surface/mark-option'
import { surfaceVol } from '../../../src/core/surface/surface-vol'
import { touchCost, type BookTimeline, type ChainFees, type Holding } from './chain-book'
import type { ChainFactors, LearnedMoves } from './chain-factors'
import type { Marks } from './hedge-chain'

/** Widest relative spread of an option that hedges, and its life in days. */
const [widest, lives] = [0.1, [7, 400]] as const
/** Distances from the money of options that hedge, standard deviations, and how far from them one may be. */
const [distances, nearBy] = [[-1, 0, 1], 0.4] as const

/** Listed options that hedge: of each expiry those nearest to the distances, out of the money, two-sided. */
const listings = ({ quotes, at, surface }: MarkedChain): readonly MarkedOption[] => {
  const nearest = new Map<string, { readonly option: MarkedOption; readonly off: number }>()
  for (const option of quotes.values()) {
    const { type, bid, ask, strike, underlyingPrice, expiry } = option
    if (bid === undefined || ask === undefined || underlyingPrice === undefined) continue
    const years = (expiry - at) * YEARS_PER_MICROSECOND
    if (ask < bid || 2 * (ask - bid) > widest * (ask + bid) || 365 * years < lives[0] || 365 * years > lives[1])
      continue
    const from = Math.log(strike / underlyingPrice) / (surfaceVol(surface, 0, years) * Math.sqrt(years))
    if ((type === 'put') !== from < 0) continue
    for (const distance of distances) {
      const [key, off] = [`${expiry} ${distance}`, Math.abs(from - distance)]
      if (off <= nearBy && off < (nearest.get(key)?.off ?? Infinity)) nearest.set(key, { option, off })
    }
  }
  return [...nearest.values()].map(({ option }) => option)
}

/** The problem's first terms are the factors, then one a candidate: what its price moves by itself. */
const problemOf = (
  residual: readonly number[],
  { covariance, own }: LearnedMoves,
  weight: number,
  candidates: readonly HedgeCandidate[],
): GreekHedgeProblem => {
  const factors = residual.length
  const size = factors + candidates.length
  return {
    residual: [...residual, ...candidates.map(({ position }) => position)],
    risk: Array.from({ length: size }, (_, a) =>
      Array.from({ length: size }, (_, b) =>
        a < factors && b < factors ? weight * covariance[a][b] : a === b ? weight * own : 0,
      ),
    ),
    candidates: candidates.map((one, k) => ({
      ...one,
      exposure: [...one.exposure, ...candidates.map((_, j) => (j === k ? 1 : 0))],
    })),
  }
}

/**
 * The book with options that hedge it: at every chain the trades whose risk saved is worth their cost, at the ask or
 * bid of that chain and with fees. Risk is `riskAversion` / 2 times the variance a year of what moves with the factors
 * learned so far, and of what each option that hedges moves by itself; nothing is hedged before there is enough to
 * learn from. What hedges is held until it is sold or expires.
 */
export const hedgeWithOptions = (
  book: BookTimeline,
  riskAversion: number,
  setting: {
    readonly chains: readonly MarkedChain[]
    readonly factors: ChainFactors
    readonly marks: Marks
    readonly fees: ChainFees
    readonly solve: SolveQuadraticProgram
  },
): BookTimeline => {
  const { chains, factors, marks, fees, solve } = setting
  const cost = Float64Array.from(book.cost)
  let hedge: readonly Holding[] = []
  const held = chains.map((chain, i) => {
    hedge = hedge.filter(({ option }) => option.expiry > chain.at)
    const own = book.held[i]
    const size = own.reduce((sum, { quantity }) => sum + Math.abs(quantity), 0)
    const learned = factors.learned(i)
    if (learned === undefined || i === chains.length - 1 || (size === 0 && hedge.length === 0))
      return [...own, ...hedge]
    const options = new Map(
      [...hedge.map(({ option }) => option), ...listings(chain)].map((option) => [option.instrument, option]),
    )
    const units = new Map(hedge.map(({ option, quantity }) => [option.instrument, quantity]))
    const candidates: (HedgeCandidate & { readonly option: MarkedOption })[] = []
    const residual = learned.covariance.map(() => 0)
    for (const { option, quantity } of [...own, ...hedge])
      factors.exposure(i, option).forEach((value, g) => (residual[g] += quantity * value))
    for (const option of options.values()) {
      const { price } = marks(i, option)
      const buyCost = touchCost(chain, { option, quantity: 1 }, price, fees)
      const sellCost = touchCost(chain, { option, quantity: -1 }, price, fees)
      if (buyCost === undefined || sellCost === undefined || buyCost < 0 || sellCost < 0) continue
      const limits = { lower: -3 * size, upper: 3 * size, lot: 0, position: units.get(option.instrument) ?? 0 }
      candidates.push({ option, exposure: factors.exposure(i, option), price, buyCost, sellCost, ...limits })
    }
    const { trades } = chooseTrades(problemOf(residual, learned, riskAversion / 2, candidates), solve)
    for (const [k, { option, position, buyCost, sellCost }] of candidates.entries()) {
      cost[i] += trades[k] > 0 ? trades[k] * buyCost : -trades[k] * sellCost
      units.set(option.instrument, position + trades[k])
    }
    hedge = [...units].flatMap(([name, quantity]) => (quantity === 0 ? [] : [{ option: options.get(name)!, quantity }]))
    return [...own, ...hedge]
  })
  return { held, cost }
}
