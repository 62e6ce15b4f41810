import { fundingRuleOf, nextFunding } from '../../../src/core/market/funding'
import { instrumentFacts } from '../../../src/core/market/venues/instrument-facts'
import { medianPrice } from '../../../src/core/market/price-guard'
import { DAY, SECOND, type Timestamp } from '../../../src/core/market/event'
import type { MarkedChain } from '../../../src/core/surface/mark-option'
import type { ChainHistory, PricePoint } from './chain-history'

/** What hedges: the perpetual, or the first dated future of two days at least. */
export type HedgeContract = 'perpetual' | 'future'

/**
 * The moments at which a hedge may be traded, as columns: every chain and every bar between two chains. From a look to
 * the next the hedge gains from `price` to `next`.
 */
export type Looks = {
  readonly at: Float64Array
  /** The chain that is known there, and how far the index has moved since, as a factor. */
  readonly chain: Int32Array
  readonly moved: Float64Array
  readonly price: Float64Array
  readonly next: Float64Array
  /** By chain: the first look, and one more at the end. */
  readonly first: Int32Array
  /** By chain: 1 where the future that hedges until the next chain is another than before. */
  readonly rolled: Uint8Array
  /** Share of the intervals whose hedge is priced by what hedges; the others by the index. */
  readonly recorded: number
  /** From a look to the next: funding per unit held long, a share of its value; 0 where its rate is not known. */
  readonly funding: Float64Array
  /** Share of the fundings of what hedges whose rate is recorded; undefined where it has none: a dated future. */
  readonly funded: number | undefined
  /** The index at an expiry between chain `i` and the next: the bar's close there, else the next chain's. */
  readonly settlementAt: (i: number, expiry: Timestamp) => number
}

/** The last of rising times, or of points at such times, at or before a time; −1 where there is none. */
export const lastAt = (points: Float64Array | readonly { readonly at: Timestamp }[], at: Timestamp): number => {
  let [low, high] = [0, points.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const point = points[middle]
    if ((typeof point === 'number' ? point : point.at) <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The nearest price is that of a chain where it is within a minute: a fill may be that much later than its look. */
const fillWithin = 60 * SECOND
const fillAt = (points: readonly PricePoint[], at: Timestamp): PricePoint | undefined => {
  const before = lastAt(points, at)
  const near = [points[before], points[before + 1]].filter(
    (point) => point !== undefined && Math.abs(point.at - at) <= fillWithin,
  )
  return near.reduce<PricePoint | undefined>(
    (best, one) => (best === undefined || Math.abs(one.at - at) < Math.abs(best.at - at) ? one : best),
    undefined,
  )
}

/** The spot at a time by the closes on either side; undefined where they are further apart than an hour. */
const spotAt = (points: readonly PricePoint[], at: Timestamp): number | undefined => {
  const before = lastAt(points, at)
  const [one, other] = [points[before], points[before + 1]]
  if (one === undefined || other === undefined || other.at - one.at > DAY / 24) return undefined
  return one.price + ((other.price - one.price) * (at - one.at)) / (other.at - one.at)
}

const shortestFuture = 2 * DAY

/** Prices of the dated futures that a chain states, by name. */
const futuresOf = (venue: string, { quotes, at }: MarkedChain) => {
  const futures = new Map<string, { readonly price: number; readonly expiry: Timestamp }>()
  for (const { underlying, underlyingPrice } of quotes.values()) {
    if (underlying === undefined || underlyingPrice === undefined || futures.has(underlying)) continue
    const facts = instrumentFacts(venue, underlying)
    if (facts?.kind === 'future' && facts.expiry !== undefined && facts.expiry > at)
      futures.set(underlying, { price: underlyingPrice, expiry: facts.expiry })
  }
  return futures
}

type Ends = { readonly from: number; readonly to: number; readonly name: string; readonly recorded: boolean }

const perpetualEnds = ({ chains, perpetual }: ChainHistory): Ends[] =>
  chains.slice(1).map((after, i) => {
    const [from, to] = [fillAt(perpetual, chains[i].at)?.price, fillAt(perpetual, after.at)?.price]
    return from === undefined || to === undefined
      ? { from: chains[i].index, to: after.index, name: 'perpetual', recorded: false }
      : { from, to, name: 'perpetual', recorded: true }
  })

const futureEnds = ({ chains, instrument }: ChainHistory): Ends[] => {
  const all = chains.map((chain) => futuresOf(instrument.venue, chain))
  return chains.slice(1).map((after, i) => {
    const listed = [...all[i]].filter(([, { expiry }]) => expiry - chains[i].at >= shortestFuture)
    const first = listed.sort(([, one], [, other]) => one.expiry - other.expiry).at(0)
    const to = first === undefined ? undefined : all[i + 1].get(first[0])
    return first === undefined || to === undefined
      ? { from: chains[i].index, to: after.index, name: 'index', recorded: false }
      : { from: first[1].price, to: to.price, name: first[0], recorded: true }
  })
}

/** Chains whose ratio of index to spot is averaged: a bar's close lies minutes from the chain. */
const ratioChains = 9

/**
 * The looks of a history. Bars are brought to the index by its ratio to the spot at the last chains, the spot at a
 * chain by the closes on either side of it: both are known at the first bar after.
 */
export const chainLooks = (history: ChainHistory, contract: HedgeContract): Looks => {
  const { chains, spot } = history
  const ends = contract === 'perpetual' ? perpetualEnds(history) : futureEnds(history)
  const rows: { at: number; chain: number; moved: number; price: number }[] = []
  const first = new Int32Array(chains.length)
  const ratios: (number | undefined)[] = []
  for (const [i, chain] of chains.entries()) {
    first[i] = rows.length
    const end = ends[i]
    if (end === undefined) break
    const own = spotAt(spot, chain.at)
    ratios.push(own === undefined ? undefined : chain.index / own)
    const ratio = medianPrice(ratios.slice(-ratioChains).flatMap((one) => one ?? []))
    rows.push({ at: chain.at, chain: i, moved: 1, price: end.from })
    if (own !== undefined && ratio !== undefined)
      for (let k = lastAt(spot, chain.at) + 1; k < spot.length && spot[k].at < chains[i + 1].at; k++) {
        const moved = (spot[k].price * ratio) / chain.index
        rows.push({ at: spot[k].at, chain: i, moved, price: end.from * moved })
      }
  }
  const at = Float64Array.from(rows, (row) => row.at)
  const next = rows.map(({ chain }, l) => (rows[l + 1]?.chain === chain ? rows[l + 1].price : ends[chain].to))
  return {
    at,
    chain: Int32Array.from(rows, ({ chain }) => chain),
    moved: Float64Array.from(rows, ({ moved }) => moved),
    price: Float64Array.from(rows, ({ price }) => price),
    next: Float64Array.from(next),
    first,
    rolled: Uint8Array.from(chains, (_, i) => (i > 0 && i < ends.length && ends[i].name !== ends[i - 1].name ? 1 : 0)),
    recorded: ends.filter(({ recorded }) => recorded).length / ends.length,
    ...(contract === 'perpetual'
      ? fundingOf(history, at)
      : { funding: new Float64Array(at.length), funded: undefined }),
    settlementAt: (i, expiry) => {
      let found = chains[Math.min(i + 1, chains.length - 1)].index
      for (let l = first[i]; l < first[i + 1] && rows[l].at <= expiry; l++)
        if (expiry - rows[l].at <= fillWithin && rows[l].moved !== 1) found = rows[l].moved * chains[i].index
      return found
    },
  }
}

/** What recorded fundings charge between looks, and the share of those due whose rate is recorded. */
const fundingOf = (
  { chains, fundings, instrument }: ChainHistory,
  at: Float64Array,
): Pick<Looks, 'funding' | 'funded'> => {
  const funding = new Float64Array(at.length)
  const [from, to] = [at[0], chains[chains.length - 1].at]
  let [paid, due, accrued] = [0, 0, 0]
  for (const { from: since, at: until, rate } of fundings) {
    if (until <= from || (since ?? until - 1) >= to) continue
    if (since === undefined) {
      if (until > to) continue
      due++
      if (rate === undefined) continue
      paid++
      // On the position held until then, which a trade at that moment changes for the next one.
      funding[lastAt(at, until - 1)] += rate
    } else if (rate !== undefined) {
      const begun = Math.max(since, from)
      accrued += Math.min(until, to) - begun
      for (let l = lastAt(at, begun); l < at.length && at[l] < until; l++) {
        const shared = Math.min(until, at[l + 1] ?? to) - Math.max(begun, at[l])
        funding[l] += (rate * Math.max(shared, 0)) / (until - since)
      }
    }
  }
  const rule = fundingRuleOf(instrument.venue)
  if (due === 0 && rule?.kind !== 'paid') return { funding, funded: accrued / (to - from) }
  let listed = 0
  if (rule?.kind === 'paid') for (let time = from; (time = nextFunding(rule, time)) <= to;) listed++
  return { funding, funded: paid / Math.max(due, listed, 1) }
}
