import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readHistory } from '../../models/store/history'
import { startLiveScores } from '../../models/store/live-scores'
import { publishCentre } from '../../models/store/centre'
import { publishPolicy, readPolicy } from '../../models/store/policy'
import { promoteSet } from '../../models/store/promote'
import { aBandNetwork } from '../core/hedging/a-band-network'
import { aCentre, aPolicy, publishedSets, type PublishedSets } from '../models/store/a-registry'
import { run } from './run'

let sets: PublishedSets
let registry: string
beforeAll(async () => {
  sets = await publishedSets()
})
afterAll(() => sets.remove())
beforeEach(async () => {
  registry = await sets.copy()
})

const models = async (...argv: readonly string[]) => {
  const { code, stdout, stderr } = await run('models', ...argv, '--models', registry)
  return { code, out: stdout, err: stderr }
}
const note = { by: 'a test', reason: 'because' }
const why = ['--reason', 'it earned it'] as const

test('lists the sets, the champion first, and says what is wrong with one', async () => {
  expect(await models('list')).toMatchObject({ code: 0, err: '' })
  await promoteSet(registry, sets.policies[2], note)
  await writeFile(join(registry, 'hedging-policy', sets.policies[0], 'card.json'), '{}')
  const { out } = await models('list')
  const lines = out.trimEnd().split('\n')
  expect(lines).toHaveLength(5)
  expect(lines[1]).toMatch(
    new RegExp(
      `^${sets.policies[2]}  champion +${sets.forecaster}  ${sets.classifier}  formula band +simulated/ABC to `,
    ),
  )
  expect(out).toContain(`policy ${sets.policies[0]} refused: its card has schema 1, this version reads 2`)
})

test('an empty registry has nothing published', async () => {
  await rm(registry, { recursive: true })
  expect(await models('list')).toMatchObject({ code: 0, out: `nothing is published in ${registry}\n` })
})

test('promotes by the first digits, nominates, withdraws, rolls back, and keeps why', async () => {
  const [a, b] = sets.policies
  expect(await models('promote', a.slice(0, 6), ...why)).toMatchObject({ code: 0, err: '' })
  const { out } = await models('promote', b.slice(0, 8), '--json', ...why)
  expect(JSON.parse(out)).toMatchObject({ ordinal: 2, champion: { policy: b, forecaster: sets.forecaster } })
  expect((await models('rollback', '--reason', 'drifted')).out).toContain(`in service: policy ${a}`)
  expect(await models('promote', b, ...why)).toMatchObject({
    code: 1,
    err: `bandshift: policy ${b} was rolled back: drifted\n`,
  })
  expect(await models('promote', b, '--insist', ...why)).toMatchObject({ code: 0 })
  expect((await models('nominate', a, ...why)).out).toContain(`challenger ${a}`)
  expect((await models('withdraw', ...why)).out).not.toContain('challenger')
  const history = await readHistory(registry)
  expect(history.map(({ action }) => action)).toEqual([
    'promote',
    'promote',
    'rollback',
    'promote',
    'nominate',
    'withdraw',
  ])
  expect(history[0]).toMatchObject({ by: expect.stringMatching(/^cli:/) as string, reason: 'it earned it' })
  expect(history[0].at).toBeGreaterThan(1.7e15)
})

test('shows a model with its card, a policy with its history and live losses', async () => {
  const [policy] = sets.policies
  await promoteSet(registry, policy, note)
  await startLiveScores(registry).add('simulated/ABC', [
    { policy, at: 1.7e15, scores: [{ measure: 'qlike 1', horizonBars: 1, loss: 0.3, baseline: 0.4 }] },
  ])
  expect((await models('show', policy.slice(0, 7))).out).toMatch(
    /simulated\/ABC qlike 1: 0\.300, 0\.750 of log-HAR \(1 bars\)\n1\. promote/,
  )
  const { out } = await models('show', sets.forecaster)
  expect(out).toContain(`volatility-forecaster ${sets.forecaster}\n`)
  expect(out).toContain('6 columns: ')
  expect(out).toContain('1. promote ')
  const { out: json } = await models('show', sets.forecaster, '--json')
  expect(JSON.parse(json)).toMatchObject({ card: { id: sets.forecaster }, history: [{ ordinal: 1 }], live: [] })
})

test('says of every policy whether its band is a formula or learned', async () => {
  const { adaptive, ...card } = await readPolicy(registry, sets.policies[0])
  const learned = { ...adaptive, network: aBandNetwork({ units: 5 }) }
  const bandEvidence = { formula: 2e-3, network: 1.8e-3, gain: 0.1, deployed: true, reason: 'it saves 10.0 %' }
  const { id } = await publishPolicy(registry, { ...card, adaptive: learned, bandEvidence })
  expect(await models('promote', id, ...why)).toMatchObject({ code: 0 })
  const { out } = await models('list')
  expect(out).toMatch(new RegExp(`${id}  champion .*  learned band`))
  expect(out).toMatch(new RegExp(`${sets.policies[0]}  published .*  formula band`))
  expect((await models('show', id)).out).toContain(
    'Whalley-Wilmott corrected by a network of 6 inputs and 5 units\nwhy: it saves 10.0 %\n',
  )
  expect((await models('show', sets.policies[0])).out).toContain('band: the formula of Whalley-Wilmott')
  await models('promote', sets.policies[0], ...why)
  expect((await models('rollback', ...why)).out).toContain(`in service: policy ${id}`)
})

test('shows which centre a set is hedged at, and why', async () => {
  const card = await publishCentre(registry, aCentre())
  const { id } = await publishPolicy(registry, { ...aPolicy(sets.forecaster, sets.classifier, 9), centre: card.id })
  expect((await models('list')).out).toMatch(new RegExp(`${id}  published .*  formula band  net +simulated/ABC`))
  expect(await models('promote', card.id.slice(0, 8), ...why)).toMatchObject({ code: 0 })
  expect((await models('show', id)).out).toContain(`, spot-vol slope ${card.id}\n`)
  const { out } = await models('show', card.id)
  expect(out).toContain('slope: (-0.1 + 0.8 × falling) × skew − 0.7 × (own slope − skew); half-life 40 d, weight 5')
  expect(out).toContain('gain over net delta 0.07, DM -1.32, p 0.19, on 420 unseen intervals from 2020-10-06')
  expect(out).toContain('by month: 2020-10 0.2, 2020-11 -0.01\n')
  expect(out).toMatch(/centre: net delta serves: within chance\n1\. promote /)
})

test('compares two sets by cards and live bars', async () => {
  const [a, b] = sets.policies
  const scores = startLiveScores(registry)
  for (let i = 0; i < 60; i++)
    await scores.add(
      'simulated/ABC',
      [a, b].map((policy, k) => ({
        policy,
        at: 1.7e15 + i * 3e8,
        scores: [{ measure: 'qlike 1', horizonBars: 1, loss: 0.4 - 0.1 * k + (i % 7) / 100, baseline: 0.4 }],
      })),
    )
  const { out } = await models('compare', a, b)
  expect(out).toContain(`${b} as challenger of ${a}: would be promoted`)
  expect(JSON.parse((await models('compare', b, a, '--json')).out)).toMatchObject({
    live: { promote: false, reasons: [{ kind: 'worse' }] },
  })
})

test.each<[readonly string[], number, RegExp]>([
  [['promote', 'zz'], 2, /'zz' is no id/],
  [['promote', 'ffffffffffffffff', ...why], 2, /nothing in .* has an id that begins with ffffffffffffffff/],
  [['promote'], 2, /models promote takes one id/],
  [['compare', 'a'], 2, /models compare takes two ids/],
  [['list', 'a'], 2, /models list takes no id/],
  [['rollback', ...why], 1, /no models in service/],
  [['rollback'], 2, /say why with --reason/],
  [['dance'], 2, /'dance' is invalid for argument 'action'/],
])('%j ends with %d and says why', async (argv, code, message) => {
  const done = await models(...argv, ...(argv[0] === 'promote' && argv[1] === 'zz' ? why : []))
  expect(done).toMatchObject({ code, err: expect.stringMatching(message) as string })
})

test('an id that begins several, or a model that several policies name, is refused with them', async () => {
  expect((await models('show', '')).err).toContain('is no id')
  const { err } = await models('promote', sets.forecaster, ...why)
  expect(err).toContain('is named by several policies')
  for (const policy of sets.policies) expect(err).toContain(policy)
})

test('a set that the service would refuse is not promoted', async () => {
  await rm(join(registry, 'regime-classifier', sets.classifier, 'weights.bin'))
  expect(await models('promote', sets.policies[0], ...why)).toMatchObject({
    code: 1,
    err: `bandshift: model ${sets.classifier} refused: weights.bin: is missing\n`,
  })
  expect(await readHistory(registry)).toEqual([])
})
