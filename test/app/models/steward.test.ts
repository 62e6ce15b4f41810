import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readHistory } from '../../../models/store/history'
import { readLiveScores, startLiveScores } from '../../../models/store/live-scores'
import { nominateSet, promoteSet } from '../../../models/store/promote'
import { readStanding } from '../../../models/store/standing'
import type { StewardWay } from '../../../src/app/config/file/sections/models'
import { loadModels, type ServiceModels } from '../../../src/app/models/load-models'
import { startSteward } from '../../../src/app/models/steward'
import { startLiveScoring } from '../../../src/app/service/live-scoring'
import type { DriftFinding } from '../../../src/core/promotion/shadow/drift-watch'
import { startMarket } from '../../../src/core/reading/start-market'
import type { Alert } from '../../../src/ports/alert-sink'
import type { OperatorAction } from '../../../src/ports/ledger'
import { someBars, someModels } from '../../core/promotion/shadow/some-models'
import { publishedSets, type PublishedSets } from '../../models/store/a-registry'

let sets: PublishedSets
let registry: string
let alerts: Alert[]
let audits: OperatorAction[]
let episodes: Set<string>
beforeAll(async () => {
  sets = await publishedSets()
})
afterAll(() => sets.remove())
beforeEach(async () => {
  registry = await sets.copy()
  alerts = []
  audits = []
  episodes = new Set()
})

const note = { by: 'a test', reason: 'because' }
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const steward = (way: StewardWay = 'act') =>
  startSteward({
    registry,
    ledger: {
      audit: (action) => Promise.resolve(void audits.push(action)),
      auditOnce: (episode, action) => {
        if (episodes.has(episode)) return Promise.resolve(false)
        episodes.add(episode)
        audits.push(action)
        return Promise.resolve(true)
      },
    },
    clock: { now: () => 1.7e15 },
    log,
    alert: (alert) => void alerts.push(alert),
    way,
  })
const models = (place: number): Promise<ServiceModels> => loadModels(registry, 'cpu', { policy: sets.policies[place] })
const promote = (place: number) => promoteSet(registry, sets.policies[place], note)
const champion = async (): Promise<number> =>
  sets.policies.indexOf((await readStanding(registry)).champion?.policy ?? '')

const finding: DriftFinding = { kind: 'worse-than-log-har', measure: 'qlike 6', loss: 0.5, against: 0.3, outcomes: 400 }

test('a champion that drifted is rolled back, recorded and reported, once', async () => {
  await promote(0)
  await promote(1)
  const own = steward()
  await own.drifted(await models(1), 'x/y', [finding])
  await own.drifted(await models(1), 'x/y', [finding])
  expect(await champion()).toBe(0)
  const history = await readHistory(registry)
  expect(history[2]).toMatchObject({
    action: 'rollback',
    by: 'service',
    at: 1.7e15,
    reason: 'drifted on x/y: qlike 6: loses 0.500 where log-HAR is 0.300, 400 outcomes',
    evidence: { findings: [finding] },
  })
  expect(history).toHaveLength(3)
  expect(alerts).toMatchObject([{ severity: 'critical', event: 'models.rolled-back' }])
  expect(audits).toMatchObject([{ actor: 'service', action: 'models.rolled-back', details: { record: 3 } }])
})

test('a set that a rollback restored is not rolled back in turn', async () => {
  for (const place of [0, 1, 2]) await promote(place)
  const own = steward()
  await own.drifted(await models(2), 'x/y', [finding])
  expect(await champion()).toBe(1)
  await own.drifted(await models(1), 'x/y', [finding])
  await steward().drifted(await models(1), 'x/y', [finding])
  expect(await champion()).toBe(1)
  expect(alerts.slice(1)).toMatchObject([{ event: 'models.drifting' }])
  expect(alerts[1].text).toContain('it came by a rollback itself and stays')
})

test('a drift without an earlier set is reported once, by the first process that finds it', async () => {
  await promote(0)
  for (const own of [steward(), steward(), steward('advise')]) await own.drifted(await models(0), 'x/y', [finding])
  expect(alerts).toMatchObject([{ severity: 'critical', event: 'models.drifting' }])
  expect(alerts[0].text).toContain('no earlier sound set of models')
})

test('an advising steward reports a drift once, and again after the registry has changed', async () => {
  await promote(0)
  await promote(1)
  for (const own of [steward('advise'), steward('advise')]) await own.drifted(await models(1), 'x/y', [finding])
  expect(alerts).toMatchObject([{ severity: 'critical', event: 'models.drifting' }])
  expect(alerts[0].text).toContain(`rolling back to policy ${sets.policies[0]} is left to an operator`)
  expect(audits).toMatchObject([
    {
      actor: 'service',
      action: 'models.drifting',
      details: { record: 2, policy: sets.policies[1], findings: [finding] },
    },
  ])
  await nominateSet(registry, sets.policies[2], note)
  await steward('advise').drifted(await models(1), 'x/y', [finding])
  expect(alerts).toHaveLength(2)
  expect(await champion()).toBe(1)
})

test('the drift of a set that is no longer in service is ignored', async () => {
  await promote(0)
  await promote(1)
  await steward().drifted(await models(0), 'x/y', [finding])
  expect(await readHistory(registry)).toHaveLength(2)
  expect(alerts).toEqual([])
})

/** Live losses of two sets, the second's less by a part. */
const shadowed = async (less: number): Promise<void> => {
  const scores = startLiveScores(registry)
  for (const [k, policy] of sets.policies.slice(0, 2).entries())
    await scores.add(
      'x/y',
      Array.from({ length: 400 }, (_, i) => ({
        policy,
        at: 1.7e15 + i * 3e8,
        scores: [
          { measure: 'qlike 1', horizonBars: 1, loss: 0.4 - less * k + ((i * (k + 7)) % 11) / 50, baseline: 0.4 },
        ],
      })),
    )
}

test('a better challenger is promoted, with the evidence', async () => {
  await promote(0)
  await nominateSet(registry, sets.policies[1], note)
  await shadowed(0.1)
  await steward().compare(await models(0), await models(1), 0)
  expect(await champion()).toBe(1)
  expect((await readHistory(registry))[2]).toMatchObject({
    action: 'promote',
    by: 'service',
    reason: expect.stringContaining('shadowed live: x/y qlike 1: loses') as string,
    evidence: { promote: true },
  })
  expect(alerts).toMatchObject([{ severity: 'info', event: 'models.challenger-promoted' }])
})

test('an advising steward reports a better challenger once and does not promote it', async () => {
  await promote(0)
  await nominateSet(registry, sets.policies[1], note)
  await shadowed(0.1)
  const own = steward('advise')
  for (const comparison of [0, 1]) await own.compare(await models(0), await models(1), comparison)
  await steward('advise').compare(await models(0), await models(1), 1)
  expect(await champion()).toBe(0)
  expect(await readHistory(registry)).toHaveLength(2)
  expect(alerts).toMatchObject([{ severity: 'warning', event: 'models.challenger-better' }])
  expect(alerts[0].text).toContain('promoting it is left to an operator')
  expect(audits).toMatchObject([
    { action: 'models.challenger-better', details: { policy: sets.policies[1], promote: true } },
  ])
})

test('a challenger that is not better, or was not nominated, is not promoted', async () => {
  await promote(0)
  await shadowed(0.1)
  await steward().compare(await models(0), await models(1), 0)
  await nominateSet(registry, sets.policies[1], note)
  await rm(join(registry, 'live'), { recursive: true })
  await steward().compare(await models(0), await models(1), 0)
  await shadowed(-0.1)
  await steward().compare(await models(0), await models(1), 0)
  expect(await champion()).toBe(0)
  expect(alerts).toEqual([])
})

test('the service scores both on the bars that close, rolls a drifting champion back, and keeps what it scored', async () => {
  await promote(0)
  await promote(1)
  const [loaded, rival] = [await models(1), await models(2)]
  // Three times the variance that comes, beside a log-HAR that is right.
  const bad: ServiceModels = { ...loaded, market: someModels(sets.policies[1], 3) }
  const good: ServiceModels = { ...rival, market: someModels(sets.policies[2], 1) }
  const market = startMarket({ instrument: 'x/y', models: bad.market })
  const bars = someBars(1400, 9)
  market.warmUp(bars.slice(0, 100))
  const own = steward()
  let resolved = (): void => undefined
  const rolled = new Promise<void>((resolve) => (resolved = resolve))
  const drifted: typeof own.drifted = (...args) => own.drifted(...args).then(resolved)
  const scoring = startLiveScoring({
    registry,
    markets: [{ instrument: 'x/y', market }],
    log,
    steward: { ...own, drifted },
  })
  scoring.use(bad, good)
  for (const bar of bars.slice(100)) scoring.closed('x/y', [{ bar }])
  await rolled
  await scoring.close()
  expect(await champion()).toBe(0)
  const [mine] = await readLiveScores(registry, sets.policies[1])
  const [other] = await readLiveScores(registry, sets.policies[2])
  expect(mine.instrument).toBe('x/y')
  // What was held before the first bar lost over it; a forecast made on it is scored with the next.
  const namesAt = (place: number) => mine.bars[place].scores.map(({ measure }) => measure.split(' ')[0])
  expect(mine.bars[0].at).toBe(bars[100].timestamp)
  expect(namesAt(0)).toEqual(['band-ce', 'band-cost', 'band-risk'])
  expect(namesAt(1)).toEqual(['qlike', 'band-ce', 'band-cost', 'band-risk'])
  expect(other.bars.map(({ at }) => at)).toEqual(mine.bars.map(({ at }) => at))
})
