import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chooseBackend } from '../../../models/backend'
import { championCard, loadPolicy } from '../../../models/store/model-set'
import { startRecording } from '../../../src/adapters/recordings'
import { evaluateModels, type EvaluatedRecording } from '../../../training/judge/evaluate'
import { publishReport } from '../../../training/judge/publish-report'
import { train } from '../../../training/run/train'
import { simulate } from '../../../training/simulator/simulate'
import { digests } from './digests'

const quiet = (): void => undefined
// Options so long that there are too few lives to learn a band on: learning it is half of a training.
const settings = { seed: 5, optionDays: 2, backend: 'wasm' } as const
// So short a recording is forecast better by EWMA.
const asked = { promotion: 'always' } as const

let folder: string
const at = (name: string): string => join(folder, name)

describe('train, then evaluate', () => {
  let evaluated: EvaluatedRecording

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bandshift-pipeline-'))
    await simulate({ world: 'regimes', days: 8, seed: 1, out: at('recording') })
    await simulate({ world: 'regimes', days: 8, seed: 2, out: at('other') })
    await simulate({ world: 'gbm', parameters: { periodSeconds: 3600 }, days: 30, seed: 3, out: at('hourly') })
    await chooseBackend('wasm')
    await train({ ...settings, ...asked, data: at('recording'), out: at('registry') }, quiet)
    evaluated = await evaluateModels({ ...settings, data: at('recording'), models: at('registry') }, quiet)
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('writes the same registry and the same report from the same data and seed', async () => {
    await train({ ...settings, ...asked, data: at('recording'), out: at('registry-again') }, quiet)
    const again = await evaluateModels({ ...settings, data: at('recording'), models: at('registry-again') }, quiet)
    expect(await digests(at('registry-again'))).toEqual(await digests(at('registry')))
    await publishReport(at('report'), [evaluated], settings.seed)
    await publishReport(at('report-again'), [again], settings.seed)
    expect(await digests(at('report-again'))).toEqual(await digests(at('report')))
  })

  test('another seed makes other models', async () => {
    const cards = []
    for (const seed of [5, 6]) {
      await train({ ...settings, ...asked, seed, data: at('hourly'), out: at(`hourly-${seed}`) }, quiet)
      cards.push(await championCard(at(`hourly-${seed}`), 'regime-classifier'))
    }
    const [five, six] = cards.map(({ files }) => files['weights.bin'].sha256)
    expect(six).not.toBe(five)
  })

  test('tests only on bars that training did not see', async () => {
    const card = await championCard(at('registry'), 'volatility-forecaster')
    const testFrom = Date.parse(`${evaluated.scores.split.testFrom}Z`) * 1000
    expect(testFrom).toBeGreaterThanOrEqual(card.split.train.to)
    expect(evaluated.scores.split.testBars / evaluated.scores.split.trainBars).toBeGreaterThan(0.35)
  })

  test('scores every forecast, regime and hedging baseline beside bandshift', () => {
    const { forecast, regime, hedging, oracleGapShare } = evaluated.scores
    for (const { qlike } of forecast)
      expect(Object.keys(qlike)).toEqual(expect.arrayContaining(['ewma', 'har', 'logHar', 'garch', 'bandshift']))
    expect(Object.keys(regime.baselines)).toEqual(expect.arrayContaining(['hmm', 'jump', 'threshold']))
    expect(hedging.map(({ strategy }) => strategy).sort()).toEqual([
      'adaptive',
      'delta-threshold',
      'drift-or-timer',
      'every-step',
      'fixed-band',
      'fixed-interval',
      'leland',
      'no-hedge',
      'range-and-move',
      'whalley-wilmott',
      'zakamouline',
    ])
    for (const score of hedging) {
      const [low, high] = score.ci.entropicPrice
      expect(low).toBeLessThanOrEqual(score.entropicPrice)
      expect(high).toBeGreaterThanOrEqual(score.entropicPrice)
    }
    expect(oracleGapShare?.gap.ci.price).toHaveLength(2)
  })

  test('judges the models on a recording that they were not fitted on', async () => {
    const { scores } = await evaluateModels({ ...settings, data: at('other'), models: at('registry') }, quiet)
    expect(scores.hedging.length).toBe(11)
    expect(scores.split.trainBars / (scores.split.trainBars + scores.split.testBars)).toBeLessThan(0.5)
  })

  test('the policy names the models that it was tuned for', async () => {
    const policy = await loadPolicy(at('registry'))
    expect(policy.forecaster).toBe((await championCard(at('registry'), 'volatility-forecaster')).id)
    expect(policy.classifier).toBe((await championCard(at('registry'), 'regime-classifier')).id)
  })

  test('refuses a recording whose bars are not those of the models', async () => {
    await expect(evaluateModels({ ...settings, data: at('hourly'), models: at('registry') }, quiet)).rejects.toThrow(
      /decide every/,
    )
  })

  test('refuses an empty recording', async () => {
    const writer = await startRecording(at('empty'), { origin: 'real', title: 'nothing', licence: 'none' })
    await writer.commit({ file: 'no.csv', sha256: '0', read: 3, accepted: 0, quarantined: { 'bad-time': 3 } })
    await expect(evaluateModels({ ...settings, data: at('empty'), models: at('registry') }, quiet)).rejects.toThrow(
      /the recording is empty: none of 3 rows of no\.csv was accepted \(3 bad-time\)/,
    )
  })

  test('refuses a recording too short to learn from, and leaves nothing of the run', async () => {
    const parameters = { periodSeconds: 3600 }
    for (const [name, days] of Object.entries({ 'two bars': 2 / 24, 'six days': 6 })) {
      await simulate({ world: 'gbm', parameters, days, seed: 4, out: at(name) })
      await expect(train({ ...settings, data: at(name), out: at('none') }, quiet)).rejects.toThrow(/record|bars/)
      expect(existsSync(at('none'))).toBe(false)
    }
    await expect(train({ ...settings, data: at('six days'), out: at('registry') }, quiet)).rejects.toThrow(/bars/)
    expect(await readdir(at('registry/runs'))).toHaveLength(1)
  })
})
