import { explainDecision, explanationText, type Explanation } from '../../../../src/app/audit/explain/explain-decision'
import { canonicalJson } from '../../../../src/core/canonical-json'
import { decide } from '../../../../src/core/decision/decide'
import type { DecisionInputs } from '../../../../src/core/decision/decision-inputs'
import type { SlicedExecution } from '../../../../src/core/execution/execution-settings'
import { whalleyWilmottHalfWidth } from '../../../../src/core/hedging/bands/whalley-wilmott'
import { evaluate } from '../../../../src/core/hedging/evaluate'
import type { Strategy } from '../../../../src/core/hedging/strategy'
import { solveObpi } from '../../../../src/core/mandates/insurance/obpi'
import { DAY } from '../../../../src/core/market/event'
import { bsmGreeks } from '../../../../src/core/pricing/greeks'
import type { DecisionRecord } from '../../../../src/ports/ledger'
import { aRecord } from '../../../adapters/ledger/a-record'
import { someInputs } from '../../../core/decision/a-decision'
import { aCard } from '../../../core/execution/a-card'
import { solverForTests } from '../../../core/hedging/greeks/solver'
import { NOW } from '../../../core/risk/a-book'

const solve = solverForTests()

const adaptive: Strategy = {
  kind: 'adaptive',
  policy: {
    band: 'whalley-wilmott',
    riskAversion: 30,
    multiplier: 1.2,
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

const waiting: Strategy = {
  ...adaptive,
  policy: { ...adaptive.policy, toxicityThreshold: 0.9, toxicityMaxWait: 150 },
}
const toxic = {
  ...{ strategy: waiting, toxicityPercentile: 0.95, posterior: [] },
  last: { evaluatedAt: NOW - 60e6, dueAt: NOW, spot: 50_000, quiet: undefined, waitingSince: NOW - 60e6 },
}

const thin = aCard({ dailyVolume: 20, gas: 0 })
const sliced = (settings: SlicedExecution): Partial<DecisionInputs> => ({
  execution: {
    settings,
    underway: [],
    markets: [{ name: 'underlying', volatility: 1e-4, relativeSpread: 2e-4 }],
  },
})
const minutes = sliced({ kind: 'slices', slices: 4, spacing: 60, participation: { share: 0.1, dailyVolume: 1e6 } })
const planned = sliced({ kind: 'planned', card: thin, riskAversion: 1e-3, maxSeconds: 1800, latencyMilliseconds: 50 })

/** A thousand insured for thirty days, by the same band. */
const insured = (): DecisionInputs => {
  const inputs = someInputs({ ...toxic, last: undefined })
  if (inputs.mandate.kind !== 'hedge') throw new Error('not a hedge')
  const plan = solveObpi({ wealth: 1e5, guarantee: 9e4, spot: 50_000, years: 30 / 365, vol: 0.6, rate: 0 })!
  const scale = { contracts: plan.units, price: 50_000 }
  return {
    ...inputs,
    mandate: { kind: 'obpi', snapshot: { ...inputs.mandate.snapshot, scale, plan, expiry: NOW + 30 * DAY } },
  }
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
  ['a book without options', someInputs({ ...learned, legs: [] })],
  ['a refusal', someInputs(learned, { gate: { ...someInputs().gate, killSwitch: { engaged: true } } })],
  ['a fixed band', someInputs()],
  ['a strategy without a band', someInputs({ strategy: { kind: 'no-hedge' } })],
  ['a wait for calmer flow', someInputs(toxic)],
  ['a replicated option', insured()],
  ['a slice', someInputs(learned, minutes)],
  ['a trade by a cost card', someInputs(learned, planned)],
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
  const halfWidth = whalleyWilmottHalfWidth({ cost: 5e-4, spot: 1, gamma: gamma * 50_000 }, 30)
  expect(valueOf(explanation, 'Band', 'Whalley-Wilmott')).toBeCloseTo(halfWidth, 12)
  expect(valueOf(explanation, 'Band', 'multiplier')).toBe(1.2)
  expect(valueOf(explanation, 'Band', 'half-width kept')).toBeCloseTo(1.2 * halfWidth, 12)
  if (inputs.mandate.kind !== 'hedge') throw new Error('not a hedge')
  const decision = evaluate(inputs.mandate.snapshot)
  expect(valueOf(explanation, 'Band', 'lower edge')).toBe(decision.band?.lower)
  expect(valueOf(explanation, 'Orders', 'wanted')).toBe(decision.trade)
  expect(valueOf(explanation, 'Next evaluation', 'wait')).toBeCloseTo(decision.nextEvaluationSeconds, 9)
  expect(valueOf(explanation, 'Gate: approved', 'order-notional')).toBe('passes')
  const text = explanationText(explanation)
  expect(text).toContain(`at ${Number(decision.next.quiet?.above.toPrecision(8))} or below`)
  expect(text).toMatch(/order-notional +passes +[\d.]+ of at most [\d.]+/)
})

test('names the volatility of the mark, of which the centre is the delta, and the volatility now', () => {
  const marked = { mark: [{ years: 0.1, vol: 0.5 }], nowVol: 0.9, jumpShare: 0.25 }
  const explanation = explainDecision(recorded(someInputs({ ...learned, ...marked })), solve)
  expect(explanation.reproduces).toBe(true)
  expect(valueOf(explanation, 'Market', 'volatility of the mark')).toBe(0.5)
  expect(valueOf(explanation, 'Market', 'volatility now')).toBe(0.9)
  expect(valueOf(explanation, 'Market', 'jump share')).toBe(0.25)
  const { delta } = bsmGreeks({ type: 'call', spot: 50_000, strike: 50_000, years: 30 / 365, vol: 0.5 })
  expect(valueOf(explanation, 'Band', 'centre')).toBeCloseTo(delta, 12)
  expect(valueOf(explanation, 'Exposure', 'volatility of the mark')).toBeCloseTo(0.5, 12)
  expect(valueOf(explanation, 'Exposure', 'volatility of the band')).toBeCloseTo(0.6, 12)
  // A short book is hedged at more than its volatility where trading costs.
  const zakamouline = { ...marked, strategy: { kind: 'zakamouline', riskAversion: 30 } } as const
  const moved = explainDecision(recorded(someInputs(zakamouline)), solve)
  expect(valueOf(moved, 'Band', 'factor of the centre')).toBeGreaterThan(1)
})

test('says since when a hedge waits for calmer flow, and how long it may', () => {
  const explanation = explainDecision(recorded(someInputs(toxic)), solve)
  expect(valueOf(explanation, 'Flow: toxic', 'toxicity percentile')).toBe(0.95)
  const text = explanationText(explanation)
  expect(text).toMatch(/waiting since +[-\dT:.]+Z +60 s of at most 150 s in all/)
  expect(text).toMatch(/beyond the edge +0\.4\d+ +a hedge waits up to 1,/)
  const calm = explanationText(explainDecision(recorded(someInputs({ ...toxic, toxicityPercentile: 0.5 })), solve))
  expect(calm).toContain('Flow: calm')
  expect(explanationText(explainDecision(recorded(someInputs(learned)), solve))).not.toContain('Flow')
})

test('shows the plan of an insurance and the hedge that replicates it', () => {
  const explanation = explainDecision(recorded(insured()), solve)
  const units = valueOf(explanation, 'Insurance', 'units')
  expect(units).toBeGreaterThan(1)
  expect(valueOf(explanation, 'Insurance', 'strike')).toBeCloseTo(9e4 / Number(units), 6)
  expect(valueOf(explanation, 'Exposure', 'delta of the book')).toBeLessThan(0)
  expect(explanationText(explanation)).toMatch(/Band by adaptive[^]*Flow: toxic[^]*Next evaluation/)
})

test('shows the slices to come, and what each way to execute was expected to cost', () => {
  const text = explanationText(explainDecision(recorded(someInputs(learned, minutes)), solve))
  expect(text).toMatch(/Execution: slices\n +slices +4 +60 s apart, at most 0\.1 of 1000000 a day/)
  expect(text).toMatch(/to come: underlying +buy +3 slices, the next at /)
  const costs = explanationText(explainDecision(recorded(someInputs(learned, planned)), solve))
  expect(costs).toMatch(/chosen: slices, \d+ over [\d.]+ s +[\d.]+ +fee [\d.]+ \+ spread [\d.]+ \+ impact/)
  expect(costs).toMatch(/else: one-order, 1 over 0 s/)
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

test('says whether the models were trusted, why not, and what that was judged by', () => {
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
  expect(text).toMatch(/Models: not trusted[^]*because +features-unlike-training\n +in their place +volatility-log-har/)
  expect(text).toMatch(/venue\/a trusted +87\.5 % +of the last bars, not on the last 12/)
  expect(text).toMatch(/columns drifted +1 +vpin-50-240/)
  expect(text).toMatch(/silenced +yes/)
  expect(explanationText(explainDecision(recorded(someInputs()), solve))).toContain('Models: trusted')
})
