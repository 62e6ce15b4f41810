import type { HedgeOrder } from '../execution/order'
import type { SlicedTrade } from '../execution/slices/sliced-trade'
import type { SolveQuadraticProgram } from '../hedging/greeks/quadratic-program'
import { evaluateMandate, type Evaluated } from '../mandates/evaluate-mandate'
import type { Timestamp } from '../market/event'
import { gate, type Verdict } from '../risk/gate/gate'
import { accrueFunding, type Fundings } from '../portfolio/accrue-funding'
import { dividendEntry } from '../portfolio/entries'
import type { LedgerEntry } from '../portfolio/ledger/entry'
import { settleExpired, type Expiries } from '../portfolio/settle-expired'
import type { DecisionInputs } from './decision-inputs'
import { dueAfter, nextEvaluation, rememberedNext } from './next-evaluation'
import { sizeOrders } from './size-orders'

export type DecisionOutputs = {
  /**
   * 'refused': the mandate trades and the gate refuses the orders; 'wait': the trade waits for calmer flow or for its
   * next slice.
   */
  readonly kind: 'hold' | 'trade' | 'wait' | 'refused'
  /** The evaluator's, the sizing's and the names of the gate's checks. */
  readonly reasons: readonly string[]
  readonly evaluated: Evaluated
  readonly orders: readonly HedgeOrder[]
  /** undefined where there was nothing to approve. */
  readonly verdict: Verdict | undefined
  readonly dueAt: Timestamp
  /** The `last` of the next snapshot: unchanged after a refusal, so that the next evaluation is due. */
  readonly next: unknown
  /** Options that settle now, and those that stay unsettled; absent where none has expired. */
  readonly expired?: Expiries | undefined
  /** Funding that is booked now, and what is awaited; absent where none is due. */
  readonly funding?: Fundings | undefined
  /** Dividends that are booked now; absent where none is due. */
  readonly dividends?: { readonly entries: readonly LedgerEntry[] } | undefined
  /** Trades whose next slices are to come, for the next decision's execution; absent where there are none. */
  readonly underway?: readonly SlicedTrade[] | undefined
}

/** What becomes of expired options, in a word each. */
const expiryReasons = ({ entries, unsettled }: Expiries): readonly string[] => [
  ...(entries.length > 0 ? ['option-settled'] : []),
  ...(unsettled.length > 0 ? ['option-unsettled'] : []),
]

/** That options are not valued at the surface of their market, and why. */
const marksReasons = ({ marks }: DecisionInputs): readonly string[] =>
  marks === undefined || marks.kind === 'surface' ? [] : [marks.kind]

/** What becomes of the funding that is due, in a word each. */
const fundingReasons = ({ entries, funded }: Fundings): readonly string[] => [
  ...(entries.length > 0 ? ['funding-booked'] : []),
  ...(funded.some(({ awaited }) => awaited !== undefined) ? ['funding-unknown'] : []),
]

/**
 * What a portfolio does now: its mandate's decision, in whole lots, past the gate. Pure: the same inputs give the same
 * outputs, also after a round trip through JSON. Holds where the mandate's trade is less than a lot. A trade in slices
 * is decided anew at every evaluation: only the slice that is due is ordered, a share of the trade as it is by then.
 * Faults as the evaluators do, 'usage' where the mandate trades what is not among the tradables.
 */
export const decide = (inputs: DecisionInputs, solve: SolveQuadraticProgram): DecisionOutputs => {
  const evaluated = evaluateMandate(inputs.mandate, solve)
  const { instruction } = evaluated
  const sized = sizeOrders(inputs, evaluated)
  const { orders, underway } = sized
  const expired = inputs.expired && settleExpired(inputs.expired)
  const funding = inputs.funding && accrueFunding(inputs.funding)
  const dividends = inputs.dividends && { entries: inputs.dividends.map(dividendEntry) }
  const reasons = [
    ...[...instruction.reasons, ...sized.reasons],
    ...(expired === undefined ? [] : expiryReasons(expired)),
    ...(funding === undefined ? [] : fundingReasons(funding)),
    ...(dividends === undefined ? [] : ['dividend-booked']),
    ...marksReasons(inputs),
  ]
  const dueAt = nextEvaluation(inputs, evaluated, sized)
  const booked = { ...(expired && { expired }), ...(funding && { funding }), ...(dividends && { dividends }) }
  const coming = { ...booked, ...(underway.length > 0 && { underway }) }
  const common = { evaluated, orders, next: rememberedNext(inputs, evaluated, sized, dueAt), ...coming }
  if (orders.length === 0) {
    const kind = instruction.kind === 'wait' || underway.length > 0 ? 'wait' : 'hold'
    return { ...common, kind, reasons, verdict: undefined, dueAt }
  }
  const verdict = gate(orders, inputs.gate)
  if (verdict.kind === 'approved') return { ...common, kind: 'trade', reasons, verdict, dueAt }
  const before = inputs.execution?.underway ?? []
  return {
    evaluated,
    orders,
    kind: 'refused',
    reasons: [...reasons, ...verdict.refusals.map(({ check }) => check)],
    verdict,
    dueAt: dueAfter(inputs, inputs.interval.retry),
    next: 'last' in inputs.mandate.snapshot ? inputs.mandate.snapshot.last : undefined,
    ...booked,
    ...(before.length > 0 && { underway: before }),
  }
}
