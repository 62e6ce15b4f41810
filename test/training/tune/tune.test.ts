import { startRng } from '../../../src/core/rng'
import { profileOf } from '../../../training/data/profile'
import type { AdaptiveLens } from '../../../training/tune/adaptive-lens'
import { fixedFamilies } from '../../../training/tune/fixed-candidates'
import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import { startTrials, type Trial } from '../../../training/tune/trials'
import { tuneBand, tuneFixed } from '../../../training/tune/tune'
import { evaluationColumn, sellStrip } from '../../../training/tune/view/strip'
import { viewOf } from '../../../training/tune/view/view'

const length = 3000
const rng = startRng(8)
const vol = 0.6
const close = Float64Array.from({ length }, () => 100)
for (let i = 1; i < length; i++) close[i] = close[i - 1] * Math.exp(vol * Math.sqrt(1 / 8760) * rng.normal())
const series = {
  length,
  timestamp: Float64Array.from({ length }, (_, i) => i * 3.6e9),
  close,
  logReturn: new Float64Array(length),
  variance: new Float64Array(length).fill((vol * vol) / 8760),
  barsPerYear: 8760,
}
const grid = { barSeconds: 3600, barsPerDay: 24, barsPerYear: 8760, continuous: true, bars: length }
const profile = profileOf(grid, { optionDays: 2 })
const strip = sellStrip(series, { from: 0, to: length }, profile, new Float64Array(length).fill(5e-4))
const view = viewOf(strip, evaluationColumn(strip, new Float64Array(length).fill(vol)), 3600)
const objective = { riskAversion: 30, evaluationCost: 0 }
const lens: AdaptiveLens = {
  view,
  toxicity: undefined,
  columns: () => ({}),
}
const families = fixedFamilies(30, 3600, profile.optionBars)
const tuned = families.map((family) => tuneFixed(view, family, objective).strategy)
const terms = { riskAversion: 30, barSeconds: 3600 }
const tune = (lives: number) => tuneBand(startTrials(lens, objective, lives), lens, tuned, terms)

describe('tuning', () => {
  test('takes every fixed strategy’s setting from its own grid', () => {
    families.forEach(({ candidates }, i) => expect(candidates.map(({ strategy }) => strategy)).toContainEqual(tuned[i]))
  })

  test('on a part of under four option lives keeps the best tuned band as it is', () => {
    const policy = tune(1.6)
    expect([policy.insideShare, policy.minInterval, policy.maxInterval]).toEqual([0, 3600, 3600])
  })

  test('keeps an evaluation at every bar', () => {
    const policy = tune(60)
    expect([policy.minInterval, policy.maxInterval]).toEqual([3600, 3600])
  })

  describe('the formula', () => {
    const settings = tuned.filter(({ kind }) => kind === 'whalley-wilmott' || kind === 'zakamouline')
    const levels = { all: { cost: 1, risk: 1 }, leftOut: [] }
    /** Trials in which Zakamouline's band costs less by a share of its own in each of eight blocks left out. */
    const formulaOf = (leads: readonly number[]) => {
      const mean = leads.reduce((sum, lead) => sum + lead, 0) / leads.length
      const attempt = (policy: AdaptivePolicy): Trial => {
        const isOther = policy.band === 'zakamouline'
        const leftOut = leads.map((lead) => (isOther ? 10 - lead : 10))
        return { policy, evaluations: 48, levels, value: isOther ? 10 - mean : 10, leftOut }
      }
      return tuneBand({ attempt, blocks: leads.length }, lens, settings, terms).band
    }

    test('changes from Whalley-Wilmott where another is better beyond noise', () =>
      expect(formulaOf([0.1, 0.11, 0.09, 0.1, 0.1, 0.11, 0.09, 0.1])).toBe('zakamouline'))

    test('stays Whalley-Wilmott where the lead of another is within noise', () =>
      expect(formulaOf([0.3, -0.1, 0.2, -0.1, 0.3, -0.1, 0.2, 0.1])).toBe('whalley-wilmott'))

    test('stays Whalley-Wilmott on a part too short to tell', () => {
      const best = startTrials(lens, objective, 1)
      const attempt = (policy: AdaptivePolicy): Trial => ({
        ...best.attempt(policy),
        ...(policy.band === 'zakamouline' && { value: 0 }),
      })
      expect(tuneBand({ attempt, blocks: 0 }, lens, settings, terms).band).toBe('whalley-wilmott')
    })
  })

  describe('where a trade costs ten times as much for two bars of toxic flow', () => {
    const cost = new Float64Array(length).fill(5e-4)
    const toxic = Float64Array.from({ length }, () => 0.7 * rng.uniform())
    for (let i = 10; i < length - 2; i += 6 + rng.integer(6)) {
      cost.fill(5e-3, i, i + 2)
      toxic.fill(0.99, i, i + 2)
    }
    const sold = sellStrip(series, { from: 0, to: length }, profile, cost)
    const through = viewOf(sold, evaluationColumn(sold, new Float64Array(length).fill(vol)), 3600)
    const lensOf = (column: Float64Array): AdaptiveLens => ({
      view: through,
      toxicity: column,
      columns: ({ toxicityThreshold }) => (toxicityThreshold < 1 ? { toxicity: column } : {}),
    })
    const chosen = (column: Float64Array) => {
      const own = lensOf(column)
      return tuneBand(startTrials(own, objective, 60), own, [], terms)
    }

    test('waits for calmer flow', () => {
      const policy = chosen(evaluationColumn(sold, toxic))
      expect(policy.toxicityThreshold).toBeLessThan(1)
      expect(policy.riskLimit).toBeGreaterThan(0)
    })

    test('does not wait where flow is noise', () => {
      expect(
        chosen(
          evaluationColumn(
            sold,
            toxic.map(() => rng.uniform()),
          ),
        ).toxicityThreshold,
      ).toBe(1)
    })
  })

  test('gives the same setting again', () => {
    expect(tune(60)).toEqual(tune(60))
  })
})
