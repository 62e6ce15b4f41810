import type { HedgeDecision } from '../hedging/decision'
import { evaluate } from '../hedging/evaluate'
import { evaluateGreeks } from '../hedging/greeks/evaluate-greeks'
import type { SolveQuadraticProgram } from '../hedging/greeks/quadratic-program'
import { evaluateAllocation } from './allocation/evaluate-allocation'
import { evaluateCppi } from './insurance/evaluate-cppi'
import { evaluateObpi } from './insurance/obpi'
import type { Instruction, Mandate, MandateDecisions, MandateKind, MandateOrder } from './mandate'
import { evaluatePool } from './vault/pool-hedge'

type Common = Pick<HedgeDecision, 'kind' | 'reasons' | 'nextEvaluationSeconds'>

const instruction = (
  { kind, reasons, nextEvaluationSeconds }: Omit<Common, 'reasons'> & { readonly reasons: readonly string[] },
  orders: readonly MandateOrder[],
): Instruction => ({ kind, reasons, nextEvaluationSeconds, orders: orders.filter(({ quantity }) => quantity !== 0) })

const underlying = (quantity: number): readonly MandateOrder[] => [{ instrument: 'underlying', quantity }]

/** The decision of one mandate and its instruction. */
export type Evaluated<K extends MandateKind = MandateKind> = {
  readonly [Kind in K]: {
    readonly kind: Kind
    readonly decision: MandateDecisions[Kind]
    readonly instruction: Instruction
  }
}[K]

/**
 * Evaluates any mandate by its own evaluator: pure, as each of them is. Only the Greek mandate uses `solve`. Faults as
 * the evaluators do.
 */
export const evaluateMandate = (mandate: Mandate, solve: SolveQuadraticProgram): Evaluated => {
  switch (mandate.kind) {
    case 'hedge': {
      const decision = evaluate(mandate.snapshot)
      return { kind: 'hedge', decision, instruction: instruction(decision, underlying(decision.trade)) }
    }
    case 'greeks': {
      const decision = evaluateGreeks(mandate.snapshot, solve)
      const orders = decision.orders.map(({ id, quantity }) => ({ instrument: id, quantity }))
      return { kind: 'greeks', decision, instruction: instruction(decision, orders) }
    }
    case 'cppi': {
      const decision = evaluateCppi(mandate.snapshot)
      return { kind: 'cppi', decision, instruction: instruction(decision, underlying(decision.trade)) }
    }
    case 'obpi': {
      const decision = evaluateObpi(mandate.snapshot)
      return { kind: 'obpi', decision, instruction: instruction(decision, underlying(decision.trade)) }
    }
    case 'allocation': {
      const decision = evaluateAllocation(mandate.snapshot)
      const orders = decision.trades.map((quantity, asset) => ({ instrument: String(asset), quantity }))
      return { kind: 'allocation', decision, instruction: instruction(decision, orders) }
    }
    case 'pool': {
      const decision = evaluatePool(mandate.snapshot)
      return {
        kind: 'pool',
        decision,
        instruction: instruction(decision.decision, underlying(decision.decision.trade)),
      }
    }
  }
}
