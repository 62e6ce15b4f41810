import { z } from 'zod'
import { Fault } from '../../../src/core/error'
import { DAY, YEARS_PER_MICROSECOND, type OptionSummary, type Timestamp } from '../../../src/core/market/event'
import { hedgeGreeks } from '../../../src/core/portfolio/attribute-chain'
import { deriveSeed, startRng, type Rng } from '../../../src/core/rng'
import { markOption, type MarkedChain, type MarkedOption, type MarkRule } from '../../../src/core/surface/mark-option'

const positive = z.number().positive()
const common = {
  /** Units of each option. */
  size: positive.default(1),
  /** Books of the kind: strangles and calendars started one after the other within a life, a maker's drawn anew. */
  copies: z.int().min(1).max(100).default(1),
  /** What the book trades at: the touch, or its mark as a maker does; fees are paid either way. */
  entry: z.enum(['touch', 'mark']).default('touch'),
}

/** A book that a desk holds, as a specification file states it. */
export const chainBookSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('strangle'),
    /** Life at the sale, the nearest listed; sold anew when it has expired. */
    days: positive.default(7),
    /** Of the call and of the put that are sold. */
    delta: z.number().gt(0).max(0.5).default(0.25),
    ...common,
  }),
  /** A call at the money sold, one of the same strike and a longer life bought; rolled when the first expires. */
  z.strictObject({
    kind: z.literal('calendar'),
    nearDays: positive.default(7),
    farDays: positive.default(30),
    ...common,
  }),
  /** Options drawn by open interest, bought or sold by chance, .5 to 1.5 times the size; replaced as they expire. */
  z.strictObject({ kind: z.literal('maker'), lines: z.int().min(1).max(1000).default(40), ...common }),
])
export type ChainBookSpecification = z.infer<typeof chainBookSchema>

/** Fees of the options' venue, and of what hedges them. */
export type ChainFees = {
  /** Of an option, as a share of the underlying, at most `optionFeeCap` of the option's price. */
  readonly optionFee: number
  readonly optionFeeCap: number
  /** Of the perpetual or future, taken, and half its spread: shares of the value traded. */
  readonly taker: number
  readonly halfSpread: number
}

/**
 * Fee of one unit of an option, in the unit of its price.
 *
 * @internal
 */
export const optionFee = (
  { optionFee, optionFeeCap }: ChainFees,
  { settlement, index }: Pick<MarkedChain, 'settlement' | 'index'>,
  price: number,
): number => Math.min(optionFee * (settlement === 'inverse' ? 1 : index), optionFeeCap * price)

export type Holding = { readonly option: MarkedOption; readonly quantity: number }

/** What a book holds from each chain to the next, and what its trades there cost beyond the mark. */
export type BookTimeline = {
  /** By chain; the last one's holdings are valued and no more. */
  readonly held: readonly (readonly Holding[])[]
  readonly cost: Float64Array
}

/** Cost of a trade at the touch beyond the mark `price`, fee in; undefined where that side is not quoted. */
export const touchCost = (
  chain: MarkedChain,
  { option, quantity }: Holding,
  price: number,
  fees: ChainFees,
): number | undefined => {
  const quote = chain.quotes.get(option.instrument)
  const touch = quantity > 0 ? quote?.ask : quote?.bid
  if (touch === undefined) return undefined
  return quantity * (touch - price) + Math.abs(quantity) * optionFee(fees, chain, touch)
}

/** Widest relative spread of an option that a book takes up. */
const widestTaken = 0.25

type Listed = OptionSummary & { readonly bid: number; readonly ask: number }
const listedOf = ({ quotes }: MarkedChain): readonly Listed[] =>
  [...quotes.values()].flatMap((quote) => {
    const { bid, ask } = quote
    return bid !== undefined && ask !== undefined && ask >= bid && 2 * (ask - bid) <= widestTaken * (ask + bid)
      ? [{ ...quote, bid, ask }]
      : []
  })

const nearest = <T>(items: readonly T[], distance: (item: T) => number): T | undefined => {
  let best: T | undefined
  for (const item of items) if (best === undefined || distance(item) < distance(best)) best = item
  return best
}

/** The listed expiry nearest to a life of so many days, at least half as long and after `from`. */
const expiryNear = (listed: readonly Listed[], at: Timestamp, days: number, from = at): Timestamp | undefined =>
  nearest(
    [...new Set(listed.map(({ expiry }) => expiry))].filter(
      (expiry) => expiry > from && expiry - at >= (days / 2) * DAY,
    ),
    (expiry) => Math.abs(expiry - at - days * DAY),
  )

/** What a book wants to trade at a chain, knowing that chain and what it holds. */
type Choose = (chain: MarkedChain, held: readonly Holding[]) => readonly Holding[]

const strangle =
  ({ days, delta, size }: Extract<ChainBookSpecification, { kind: 'strangle' }>, rule: MarkRule): Choose =>
  (chain, held) => {
    if (held.length > 0) return []
    const listed = listedOf(chain)
    const expiry = expiryNear(listed, chain.at, days)
    return (['call', 'put'] as const).flatMap((type) => {
      const option = nearest(
        listed.filter((one) => one.expiry === expiry && one.type === type),
        (one) => {
          const value = markOption(chain, one, rule)!
          return Math.abs(Math.abs(hedgeGreeks(chain.settlement, { ...one, ...value }).plain) - delta)
        },
      )
      return option === undefined ? [] : [{ option, quantity: -size }]
    })
  }

const calendar =
  ({ nearDays, farDays, size }: Extract<ChainBookSpecification, { kind: 'calendar' }>): Choose =>
  (chain, held) => {
    if (held.some(({ quantity }) => quantity < 0)) return []
    const listed = listedOf(chain).filter(({ type }) => type === 'call')
    const near = expiryNear(listed, chain.at, nearDays)
    const far = near === undefined ? undefined : expiryNear(listed, chain.at, farDays, near)
    const strikes = new Map(listed.filter(({ expiry }) => expiry === far).map((one) => [one.strike, one]))
    const sold = nearest(
      listed.filter(({ expiry, strike }) => expiry === near && strikes.has(strike)),
      ({ strike, underlyingPrice }) => Math.abs(Math.log(strike / (underlyingPrice ?? chain.index))),
    )
    if (sold === undefined) return []
    const closed = held.map(({ option, quantity }) => ({ option, quantity: -quantity }))
    return [...closed, { option: sold, quantity: -size }, { option: strikes.get(sold.strike)!, quantity: size }]
  }

/** A maker's options: two days at least, strikes from half to twice the index. */
const maker =
  ({ lines, size }: Extract<ChainBookSpecification, { kind: 'maker' }>, rng: Rng): Choose =>
  (chain, held) => {
    const wanted = lines - held.length
    if (wanted <= 0) return []
    const names = new Set(held.map(({ option }) => option.instrument))
    const pool = listedOf(chain).filter(
      ({ instrument, expiry, strike, openInterest = 0 }) =>
        !names.has(instrument) &&
        openInterest > 0 &&
        (expiry - chain.at) * YEARS_PER_MICROSECOND >= 2 / 365 &&
        strike >= chain.index / 2 &&
        strike <= chain.index * 2,
    )
    const drawn: Holding[] = []
    while (drawn.length < wanted && pool.length > 0) {
      let left = rng.uniform() * pool.reduce((sum, { openInterest = 0 }) => sum + openInterest, 0)
      let at = 0
      while (at < pool.length - 1 && (left -= pool[at].openInterest ?? 0) > 0) at++
      const [option] = pool.splice(at, 1)
      drawn.push({ option, quantity: (rng.uniform() < 0.5 ? -1 : 1) * size * (0.5 + rng.uniform()) })
    }
    return drawn
  }

const lifeDays = (book: ChainBookSpecification): number =>
  book.kind === 'strangle' ? book.days : book.kind === 'calendar' ? book.nearDays : 0

const timeline = (
  chains: readonly MarkedChain[],
  choose: Choose,
  { entry, start, rule, fees }: { entry: 'touch' | 'mark'; start: Timestamp; rule: MarkRule; fees: ChainFees },
): BookTimeline => {
  const cost = new Float64Array(chains.length)
  let held: readonly Holding[] = []
  const all = chains.map((chain, i) => {
    held = held.filter(({ option }) => option.expiry > chain.at)
    if (chain.at < start) return held
    const wanted = choose(chain, held).map((trade) => {
      const { price } = markOption(chain, trade.option, rule)!
      const fee = Math.abs(trade.quantity) * optionFee(fees, chain, price)
      return { ...trade, paid: entry === 'mark' ? fee : touchCost(chain, trade, price, fees) }
    })
    // A spread is traded whole or at the next chain.
    if (wanted.some(({ paid }) => paid === undefined)) return held
    const sum = new Map(held.map((holding) => [holding.option.instrument, holding]))
    for (const { option, quantity, paid } of wanted) {
      cost[i] += paid!
      sum.set(option.instrument, { option, quantity: (sum.get(option.instrument)?.quantity ?? 0) + quantity })
    }
    held = [...sum.values()].filter(({ quantity }) => quantity !== 0)
    return held
  })
  return { held: all, cost }
}

/** The books of a specification over chains; each choice is made on the chain at which it is traded. */
export const bookTimelines = (
  book: ChainBookSpecification,
  chains: readonly MarkedChain[],
  { rule, fees, seed }: { readonly rule: MarkRule; readonly fees: ChainFees; readonly seed: number },
): readonly BookTimeline[] => {
  const timelines = Array.from({ length: book.copies }, (_, copy) => {
    const start = chains[0].at + (copy / book.copies) * lifeDays(book) * DAY
    const choose =
      book.kind === 'strangle'
        ? strangle(book, rule)
        : book.kind === 'calendar'
          ? calendar(book)
          : maker(book, startRng(deriveSeed(seed, `book-${copy}`)))
    return timeline(chains, choose, { entry: book.entry, start, rule, fees })
  })
  if (timelines.every(({ held }) => held.every((holdings) => holdings.length === 0)))
    throw new Fault('missing-data', `no chain lists the options of a ${book.kind}: two-sided, of that life`)
  return timelines
}
