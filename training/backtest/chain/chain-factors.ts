import { DAY, YEARS_PER_MICROSECOND } from '../../../src/core/market/event'
import { hedgeGreeks, hedgePayoff } from '../../../src/core/portfolio/attribute-chain'
import type { MarkedChain, MarkedOption } from '../../../src/core/surface/mark-option'
import { surfaceVol } from '../../../src/core/surface/surface-vol'
import type { Marks } from './hedge-chain'

/** Lives, in days, and distances from the money, in standard deviations, whose volatilities are followed. */
const [tenors, distances] = [
  [7, 30, 90, 180],
  [-1, 0, 1],
] as const
const nodes = tenors.flatMap((days) => distances.map((distance) => ({ years: days / 365, distance })))

/** Half-life of what is learned, and intervals before it counts. */
const [halfLifeDays, fewest] = [20, 60] as const
/** Longest interval that teaches. */
const longest = (13 / 24) * DAY

/** How the prices of a chain's options move together, learned from the chains before. Gamma first, then the nodes. */
export type ChainFactors = {
  /** Of one unit of an option at a chain: gamma per squared move, vega at each node. */
  readonly exposure: (i: number, option: MarkedOption) => readonly number[]
  /** What is known at a chain; undefined while it is too little. */
  readonly learned: (i: number) => LearnedMoves | undefined
}

export type LearnedMoves = {
  /** Covariance a year of the factors. */
  readonly covariance: readonly (readonly number[])[]
  /** Variance a year of an option's price beside what its nodes move it. */
  readonly own: number
}

/** Place of a value among rising ones: two neighbours and the share of the second; the ends beyond them. */
const between = (values: readonly number[], value: number): readonly [number, number, number] => {
  const next = values.findIndex((one) => one >= value)
  if (next <= 0) return next === 0 ? [0, 0, 0] : [values.length - 1, values.length - 1, 0]
  return [next - 1, next, (value - values[next - 1]) / (values[next] - values[next - 1])]
}

type Placed = { readonly strike: number; readonly forward: number; readonly years: number; readonly atMoney: number }

/** Share of each node in an option's volatility: between lives in the logarithm, linear between distances. */
const nodeWeights = ({ strike, forward, years, atMoney }: Placed): Float64Array => {
  const weights = new Float64Array(nodes.length)
  const [near, far, late] = between(
    tenors.map((days) => Math.log(days / 365)),
    Math.log(years),
  )
  const [low, high, up] = between(distances, Math.log(strike / forward) / (atMoney * Math.sqrt(years)))
  for (const [tenor, share] of [
    [near, 1 - late],
    [far, late],
  ])
    for (const [place, part] of [
      [low, 1 - up],
      [high, up],
    ])
      weights[tenor * distances.length + place] += share * part
  return weights
}

const moneyness = ({ surface }: MarkedChain, { years, distance }: (typeof nodes)[number]): number =>
  distance * surfaceVol(surface, 0, years) * Math.sqrt(years)

/** Moves of the factors from a chain to the next: of squared return beyond what is implied, and at fixed strikes. */
const movesOf = (from: MarkedChain, to: MarkedChain): Float64Array => {
  const u = hedgePayoff(from.settlement, from.index, to.index) / (from.settlement === 'inverse' ? 1 : from.index)
  const years = (to.at - from.at) * YEARS_PER_MICROSECOND
  const log = Math.log(to.index / from.index)
  return Float64Array.from([
    0.5 * (u * u - surfaceVol(from.surface, 0, tenors[0] / 365) ** 2 * years),
    ...nodes.map((node) => {
      const k = moneyness(from, node)
      return surfaceVol(to.surface, k - log, node.years) - surfaceVol(from.surface, k, node.years)
    }),
  ])
}

/** Follows the moves of the chains; what is known at a chain is learned from those up to it. */
export const chainFactors = (chains: readonly MarkedChain[], marks: Marks): ChainFactors => {
  const count = nodes.length + 1
  const sums = Array.from({ length: count }, () => new Float64Array(count))
  let [span, own, ownSpan, seen] = [0, 0, 0, 0]
  const known = chains.map((chain, i): LearnedMoves | undefined => {
    const before = chains[i - 1]
    if (before !== undefined && chain.at - before.at < longest) {
      const days = (chain.at - before.at) / DAY
      const decay = 0.5 ** (days / halfLifeDays)
      const moves = movesOf(before, chain)
      sums.forEach((row, a) => row.forEach((_, b) => (row[b] = decay * row[b] + moves[a] * moves[b])))
      ;[span, own, ownSpan] = [decay * span + days / 365, decay * own, decay * ownSpan]
      for (const [name, { bid, ask, openInterest = 0, ...option }] of before.quotes) {
        if (bid === undefined || ask === undefined || 2 * (ask - bid) > 0.1 * (ask + bid) || openInterest < 1) continue
        if (option.expiry - chain.at < tenors[0] * DAY || !chain.quotes.has(name)) continue
        const [start, end] = [marks(i - 1, option), marks(i, option)]
        if (start.source === 'surface' || end.source === 'surface') continue
        const weights = nodeWeights({ ...start, strike: option.strike })
        const rest = weights.reduce((left, weight, n) => left - weight * moves[n + 1], end.vol - start.vol)
        const { vega } = hedgeGreeks(chain.settlement, { ...option, ...start })
        own += (vega * rest) ** 2
        ownSpan += days / 365
      }
      seen++
    }
    if (seen < fewest) return undefined
    return { covariance: sums.map((row) => [...row].map((value) => value / span)), own: own / ownSpan }
  })
  return {
    exposure(i, option) {
      const value = marks(i, option)
      const { settlement } = chains[i]
      const { gamma, vega } = hedgeGreeks(settlement, { ...option, ...value })
      const unit = settlement === 'inverse' ? gamma : gamma * value.forward * value.forward
      return [unit, ...nodeWeights({ ...value, strike: option.strike }).map((weight) => weight * vega)]
    },
    learned: (i) => known[i],
  }
}
