import { correctionSections } from '../../../../src/app/audit/explain/correction-section'
import { explainDecision, explanationText } from '../../../../src/app/audit/explain/explain-decision'
import { canonicalJson } from '../../../../src/core/canonical-json'
import { decide } from '../../../../src/core/decision/decide'
import { allBandColumns } from '../../../../src/core/hedging/bands/band-columns'
import { TARGET_OUTPUTS, type BandNetwork } from '../../../../src/core/hedging/bands/band-network'
import { evaluate } from '../../../../src/core/hedging/evaluate'
import type { Snapshot } from '../../../../src/core/hedging/snapshot'
import type { DecisionRecord } from '../../../../src/ports/ledger'
import { aRecord } from '../../../adapters/ledger/a-record'
import { someInputs } from '../../../core/decision/a-decision'
import { aHedgingPolicy } from '../../../core/decision/a-market-state'
import { aBandNetwork } from '../../../core/hedging/a-band-network'
import { solverForTests } from '../../../core/hedging/greeks/solver'

const solve = solverForTests()
const columns = allBandColumns(3)
const turbulent = columns.indexOf('posterior-2')

/** A network that only reads how likely the last regime is: it widens the band by e^(p − .2) on both sides. */
const byRegime = (): BandNetwork => {
  const kernel = columns.map((_, i) => (i === turbulent ? 1e-3 : 0))
  const last = [1e3, 1e3, 0, 0, 0, 0]
  return {
    kind: 'band-network',
    columns,
    scaling: { mean: columns.map((_, i) => (i === turbulent ? 0.2 : -3)), sd: columns.map(() => 1), limit: 8 },
    layers: [
      { kernel, bias: [0] },
      { kernel: last, bias: Array.from({ length: TARGET_OUTPUTS }, () => 0) },
    ],
  }
}

const inputsOf = (network: BandNetwork, own: Partial<Snapshot> = {}) => {
  const { adaptive } = aHedgingPolicy()
  const policy = { ...adaptive, multiplier: 1, ceiling: 1, network }
  return someInputs({ strategy: { kind: 'adaptive', policy }, posterior: [0.1, 0.2, 0.7], nowVol: 0.9, ...own })
}

const sectionOf = (network: BandNetwork, own: Partial<Snapshot> = {}) => {
  const { mandate } = inputsOf(network, own)
  if (mandate.kind !== 'hedge') throw new Error(mandate.kind)
  const { snapshot } = mandate
  const decision = evaluate(snapshot)
  const [section] = correctionSections(snapshot, decision)
  const valueOf = (name: string): number => {
    const value = section.lines.find((own) => own.name === name)?.value
    if (typeof value !== 'number') throw new Error(`no number at ${name}`)
    return value
  }
  return { band: decision.band!, section, valueOf }
}

test('shows by how much the formula is stretched, and that the regime did it', () => {
  const { band, section, valueOf } = sectionOf(byRegime())
  const formula = valueOf('half-width of the formula')
  // e^(3 tanh(.5 / 3)) on either side.
  const stretched = formula * Math.exp(3 * Math.tanh(0.5 / 3))
  expect(valueOf('lower edge')).toBeCloseTo(stretched, 6)
  expect(valueOf('half-width of the network')).toBeCloseTo(band.halfWidth, 9)
  expect(valueOf('input posterior-2')).toBe(0.7)
  const moved = section.lines.filter(({ name }) => name.startsWith('moved by'))
  expect(moved.map(({ name }) => name)).toEqual(['moved by posterior-2'])
  expect(valueOf('moved by posterior-2')).toBeCloseTo(stretched - formula, 6)
})

test('names the three inputs that move the band most, and mirrors the edges for a long book', () => {
  const network = aBandNetwork({ lastLayer: 1 })
  const short = sectionOf(network)
  expect(short.section.lines.filter(({ name }) => name.startsWith('moved by'))).toHaveLength(3)
  expect(short.band.centre - short.valueOf('lower edge')).toBeCloseTo(short.band.lower, 9)
  expect(short.band.centre + short.valueOf('upper edge')).toBeCloseTo(short.band.upper, 9)
  const { mandate } = someInputs()
  if (mandate.kind !== 'hedge') throw new Error(mandate.kind)
  const legs = mandate.snapshot.legs.map((leg) => ({ ...leg, quantity: 1 }))
  const long = sectionOf(network, { legs })
  expect(long.valueOf('lower edge')).toBeCloseTo(short.valueOf('upper edge'), 9)
  expect(long.band.centre - long.valueOf('lower edge')).toBeCloseTo(long.band.lower, 9)
})

test('a decision by a learned band comes out of the ledger again, and is explained', () => {
  const inputs = inputsOf(byRegime())
  const outputs = decide(inputs, solve)
  const record = aRecord({ at: inputs.time, kind: outputs.kind, reasons: outputs.reasons, inputs, outputs })
  const explanation = explainDecision(JSON.parse(canonicalJson(record)) as DecisionRecord, solve)
  expect(explanation.reproduces).toBe(true)
  const text = explanationText(explanation)
  expect(text).toMatch(/Band by adaptive[^]*learned band +corrects both[^]*Learned correction of the band/)
  expect(text).not.toMatch(/NaN|undefined|Infinity/)
  expect(explanation.reasons).not.toContain('half-width-at-floor')
})

test('says nothing where a formula makes the band, and that there is none without cost', () => {
  const { mandate } = someInputs()
  if (mandate.kind !== 'hedge') throw new Error(mandate.kind)
  expect(correctionSections(mandate.snapshot, evaluate(mandate.snapshot))).toEqual([])
  expect(sectionOf(byRegime(), { oneWayCost: 0 }).section.lines).toHaveLength(1)
})
