import { centreVol, movesVol, type CentreState } from '../../../src/core/hedging/band'
import { bandEvaluator, emptyEvaluation } from '../../../src/core/hedging/evaluate-band'
import type { Strategy } from '../../../src/core/hedging/strategy'
import { YEARS_PER_MICROSECOND } from '../../../src/core/market/event'
import {
  addChainParts,
  attributeOption,
  hedgeGreeks,
  hedgePayoff,
  noChainParts,
  settledPrice,
  type ChainParts,
} from '../../../src/core/portfolio/attribute-chain'
import {
  markOption,
  type MarkedChain,
  type MarkedOption,
  type MarkRule,
  type OptionValue,
} from '../../../src/core/surface/mark-option'
import type { BookTimeline, ChainFees } from './chain-book'
import { slopedCentres, type ChainSlopes, type SlopedCentre } from './chain-slopes'
import type { ChainForecast } from './chain-forecast'
import type { Looks } from './chain-looks'

/**
 * The delta that a strategy is centred on: Black's, that of the account in the unit of the options' prices, or the
 * latter with vega times a slope of volatility by spot.
 */
export type Centre = 'plain' | 'net' | SlopedCentre

/** Values of options at chains, each computed once. */
export type Marks = (i: number, option: MarkedOption) => OptionValue

export const startMarks = (chains: readonly MarkedChain[], rule: MarkRule): Marks => {
  const known = chains.map(() => new Map<string, OptionValue>())
  return (i, option) => {
    const found = known[i].get(option.instrument) ?? markOption(chains[i], option, rule)!
    known[i].set(option.instrument, found)
    return found
  }
}

/** What a book is exposed to at every look, in units of its hedge (`HedgeGreeks`), and what it made by interval. */
export type BookPath = Readonly<Record<Centre, Float64Array>> & {
  /** Per relative move of the price: at the mark, and at the expected volatility. */
  readonly gamma: Float64Array
  readonly gammaExpected: Float64Array
  readonly vanna: Float64Array
  /** Of the legs, weighted by the size of their gamma. */
  readonly vol: Float64Array
  readonly years: Float64Array
  /** Units of options held, long and short together. */
  readonly units: Float64Array
  /** By interval. */
  readonly parts: readonly ChainParts[]
  /** By interval: what the book's own trades cost at its start. */
  readonly cost: Float64Array
  /** By chain: the value of the options after its trades. */
  readonly value: Float64Array
}

type Setting = {
  readonly chains: readonly MarkedChain[]
  readonly looks: Looks
  readonly marks: Marks
  readonly forecast: ChainForecast
  readonly slopes: ChainSlopes
}

/** Follows a book along the looks; between chains options keep their volatilities, forwards move with the index. */
export const followBook = (timeline: BookTimeline, { chains, looks, marks, forecast, slopes }: Setting): BookPath => {
  const size = looks.at.length
  const column = (): Float64Array => new Float64Array(size)
  const path = {
    ...{ plain: column(), net: column(), 'sticky-moneyness': column(), 'minimum-variance': column() },
    ...{ gamma: column(), gammaExpected: column() },
    ...{ vanna: column(), vol: column(), years: column(), units: column() },
  }
  const value = new Float64Array(chains.length)
  const parts = chains.slice(1).map((after, i): ChainParts => {
    const { settlement, at: from } = chains[i]
    let sum = noChainParts
    const weights = new Float64Array(looks.first[i + 1] - looks.first[i])
    for (const { option, quantity } of timeline.held[i]) {
      const start = marks(i, option)
      const slope = slopes(i, option, start)
      value[i] += quantity * start.price
      const price = option.expiry <= after.at ? looks.settlementAt(i, option.expiry) : 0
      const end =
        option.expiry > after.at
          ? marks(i + 1, option)
          : { source: 'settled' as const, price: settledPrice(settlement, option, price), settlement: price }
      sum = addChainParts(sum, attributeOption(settlement, { ...option, start, end }), quantity)
      for (let l = looks.first[i], j = 0; l < looks.first[i + 1]; l++, j++) {
        const years = start.years - (looks.at[l] - from) * YEARS_PER_MICROSECOND
        if (!(years > 0)) continue
        const forward = start.forward * looks.moved[l]
        const unit = settlement === 'inverse' ? 1 : forward
        const place = { ...option, forward, years, vol: start.vol }
        const greeks = hedgeGreeks(settlement, place)
        // The smile stays where it is beside the money.
        const ratio = Math.sqrt(forecast.over(l, years)) / start.atMoney
        const expected = hedgeGreeks(settlement, { ...place, vol: start.vol * ratio })
        path.plain[l] += quantity * greeks.plain
        path.net[l] += quantity * greeks.delta
        for (const centre of slopedCentres)
          path[centre][l] += quantity * (greeks.delta + (greeks.vega * slope[centre]) / unit)
        path.gamma[l] += quantity * greeks.gamma * unit
        path.gammaExpected[l] += quantity * expected.gamma * unit
        path.vanna[l] += quantity * greeks.vanna
        path.units[l] += Math.abs(quantity)
        const weight = Math.abs(quantity * greeks.gamma) + 1e-300
        weights[j] += weight
        path.vol[l] += weight * start.vol
        path.years[l] += weight * years
      }
    }
    for (let l = looks.first[i], j = 0; l < looks.first[i + 1]; l++, j++)
      if (weights[j] > 0) {
        path.vol[l] /= weights[j]
        path.years[l] /= weights[j]
      }
    return sum
  })
  return { ...path, parts, cost: timeline.cost, value }
}

/** What hedging made in every interval, in the unit of the options' prices; cost ≥ 0. */
export type HedgeMade = {
  readonly hedge: Float64Array
  readonly funding: Float64Array
  readonly cost: Float64Array
  readonly trades: number
}

export type HedgeChoice = {
  readonly strategy: Strategy
  readonly centre: Centre
  /** Gamma of the band at the expected volatility instead of the mark's. */
  readonly expected: boolean
}

/**
 * Hedges a book by a strategy at every look at which it is due. The position is dollars of an inverse contract, or
 * units of a linear one; a strategy's delta is that of one option, times the options held. A strategy that moves its
 * volatility moves the centre by vanna.
 */
export const hedgeBook = (
  book: BookPath,
  { looks, forecast }: Pick<Setting, 'looks' | 'forecast'>,
  { strategy, centre, expected }: HedgeChoice,
  { fees, settlement }: { readonly fees: ChainFees; readonly settlement: MarkedChain['settlement'] },
): HedgeMade => {
  const intervals = book.parts.length
  const made = {
    hedge: new Float64Array(intervals),
    funding: new Float64Array(intervals),
    cost: new Float64Array(intervals),
  }
  const share = fees.taker + fees.halfSpread
  const inverse = settlement === 'inverse'
  const decide = bandEvaluator(strategy)
  const out = emptyEvaluation()
  const [deltas, gammas] = [book[centre], expected ? book.gammaExpected : book.gamma]
  const moves = movesVol(strategy)
  let [held, contracts, trades] = [0, 0, 0]
  let [due, above, below] = [-Infinity, -Infinity, Infinity]
  let [tradedAt, tradedPrice] = [-Infinity, 0]
  for (let l = 0; l < looks.at.length; l++) {
    const i = looks.chain[l]
    const price = looks.price[l]
    const [unit, at] = [inverse ? price : 1, looks.at[l]]
    const money = inverse ? 1 : price
    const position = held / unit
    if (l === looks.first[i] && looks.rolled[i] === 1) made.cost[i] += 2 * share * Math.abs(position) * money
    if (book.units[l] > 0) contracts = book.units[l]
    if (contracts > 0 && strategy.kind !== 'no-hedge' && (at >= due || price <= above || price >= below)) {
      const years = book.years[l]
      const state: CentreState = {
        cost: share,
        fixedCost: 0,
        spot: 1,
        gamma: gammas[l] / contracts,
        vol: book.vol[l],
        nowVol: Math.sqrt(forecast.now(l)),
        years,
        variance: book.vol[l] ** 2 * years,
        discount: 1,
        yearsPerSecond: YEARS_PER_MICROSECOND * 1e6,
        posterior: forecast.posterior(l),
        jumpShare: 0,
      }
      const isLong = gammas[l] > 0
      const factor = moves && state.vol > 0 && years > 0 ? centreVol(strategy, state, isLong ? -1 : 1) / state.vol : 1
      const centred = -deltas[l] - book.vanna[l] * state.vol * (factor - 1)
      decide(
        {
          state: Object.assign(state, { centre: centred / contracts, deviation: (position - centred) / contracts }),
          position,
          centre: centred,
          contracts,
          price: 1,
          isLong,
          toxicity: 0,
          waited: 0,
          sinceTrade: (at - tradedAt) / 1e6,
          movedSince: Math.abs(price / tradedPrice - 1),
        },
        out,
      )
      due = at + out.interval * 1e6
      ;[above, below] = [price * (1 - out.fall), price * (1 + out.rise)]
      if (out.target !== position) {
        made.cost[i] += share * Math.abs(out.target - position) * money
        held = out.target * unit
        ;[tradedAt, tradedPrice] = [at, price]
        trades++
      }
    }
    const now = held / unit
    made.hedge[i] += now * hedgePayoff(settlement, price, looks.next[l])
    made.funding[i] -= now * money * looks.funding[l]
  }
  return { ...made, trades }
}
