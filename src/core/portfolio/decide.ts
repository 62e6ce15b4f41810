import { Fault } from '../error'
import { sizeOrder, worstPrice, type SizeReason } from '../execution/size-order'
import type { TradingTerms } from '../execution/trading-terms'
import type { SolveQuadraticProgram } from '../hedging/greeks/quadratic-program'
import { evaluateMandate, type Evaluated } from '../mandate/evaluate-mandate'
import type { Mandate } from '../mandate/mandate'
import { SECOND, type Timestamp } from '../market/event'
import { gate, type Verdict } from '../risk/gate/gate'
import type { GateState } from '../risk/gate/gate-state'
import type { HedgeOrder } from '../risk/gate/order'
import { lessensExposure } from './lessens-exposure'
import { soonestExpiry } from './soonest-expiry'

/** What an order of the mandate becomes at a venue. */
export type Tradable = {
  /** As in the mandate's instruction: 'underlying', the id of a hedge instrument, the place of an asset. */
  readonly name: string
  /** `venue/symbol`. */
  readonly instrument: string
  readonly mid: number
  /** Lots held. */
  readonly held: number
  readonly terms: TradingTerms
}

/** Everything a decision depends on, plain data: what the ledger keeps of it. */
export type DecisionInputs = {
  readonly time: Timestamp
  readonly mandate: Mandate
  readonly tradables: readonly Tradable[]
  readonly gate: GateState
  /** Seconds: between two evaluations at least and at most, and until the next try after a refusal. */
  readonly interval: { readonly least: number; readonly most: number; readonly retry: number }
}

export type DecisionOutputs = {
  /** 'refused': the mandate wants to trade and the gate does not let it. */
  readonly kind: 'hold' | 'trade' | 'wait' | 'refused'
  /** The evaluator's, the sizing's and the names of the gate's checks. */
  readonly reasons: readonly string[]
  readonly evaluated: Evaluated
  readonly orders: readonly HedgeOrder[]
  /** undefined where there was nothing to approve. */
  readonly verdict: Verdict | undefined
  readonly dueAt: Timestamp
  /** The `last` of the next snapshot: unchanged after a refusal, so that the next look is a due one. */
  readonly next: unknown
}

/** What the mandate remembers, due when the portfolio is: its own wait may have been cut or stretched. */
const nextOf = (evaluated: Evaluated, dueAt: Timestamp): unknown => ({
  ...(evaluated.kind === 'pool' ? evaluated.decision.decision.next : evaluated.decision.next),
  dueAt,
})

type Sized = { readonly orders: readonly HedgeOrder[]; readonly reasons: readonly SizeReason[] }

const sized = ({ tradables, gate: { limits } }: DecisionInputs, evaluated: Evaluated): Sized => {
  const orders: HedgeOrder[] = []
  const reasons = new Set<SizeReason>()
  for (const { instrument: name, quantity } of evaluated.instruction.orders) {
    const { instrument, mid, terms, held } = tradableOf(tradables, name)
    const size = sizeOrder(quantity, mid, limits.orderNotional, terms)
    for (const reason of size.reasons) reasons.add(reason)
    if (size.lots === 0) continue
    const side = quantity > 0 ? 'buy' : 'sell'
    const signed = (quantity > 0 ? 1 : -1) * size.lots
    orders.push({
      leg: orders.length,
      instrument,
      side,
      lots: size.lots,
      lot: terms.lot,
      price: mid,
      limitPrice: worstPrice(side, mid, limits.slippage, terms.tick),
      reduces: lessensExposure(evaluated, held * terms.lot, signed * terms.lot),
    })
  }
  return { orders, reasons: [...reasons] }
}

const tradableOf = (tradables: readonly Tradable[], name: string): Tradable => {
  const found = tradables.find((tradable) => tradable.name === name)
  if (found === undefined) throw new Fault('usage', `the mandate wants to trade '${name}', which no venue is named for`)
  return found
}

/** Time of the next look: the mandate's wait within the portfolio's interval, and no later than the book's next expiry. */
const dueAfter = ({ time, mandate, interval }: DecisionInputs, seconds: number): Timestamp => {
  const wait = Math.min(Math.max(seconds, interval.least), interval.most)
  return Math.min(time + Math.round(wait * SECOND), Math.max(soonestExpiry(mandate), time + 1))
}

/**
 * What a portfolio does now: its mandate's decision, in whole lots, past the gate. Pure: the same inputs give the same outputs, also after a round trip through JSON.
 * Holds where the mandate wants less than a lot. Faults as the evaluators do, 'usage' where the mandate trades what is not among the tradables.
 */
export const decide = (inputs: DecisionInputs, solve: SolveQuadraticProgram): DecisionOutputs => {
  const evaluated = evaluateMandate(inputs.mandate, solve)
  const { instruction } = evaluated
  const { orders, reasons: sizing } = sized(inputs, evaluated)
  const reasons: readonly string[] = [...instruction.reasons, ...sizing]
  const dueAt = dueAfter(inputs, sizing.includes('order-cap') ? 0 : instruction.nextEvaluationSeconds)
  const common = { evaluated, orders, next: nextOf(evaluated, dueAt) }
  if (orders.length === 0) {
    const kind = instruction.kind === 'wait' ? 'wait' : 'hold'
    return { ...common, kind, reasons, verdict: undefined, dueAt }
  }
  const verdict = gate(orders, inputs.gate)
  if (verdict.kind === 'approved') return { ...common, kind: 'trade', reasons, verdict, dueAt }
  return {
    ...common,
    kind: 'refused',
    reasons: [...reasons, ...verdict.refusals.map(({ check }) => check)],
    verdict,
    dueAt: dueAfter(inputs, inputs.interval.retry),
    next: 'last' in inputs.mandate.snapshot ? inputs.mandate.snapshot.last : undefined,
  }
}
