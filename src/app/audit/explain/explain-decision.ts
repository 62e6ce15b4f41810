import { Fault } from '../../../core/error'
import type { SolveQuadraticProgram } from '../../../core/hedging/greeks/quadratic-program'
import { decide, type DecisionInputs, type DecisionOutputs } from '../../../core/decision/decide'
import type { DecisionRecord } from '../../../ports/ledger'
import { bandSection } from './band-section'
import { differences, type DifferentPlace } from './differences'
import { exposureSection, marketSection } from './exposure-section'
import { executionSections } from './execution-section'
import { flowSections } from './flow-section'
import { gateSection } from './gate-section'
import { hedgeView } from './hedge-view'
import { orderSection } from './order-section'
import { line, timeText, type Section } from './section'
import { timingSection } from './timing-section'
import { trustSection } from './trust-section'

/** A stored decision made once more, and its arithmetic. */
export type Explanation = {
  readonly portfolio: string
  readonly sequence: number
  readonly kind: DecisionRecord['kind']
  readonly reasons: readonly string[]
  /** Whether the inputs gave the stored outputs again, byte for byte; else where not. */
  readonly reproduces: boolean
  readonly differences: readonly DifferentPlace[]
  readonly sections: readonly Section[]
}

const inputsOf = ({ portfolio, sequence, inputs }: DecisionRecord): DecisionInputs => {
  const known = typeof inputs === 'object' && inputs !== null ? Object.keys(inputs) : []
  if (!['time', 'mandate', 'tradables', 'gate', 'interval'].every((name) => known.includes(name)))
    throw new Fault('bad-input', `decision ${sequence} of ${portfolio} does not carry the inputs of a decision`)
  return inputs as DecisionInputs
}

const numbers = (value: object, prefix = ''): Section['lines'] =>
  Object.entries(value).flatMap(([name, own]: [string, unknown]) => {
    if (typeof own === 'number' || typeof own === 'string') return [line(`${prefix}${name}`, own)]
    return typeof own === 'object' && own !== null ? numbers(own, `${prefix}${name} `) : []
  })

const mandateSections = (inputs: DecisionInputs, outputs: DecisionOutputs): readonly Section[] => {
  const hedge = hedgeView(inputs, outputs)
  const { evaluated } = outputs
  if (hedge === undefined)
    return [{ title: `Decision of the ${evaluated.kind} mandate`, lines: numbers(evaluated.decision) }]
  const { snapshot, decision, before } = hedge
  return [
    ...before,
    marketSection(snapshot),
    exposureSection(snapshot),
    bandSection(snapshot, decision),
    ...flowSections(snapshot, decision),
  ]
}

/**
 * Makes a decision again from its stored inputs, holds it against what was stored, and shows its arithmetic. Faults
 * 'bad-input' where the record carries no such inputs, and as `decide` does.
 */
export const explainDecision = (record: DecisionRecord, solve: SolveQuadraticProgram): Explanation => {
  const inputs = inputsOf(record)
  const outputs = decide(inputs, solve)
  const { portfolio, sequence, kind, reasons } = record
  const different = differences(record.outputs, outputs)
  const decided: Section = {
    title: 'Decision',
    lines: [
      line('at', timeText(record.at), `looked at because: ${record.trigger}`),
      line('kind', outputs.kind, outputs.reasons.join(', ')),
    ],
  }
  return {
    portfolio,
    sequence,
    kind,
    reasons,
    reproduces: different.length === 0,
    differences: different,
    sections: [
      decided,
      trustSection(record, inputs),
      ...mandateSections(inputs, outputs),
      orderSection(inputs, outputs),
      ...executionSections(inputs, outputs),
      gateSection(inputs, outputs),
      timingSection(inputs, outputs),
    ],
  }
}
