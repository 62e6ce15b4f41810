import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { policyCardSchema } from '../../../models/store/policy-card'
import { learnBand, type BandLesson } from '../../../training/band-network/learn-band'
import { prepare, type Prepared } from '../../../training/data/prepare'
import type { Predictions } from '../../../training/fit/predict'
import { regimesSchema } from '../../../training/simulator/regimes'
import { simulate } from '../../../training/simulator/simulate'
import { startingSettings } from '../../../training/tune/adaptive-candidates'
import { adaptiveLens } from '../../../training/tune/adaptive-lens'
import { startTrials } from '../../../training/tune/trials'
import { sellStrip, volatilityColumn } from '../../../training/tune/view/strip'
import { logHarTerm } from '../../../training/tune/view/term-structure'
import { recordedMark } from '../../../training/tune/view/view'

const RISK_AVERSION = 30
const [formula] = startingSettings([], RISK_AVERSION, 3600)

let folder: string
let prepared: Prepared
let predictions: Predictions
let half: number

/** Trials on the later half of the recording, which hold `lives` option lives as far as noise is concerned. */
const trialsOf = (lives: number) => {
  const { market, dataset, cost } = prepared
  const range = { from: half, to: dataset.series.length }
  const strip = sellStrip(dataset.series, range, market.profile, cost)
  const vol = volatilityColumn(strip, predictions.term, dataset.series.barsPerYear)
  const mark = recordedMark(strip, market.bars, dataset.series, vol)
  const lens = adaptiveLens({ strip, mark }, prepared, predictions)
  return startTrials(lens, { riskAversion: RISK_AVERSION, evaluationCost: 0 }, lives)
}

const lessonOf = (seed: number): BandLesson => ({
  ...{ prepared, until: half, states: 2, riskAversion: RISK_AVERSION, seed },
  earlier: { predictions, range: { from: prepared.dataset.first + 200, to: half } },
  pooled: [],
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bandshift-learn-'))
  const parameters = { periodSeconds: 3600, vols: [0.3, 1.2], meanDays: [6, 3] }
  await simulate({ world: 'regimes', parameters, days: 120, seed: 3, out: join(folder, 'recording') })
  prepared = await prepare(join(folder, 'recording'), { optionDays: 1, fee: 5e-4 })
  const { dataset, market } = prepared
  const { length } = dataset.series
  half = dataset.first + Math.floor((length - dataset.first) / 2)
  predictions = {
    term: logHarTerm(dataset.series, half, market.profile),
    ...{ quantiles: new Float64Array(0), levels: [], states: 2, shares: [0.5, 0.5] },
    posterior: new Float64Array(2 * length).fill(0.5),
  }
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('a learned band replaces the formula where it is better beyond noise, with its figures', async () => {
  const steps: number[] = []
  const trials = trialsOf(30)
  const { policy, evidence } = await learnBand(lessonOf(1), formula, trials, (done) => steps.push(done))
  expect(steps.length).toBeGreaterThan(100)
  const { gain = NaN, network = NaN, ci = [NaN, NaN] } = evidence
  expect(evidence.formula).toBe(trials.attempt(formula).value)
  expect(gain).toBeCloseTo(1 - network / evidence.formula, 12)
  expect(ci[0]).toBeLessThan(gain)
  expect(evidence.deployed).toBe(policy.network !== undefined)
  expect(evidence.deployed).toBe(true)
  expect(trials.attempt(policy).value).toBe(network)
  expect(policyCardSchema.shape.bandEvidence.parse(evidence)).toEqual(evidence)
  expect(policyCardSchema.shape.adaptive.parse(policy)).toEqual(policy)
})

test('nothing is learned where no gain could be told from noise', async () => {
  const { policy, evidence } = await learnBand(lessonOf(1), formula, trialsOf(2), () => undefined)
  expect(policy).toBe(formula)
  expect(evidence).toMatchObject({ deployed: false, reason: expect.stringContaining('too few') as string })
})

test('a pooled world changes what is learned, and stands in the evidence by name', async () => {
  const trials = trialsOf(30)
  const world = regimesSchema.parse({
    ...{ kind: 'regimes', vols: [0.2, 0.6], meanDays: [10, 2], priceJumpsPerYear: [0, 20] },
    ...{ priceJumpSd: [0, 0.05], halfSpread: [1e-4, 4e-4], periodSeconds: 3600 },
  })
  const pooled = [{ world, stepSeconds: 3600, optionBars: 24, name: 'venue/OTHER' }]
  const alone = await learnBand(lessonOf(1), formula, trials, () => undefined)
  const together = await learnBand({ ...lessonOf(1), pooled }, formula, trials, () => undefined)
  expect(alone.evidence.pooled).toBeUndefined()
  expect(together.evidence.pooled).toEqual(['venue/OTHER'])
  expect(together.evidence.network).not.toBe(alone.evidence.network)
  expect(together.evidence.network).toBeLessThan(together.evidence.formula)
  expect(policyCardSchema.shape.bandEvidence.parse(together.evidence)).toEqual(together.evidence)
})
