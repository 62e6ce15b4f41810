import { canonicalJson } from '../../../core/canonical-json'
import { decide, type DecisionOutputs } from '../../../core/decision/decide'
import type { DecisionInputs } from '../../../core/decision/decision-inputs'
import { Fault } from '../../../core/error'
import type { SolveQuadraticProgram } from '../../../core/hedging/greeks/quadratic-program'
import type { DecisionRecord } from '../../../ports/ledger'
import { bandSection } from './band-section'
import { correctionSections } from './correction-section'
import { dividendSections, expirySections, fundingSections } from './expiry-section'
import { gateSection } from './gate-section'
import { exposureSection, hedgeView, marketSection } from './hedge-view'
import { executionSections, orderSection } from './order-sections'
import { marksSections, programmeSections } from './option-sections'
import { inDigits, line, timeText, type ExplanationSection } from './section'
import { flowSections, timingSection } from './timing-section'
import { trustSection } from './trust-section'

/** A place where two values differ, as JSON; 'absent' where one has nothing there. */
export type DifferentPlace = { readonly path: string; readonly kept: string; readonly recomputed: string }

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const text = (value: unknown): string => (value === undefined ? 'absent' : canonicalJson(value))

/**
 * Where two pieces of plain data differ, leaf by leaf, the first `most` of them; none where their canonical JSON is the
 * same, byte for byte.
 */
export const differences = (kept: unknown, recomputed: unknown, most = 20, path = ''): readonly DifferentPlace[] => {
  if (text(kept) === text(recomputed)) return []
  if (!isTree(kept) || !isTree(recomputed) || Array.isArray(kept) !== Array.isArray(recomputed))
    return [{ path, kept: text(kept), recomputed: text(recomputed) }]
  const found: DifferentPlace[] = []
  for (const key of new Set([...Object.keys(kept), ...Object.keys(recomputed)])) {
    if (found.length >= most) break
    found.push(...differences(kept[key], recomputed[key], most - found.length, path === '' ? key : `${path}.${key}`))
  }
  return found
}

/** A stored decision that was recomputed, and its arithmetic. */
export type Explanation = {
  readonly portfolio: string
  readonly sequence: number
  readonly kind: DecisionRecord['kind']
  readonly reasons: readonly string[]
  /** Whether the inputs give the stored outputs byte for byte; otherwise the places that differ. */
  readonly reproduces: boolean
  readonly differences: readonly DifferentPlace[]
  readonly sections: readonly ExplanationSection[]
}

const inputsOf = ({ portfolio, sequence, inputs }: DecisionRecord): DecisionInputs => {
  const known = typeof inputs === 'object' && inputs !== null ? Object.keys(inputs) : []
  if (!['time', 'mandate', 'tradables', 'gate', 'interval'].every((name) => known.includes(name)))
    throw new Fault('bad-input', `decision ${sequence} of ${portfolio} does not carry the inputs of a decision`)
  return inputs as DecisionInputs
}

const numbers = (value: object, prefix = ''): ExplanationSection['lines'] =>
  Object.entries(value).flatMap(([name, own]: [string, unknown]) => {
    if (typeof own === 'number' || typeof own === 'string') return [line(`${prefix}${name}`, own)]
    return typeof own === 'object' && own !== null ? numbers(own, `${prefix}${name} `) : []
  })

const mandateSections = (inputs: DecisionInputs, outputs: DecisionOutputs): readonly ExplanationSection[] => {
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
    ...correctionSections(snapshot, decision),
    ...flowSections(snapshot, decision),
  ]
}

/**
 * Recomputes a decision from its stored inputs, compares it with what was stored, and shows its arithmetic. Faults
 * 'bad-input' where the record carries no such inputs, and as `decide` does.
 */
export const explainDecision = (record: DecisionRecord, solve: SolveQuadraticProgram): Explanation => {
  const inputs = inputsOf(record)
  const outputs = decide(inputs, solve)
  const { portfolio, sequence, kind, reasons } = record
  const different = differences(record.outputs, outputs)
  const decided: ExplanationSection = {
    title: 'Decision',
    lines: [
      line('at', timeText(record.at), `trigger: ${record.trigger}`),
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
      ...expirySections(inputs, outputs),
      ...fundingSections(inputs, outputs),
      ...dividendSections(outputs),
      ...programmeSections(inputs),
      ...marksSections(inputs),
      ...mandateSections(inputs, outputs),
      orderSection(inputs, outputs),
      ...executionSections(inputs, outputs),
      gateSection(inputs, outputs),
      timingSection(inputs, outputs),
    ],
  }
}

const sectionText = ({ title, lines }: ExplanationSection): string => {
  const names = Math.max(...lines.map(({ name }) => name.length))
  const values = Math.max(...lines.map(({ value }) => inDigits(value).length).filter((length) => length <= 30), 0)
  const rows = lines.map(({ name, value, how }) =>
    `  ${name.padEnd(names)}  ${inDigits(value).padEnd(values)}${how === undefined ? '' : `  ${how}`}`.trimEnd(),
  )
  return [title, ...rows].join('\n')
}

const verdict = ({ reproduces, differences }: Explanation): string =>
  reproduces
    ? 'Recomputed from its inputs: the same outputs, byte for byte.'
    : [
        'Recomputed from its inputs: NOT what was stored.',
        ...differences.map(({ path, kept, recomputed }) => `  ${path}: stored ${kept}, recomputed ${recomputed}`),
      ].join('\n')

/** An explanation for a person. */
export const explanationText = (explanation: Explanation): string =>
  [
    `Decision ${explanation.sequence} of ${explanation.portfolio}: ${explanation.kind} (${explanation.reasons.join(', ')})`,
    verdict(explanation),
    ...explanation.sections.map(sectionText),
  ].join('\n\n')
