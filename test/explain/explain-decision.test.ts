import { explainDecision, type Explanation } from '../../src/app/explain/explain-decision'
import { explanationText } from '../../src/app/explain/explanation-text'
import { canonicalJson } from '../../src/core/canonical-json'
import { whalleyWilmottHalfWidth } from '../../src/core/hedging/bands/whalley-wilmott'
import { evaluate } from '../../src/core/hedging/evaluate'
import type { Strategy } from '../../src/core/hedging/strategy'
import { decide, type DecisionInputs } from '../../src/core/portfolio/decide'
import { bsmGreeks } from '../../src/core/pricing/greeks'
import type { DecisionRecord } from '../../src/ports/ledger'
import { solverForTests } from '../greeks/solver'
import { aRecord } from '../ledger/a-record'
import { someInputs } from '../portfolio/a-decision'

const solve = solverForTests()

const adaptive: Strategy = {
  kind: 'adaptive',
  policy: {
    band: 'whalley-wilmott',
    riskAversion: 30,
    multipliers: [0.8, 1.1, 1.6],
    floor: 0.005,
    ceiling: 0.4,
    insideShare: 0,
    diffusionShare: 0.5,
    minInterval: 60,
    maxInterval: 36_000,
    priceTrigger: 0.5,
    toxicityThreshold: 1,
    toxicityDelay: 60,
    riskLimit: 1,
  },
}

const learned = { strategy: adaptive, posterior: [0.2, 0.3, 0.5] }

/** A record as it comes out of the ledger. */
const recorded = (inputs: DecisionInputs): DecisionRecord => {
  const outputs = decide(inputs, solve)
  const record = aRecord({ at: inputs.time, kind: outputs.kind, reasons: outputs.reasons, inputs, outputs })
  return JSON.parse(canonicalJson(record)) as DecisionRecord
}

const valueOf = ({ sections }: Explanation, title: string, name: string): number | string | undefined =>
  sections.find((section) => section.title.startsWith(title))?.lines.find((own) => own.name.startsWith(name))?.value

test.each<[string, DecisionInputs]>([
  ['a trade', someInputs(learned)],
  ['a hold', someInputs({ ...learned, position: 0.5 })],
  ['a refusal', someInputs(learned, { gate: { ...someInputs().gate, killSwitch: { engaged: true } } })],
  ['a fixed band', someInputs()],
  ['a strategy without a band', someInputs({ strategy: { kind: 'no-hedge' } })],
  ['Zakamouline', someInputs({ strategy: { kind: 'zakamouline', riskAversion: 30 }, fixedCost: 2 })],
])('%s comes out of its stored inputs again, byte for byte', (_, inputs) => {
  const explanation = explainDecision(recorded(inputs), solve)
  expect(explanation).toMatchObject({ reproduces: true, differences: [] })
  expect(explanationText(explanation)).toContain('the same outputs, byte for byte')
  expect(explanationText(explanation)).not.toMatch(/NaN|undefined|Infinity/)
})

test('shows the numbers that made the decision, each from its formula', () => {
  const inputs = someInputs(learned)
  const explanation = explainDecision(recorded(inputs), solve)
  const { delta, gamma } = bsmGreeks({ type: 'call', spot: 50_000, strike: 50_000, years: 30 / 365, vol: 0.6 })
  expect(valueOf(explanation, 'Exposure', 'delta of the book')).toBeCloseTo(-delta, 12)
  const halfWidth = whalleyWilmottHalfWidth(5e-4, 1, gamma * 50_000, 30)
  expect(valueOf(explanation, 'Band', 'Whalley-Wilmott')).toBeCloseTo(halfWidth, 12)
  const multiplier = 0.2 * 0.8 + 0.3 * 1.1 + 0.5 * 1.6
  expect(valueOf(explanation, 'Band', 'multiplier')).toBeCloseTo(multiplier, 12)
  expect(valueOf(explanation, 'Band', 'half-width kept')).toBeCloseTo(multiplier * halfWidth, 12)
  if (inputs.mandate.kind !== 'hedge') throw new Error('not a hedge')
  const decision = evaluate(inputs.mandate.snapshot)
  expect(valueOf(explanation, 'Band', 'lower edge')).toBe(decision.band?.lower)
  expect(valueOf(explanation, 'Orders', 'wanted')).toBe(decision.trade)
  expect(valueOf(explanation, 'Next look', 'time to diffuse')).toBeCloseTo(decision.nextEvaluationSeconds, 9)
  expect(valueOf(explanation, 'Gate: approved', 'order-notional')).toBe('passes')
  const text = explanationText(explanation)
  expect(text).toContain(`at ${Number(decision.next.quiet?.above.toPrecision(8))} or below`)
  expect(text).toMatch(/order-notional +passes +[\d.]+ of at most [\d.]+/)
})

test('names the check that refused, and why', () => {
  const gate = { ...someInputs().gate, killSwitch: { engaged: true, reason: 'too wild' } }
  const explanation = explainDecision(recorded(someInputs(learned, { gate })), solve)
  expect(valueOf(explanation, 'Gate: refused', 'kill-switch')).toBe('refuses')
  expect(valueOf(explanation, 'Gate: refused', 'turnover')).toBe('passes')
})

test('says where a stored decision is not what its inputs make', () => {
  const record = recorded(someInputs(learned))
  const outputs = JSON.parse(canonicalJson(record.outputs)) as { orders: { lots: number }[]; dueAt?: number }
  outputs.orders[0].lots += 1
  delete outputs.dueAt
  const explanation = explainDecision({ ...record, outputs }, solve)
  expect(explanation.reproduces).toBe(false)
  expect(explanation.differences.map(({ path }) => path).sort()).toEqual(['dueAt', 'orders.0.lots'])
  expect(explanationText(explanation)).toContain('NOT what was stored')
  const moved = { ...(record.inputs as DecisionInputs) }
  const tampered = { ...record, inputs: { ...moved, interval: { ...moved.interval, least: 61, most: 61 } } }
  expect(explainDecision(tampered, solve).differences.map(({ path }) => path)).toContain('dueAt')
})

test('refuses a record without the inputs of a decision', () => {
  expect(() => explainDecision(aRecord(), solve)).toThrow('does not carry the inputs')
})

test('says whether the models were believed, why not, and what that was judged by', () => {
  const trustFigures = {
    trustedShare: 0.875,
    distrustedBars: 12,
    silenced: true,
    outsideShare: 0.125,
    unlikeShare: 0.5,
    drifted: ['vpin-50-240'],
    stuck: [],
    lossEvidence: 0.25,
  }
  const gate = {
    ...someInputs().gate,
    trust: { kind: 'baseline', reasons: ['features-unlike-training', 'volatility-log-har'] } as const,
  }
  const record = recorded(someInputs({}, { gate }))
  const stored = {
    ...record,
    inputs: { ...(record.inputs as object), markets: [{ instrument: 'venue/a', trustFigures }] },
  }
  const text = explanationText(explainDecision(stored, solve))
  expect(text).toMatch(
    /Models: not believed[^]*because +features-unlike-training\n +in their place +volatility-log-har/,
  )
  expect(text).toMatch(/venue\/a believed +87\.5 % +of the last bars, not on the last 12/)
  expect(text).toMatch(/columns drifted +1 +vpin-50-240/)
  expect(text).toMatch(/silenced +yes/)
  expect(explanationText(explainDecision(recorded(someInputs()), solve))).toContain('Models: believed')
})
