import { Fault } from '../error'
import type { HedgeOrder } from '../execution/order'
import { leastLots, mostLots, nearestLots, sizeOrder, worstPrice } from '../execution/size-order'
import { nextSlice, type SlicedTrade } from '../execution/slices/sliced-trade'
import type { Evaluated } from '../mandates/evaluate-mandate'
import type { MandateOrder } from '../mandates/mandate'
import type { DecisionInputs, TradedInstrument } from './decision-inputs'
import type { ExecutionInputs } from './execution-inputs'
import { planTrade } from './plan-trade'
import { hedgeOf, unfinishedHedge } from './unfinished-hedge'

/** Delta that a hedge leaves open at a position; undefined where the mandate hedges none. */
const openDelta = (evaluated: Evaluated, position: number): number | undefined => {
  const hedge = hedgeOf(evaluated)
  return hedge && hedge.exposure.delta + position
}

/**
 * Whether trading `quantity` at a position of `held` (units, signed) lessens what the portfolio is exposed to: a
 * hedge's open delta, the risk of a book whose Greeks are managed, else the position itself; passing through nothing to
 * the other side does not.
 */
const lessensExposure = (evaluated: Evaluated, held: number, quantity: number): boolean => {
  if (evaluated.kind === 'greeks') return evaluated.decision.riskAfter < evaluated.decision.riskBefore
  const before = openDelta(evaluated, held) ?? held
  const after = openDelta(evaluated, held + quantity) ?? held + quantity
  return Math.abs(after) < Math.abs(before) && before * after >= 0
}

/** What a decision orders now, why that is less than its mandate's trade, and what of it is on its way. */
export type SizedOrders = {
  readonly orders: readonly HedgeOrder[]
  readonly reasons: readonly string[]
  /** Trades whose next slices are to come. */
  readonly underway: readonly SlicedTrade[]
}

type SizedTrade = {
  readonly lots: number
  readonly reasons: readonly string[]
  readonly trade: SlicedTrade | undefined
}

export const tradableNamed = (tradables: readonly TradedInstrument[], name: string): TradedInstrument => {
  const found = tradables.find((tradable) => tradable.name === name)
  if (found === undefined) throw new Fault('usage', `the mandate trades '${name}', for which no venue is named`)
  return found
}

/** A hedge past its policy's risk limit is made at once, whole. */
const isUrgent = ({ instruction: { reasons } }: Evaluated): boolean => reasons.includes('risk-limit')

/** What the mandate trades, with what is left of a hedge that has come inside its band. */
export const wantedOrders = ({ execution }: DecisionInputs, evaluated: Evaluated): readonly MandateOrder[] => {
  const { orders } = evaluated.instruction
  return execution === undefined || orders.length > 0 ? orders : unfinishedHedge(evaluated, execution.underway)
}

/** Lots a second that participation lets through. */
const rateOf = ({ settings }: ExecutionInputs, lot: number): number => {
  const cap = settings.kind === 'slices' ? settings.participation : undefined
  return cap === undefined ? Infinity : (cap.share * cap.dailyVolume) / 86_400 / lot
}

/** Least seconds between two slices: the least interval between evaluations, and the limit on orders per minute. */
export const leastSpacing = ({ interval, gate: { limits } }: DecisionInputs): number =>
  Math.max(interval.least, 60 / limits.ordersPerMinute)

const whole = (
  { gate: { limits } }: DecisionInputs,
  { mid, terms }: TradedInstrument,
  quantity: number,
): SizedTrade => ({
  ...sizeOrder(quantity, mid, limits.orderNotional, terms),
  trade: undefined,
})

const sliced = (
  inputs: DecisionInputs,
  tradable: TradedInstrument,
  quantity: number,
  execution: ExecutionInputs,
): SizedTrade => {
  const { name, mid, terms } = tradable
  const { time, gate } = inputs
  const least = leastLots(terms, mid)
  const wanted = nearestLots(quantity, terms.lot)
  if (wanted < least) return whole(inputs, tradable, quantity)
  const side = quantity > 0 ? 'buy' : 'sell'
  // A trade that began later than now is from before the clock was set back: its slices are dropped.
  const own = execution.underway.find((trade) => trade.name === name && trade.side === side && trade.since <= time)
  const { trade, reasons } =
    own === undefined
      ? planTrade(execution, tradable, { quantity, time, leastSpacing: leastSpacing(inputs) })
      : { trade: own, reasons: [] }
  if (trade === undefined) {
    const order = whole(inputs, tradable, quantity)
    return { ...order, reasons: [...reasons, ...order.reasons] }
  }
  const most = mostLots(terms, mid, gate.limits.orderNotional)
  const slice = nextSlice(trade, time, { wanted, least, most, rate: rateOf(execution, terms.lot) })
  return {
    lots: slice.lots,
    trade: slice.trade,
    reasons: slice.reason === undefined ? reasons : [...reasons, slice.reason],
  }
}

/** The orders of a decision in whole lots. Faults 'usage' where the mandate trades what is not among the tradables. */
export const sizeOrders = (inputs: DecisionInputs, evaluated: Evaluated): SizedOrders => {
  const { tradables, gate, execution } = inputs
  const orders: HedgeOrder[] = []
  const underway: SlicedTrade[] = []
  const reasons = new Set<string>()
  const wanted = wantedOrders(inputs, evaluated)
  if (wanted !== evaluated.instruction.orders && wanted.length > 0) reasons.add('hedge-under-way')
  for (const { instrument: name, quantity } of wanted) {
    const named = tradableNamed(tradables, name)
    const { instrument, mid, held } = named
    const side = quantity > 0 ? 'buy' : 'sell'
    const limitPrice = worstPrice(side, mid, gate.limits.slippage, named.terms.tick)
    // A venue values an order at its limit, which lies below the mid for a sale.
    const terms = { ...named.terms, minLots: leastLots(named.terms, Math.min(mid, limitPrice)) }
    const tradable = { ...named, terms }
    const size =
      execution === undefined || isUrgent(evaluated)
        ? whole(inputs, tradable, quantity)
        : sliced(inputs, tradable, quantity, execution)
    for (const reason of size.reasons) reasons.add(reason)
    if (size.trade !== undefined) underway.push(size.trade)
    if (size.lots === 0) continue
    const signed = (quantity > 0 ? 1 : -1) * size.lots
    orders.push({
      leg: orders.length,
      instrument,
      side,
      lots: size.lots,
      lot: terms.lot,
      price: mid,
      limitPrice,
      reduces: lessensExposure(evaluated, held * terms.lot, signed * terms.lot),
    })
  }
  return { orders, reasons: [...reasons], underway }
}
