import { Fault } from '../error'
import type { Level, Side } from '../market/event'
import type { Rng } from '../rng'
import type { PlannedOrder } from './plan/plan'
import { sideSign } from './routing/segment'

/** A book as it stood from `seconds` after the decision until the next one; a quote is a book of one level a side. */
export type BookAt = { readonly seconds: number; readonly bids: readonly Level[]; readonly asks: readonly Level[] }

export type FillOptions = {
  /** Share of the value; negative for a rebate. */
  readonly fee: number
  /**
   * Least time from an order's due time to its arrival, and the mean of the exponentially distributed rest.
   */
  readonly latency: { readonly leastSeconds: number; readonly meanSeconds: number }
  /** Probability in [0, 1] that the venue refuses an order. */
  readonly rejectRate: number
}

/** How one order of a plan ended. `price` is the mean, fee not included; 0 filled has no price. */
export type OrderOutcome = {
  readonly arrivedAt: number
  readonly filled: number
  readonly unfilled: number
  readonly price: number | undefined
  readonly fee: number
  readonly status: 'filled' | 'partial' | 'unfilled' | 'rejected' | 'no-market'
}

/** Outcomes in the order of the plan, and their sums; `quote` is paid for buys and received for sells, before fees. */
export type Fills = {
  readonly outcomes: readonly OrderOutcome[]
  readonly filled: number
  readonly unfilled: number
  readonly quote: number
  readonly fee: number
}

const take = (levels: readonly Level[], gone: Map<number, number>, order: PlannedOrder, sign: 1 | -1) => {
  let [left, quote] = [order.quantity, 0]
  for (const { price, size } of levels) {
    if (left <= 0 || (order.limitPrice !== undefined && sign * price > sign * order.limitPrice * (1 + sign * 1e-12)))
      break
    const there = Math.max(0, size - (gone.get(price) ?? 0))
    const taken = Math.min(left, there)
    if (taken > 0) gone.set(price, (gone.get(price) ?? 0) + taken)
    quote += taken * price
    left -= taken
  }
  return { filled: order.quantity - left, quote }
}

/**
 * Plays the orders of a plan against books over time: each arrives late by a drawn latency, is refused with some
 * probability, or takes what the book in force then shows within its limit, cancelling the rest. What an order took
 * from a level is gone until the next book. An order that arrives before the first book finds no market. `books` rise
 * in time. Draws two numbers an order, so that a plan's later fills do not depend on its earlier outcomes. Faults
 * 'usage' on books out of order or options outside their range.
 */
export const simulateFills = (
  plan: { readonly side: Side; readonly orders: readonly PlannedOrder[] },
  books: readonly BookAt[],
  { fee, latency, rejectRate }: FillOptions,
  rng: Rng,
): Fills => {
  if (!(rejectRate >= 0 && rejectRate <= 1 && latency.leastSeconds >= 0 && latency.meanSeconds >= 0))
    throw new Fault('usage', 'fills need a reject rate in [0, 1] and latencies ≥ 0')
  if (books.some(({ seconds }, i) => i > 0 && !(seconds >= books[i - 1].seconds)))
    throw new Fault('usage', 'fills need books in time order')
  const sign = sideSign(plan.side)
  const arrivals = plan.orders.map((order, index) => {
    const late = latency.leastSeconds + latency.meanSeconds * rng.exponential()
    return { order, index, at: order.afterSeconds + late, isRefused: rng.uniform() < rejectRate }
  })
  const outcomes = new Array<OrderOutcome>(plan.orders.length)
  let book = -1
  let gone = new Map<number, number>()
  let quoted = 0
  for (const { order, index, at, isRefused } of [...arrivals].sort((a, b) => a.at - b.at)) {
    while (book + 1 < books.length && books[book + 1].seconds <= at) {
      book++
      gone = new Map()
    }
    const none = { arrivedAt: at, filled: 0, unfilled: order.quantity, price: undefined, fee: 0 }
    if (isRefused || book < 0) {
      outcomes[index] = { ...none, status: isRefused ? 'rejected' : 'no-market' }
      continue
    }
    const { filled, quote } = take(sign > 0 ? books[book].asks : books[book].bids, gone, order, sign)
    quoted += quote
    const unfilled = order.quantity - filled
    outcomes[index] =
      filled > 0
        ? {
            arrivedAt: at,
            filled,
            unfilled,
            price: quote / filled,
            fee: fee * quote,
            status: unfilled > 0 ? 'partial' : 'filled',
          }
        : { ...none, status: 'unfilled' }
  }
  const sum = (part: (outcome: OrderOutcome) => number): number => outcomes.reduce((all, own) => all + part(own), 0)
  return {
    outcomes,
    filled: sum((own) => own.filled),
    unfilled: sum((own) => own.unfilled),
    quote: quoted,
    fee: sum((own) => own.fee),
  }
}

/** Square-root impact: trading `volume` moves the price by the share `coefficient`. Sizes in the unit of the levels. */
type Impact = { readonly coefficient: number; readonly volume: number }

const PIECES = 8

/**
 * The levels that an order of `size` meets: those shown, and beyond them pieces whose mean price is that of the
 * square-root law, counted from the last price shown: q more units cost q × price × (1 ± coefficient × √(q / volume)).
 * Without an impact nothing lies beyond what is shown. Whole sizes give whole pieces. Faults 'numerical-domain' on a
 * negative impact or a volume that is not > 0.
 */
export const levelsWithImpact = (
  side: Side,
  levels: readonly Level[],
  size: number,
  impact: Impact | undefined,
): readonly Level[] => {
  const last = levels.at(-1)
  const shown = levels.reduce((sum, level) => sum + level.size, 0)
  if (impact === undefined || last === undefined || size <= shown) return levels
  const { coefficient, volume } = impact
  if (!(coefficient >= 0 && coefficient < Infinity && volume > 0 && volume < Infinity))
    throw new Fault('numerical-domain', `an impact needs a share ≥ 0 and a volume > 0, got ${coefficient}, ${volume}`)
  const paid = (q: number): number => q * (1 + sideSign(side) * coefficient * Math.sqrt(q / volume))
  const beyond = size - shown
  const piece = Math.max(1, Math.ceil(beyond / PIECES))
  const pieces: Level[] = []
  for (let from = 0; from < beyond; from += piece) {
    const to = Math.min(from + piece, beyond)
    const price = (last.price * (paid(to) - paid(from))) / (to - from)
    if (!(price > 0)) break
    pieces.push({ price, size: to - from })
  }
  return [...levels, ...pieces]
}
