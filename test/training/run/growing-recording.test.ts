import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readModelSet } from '../../../models/store/model-set'
import { readStanding, type Standing } from '../../../models/store/standing'
import { openRecording } from '../../../src/adapters/recordings'
import type { PromotionMode } from '../../../training/data/options'
import { decideSet } from '../../../training/run/decide-set'
import { openRun } from '../../../training/run/open-run'
import { recordingOf, reopenRun } from '../../../training/run/run-folder'
import { preparedOf } from '../../../training/run/steps/features'
import { challengerOf } from '../../../training/run/steps/promote'
import { resume, train, type TrainResult } from '../../../training/run/train'
import { simulate } from '../../../training/simulator/simulate'
import { readEvents } from '../../core/reading/a-trained-registry'
import { recordAsLive } from './live-recording'

const quiet = (): void => undefined

let folder: string
const at = (name: string): string => join(folder, name)

describe('a recording that the service goes on writing', () => {
  // Options so long that there are too few lives to learn a band on: learning it is half of a training.
  const settings = { seed: 5, optionDays: 0.25, backend: 'wasm' } as const
  const order = () => ({ ...settings, data: at('live'), out: at('registry') })
  let first: TrainResult
  let later: TrainResult

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bandshift-growing-'))
    await simulate({ world: 'microstructure', days: 4, seed: 3, out: at('simulated') })
    const events = await readEvents(at('simulated'))
    const cut = Math.floor((3 * events.length) / 5)
    await recordAsLive(at('live'), events.slice(0, cut))
    // In two days and a half EWMA forecasts better.
    const run = await openRun({ ...order(), promotion: 'always' })
    // The service records more before the training reads a bar.
    await recordAsLive(at('live'), events.slice(cut))
    const reader = await openRecording(recordingOf(run))
    const [{ channels }] = (await reader.describe()).instruments
    await reader.close()
    expect(channels.find(({ channel }) => channel === 'trades')?.to).toBeLessThan(events[cut].timestamp)
    first = await resume(run.path, quiet)
    later = await train(order(), quiet)
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('is trained on as it was when the run began, and the next run includes the bars recorded since', () => {
    expect(first.run).not.toBe(later.run)
    expect(later.split.train.to).toBeGreaterThan(first.split.test.to)
  })

  test('puts the first models into service as asked, which would stay out by themselves and say why', async () => {
    expect(first.decision).toEqual({ action: 'promote', reasons: ['as asked'], comparisons: [] })
    const run = await reopenRun(first.run)
    const challenger = await challengerOf(run, await preparedOf(run))
    const alone = await decideSet(at('registry'), await readStanding(at('none')), challenger, 'earned')
    expect(alone.action).toBe('keep')
    expect(alone.reasons[0]).toMatch(
      /^qlike 5min: loses 1\d\d\.\d % of what EWMA does on bars that neither has seen, p /,
    )
    const [record] = [(await readStanding(at('registry'))).former, (await readStanding(at('registry'))).champion].flat()
    expect(record?.policy).toBe(first.published[2].id)
  })

  test('compares later models with them on bars that neither was fitted on', async () => {
    const { decision } = later
    expect(decision.champion).toBe(first.published[2].id)
    expect(decision.comparisons.map(({ measure }) => measure)).toContain('log-loss')
    for (const { rows } of decision.comparisons) {
      expect(rows).toBeGreaterThan(500)
      expect(rows).toBeLessThanOrEqual(later.split.train.to - first.split.train.to)
    }
    const standing = await readStanding(at('registry'))
    const own = later.published[2].id
    expect(standing.champion?.policy === own).toBe(decision.action === 'promote')
    expect(standing.challenger?.policy === own).toBe(decision.action === 'nominate')
  })

  test('follows the promotion rule of the user, and never promotes a set that was rolled back', async () => {
    const run = await reopenRun(later.run)
    const prepared = await preparedOf(run)
    const challenger = await challengerOf(run, prepared)
    const decide = async (standing: Partial<Standing>, mode: PromotionMode = 'earned') =>
      decideSet(at('registry'), { ...(await readStanding(at('none'))), ...standing }, challenger, mode)
    expect(await decide({}, 'always')).toEqual({ action: 'promote', reasons: ['as asked'], comparisons: [] })
    expect(await decide({}, 'never')).toEqual({ action: 'keep', reasons: ['as asked'], comparisons: [] })
    const condemned = new Map([[challenger.set.policy, 'it drifted']])
    expect(await decide({ condemned }, 'always')).toMatchObject({
      action: 'keep',
      reasons: ['it was rolled back: it drifted'],
    })
    expect(await decide({}, 'nominate')).toMatchObject({
      action: 'promote',
      reasons: ['nothing was in service before'],
    })
    expect(await decide({ champion: challenger.set })).toMatchObject({
      ...{ action: 'keep', champion: challenger.set.policy },
      reasons: ['it is in service already'],
    })
    // A baseline that forecasts better keeps the set out of service, though nothing else is in it.
    const beaten = { measure: 'qlike 1h', horizonBars: 12, by: 'harq', ratio: 3.28, p: 0.0001 }
    const none = await readStanding(at('none'))
    const weak = { ...challenger, unserved: [beaten] }
    expect(await decideSet(at('registry'), none, weak, 'earned')).toMatchObject({
      action: 'keep',
      reasons: [
        'qlike 1h: loses 328.0 % of what HARQ does on bars that neither has seen, p < .001',
        expect.stringContaining('--promotion always'),
      ],
    })
    expect(await decideSet(at('registry'), none, weak, 'always')).toMatchObject({ action: 'promote' })
    // A single bar is too few to compare.
    const champion = { ...challenger.set, policy: first.published[2].id }
    const { forecaster, classifier } = (await readModelSet(at('registry'), first.published[2].id)).policy
    const held = { from: challenger.held.from, to: challenger.held.from + 1 }
    const early = await decideSet(
      at('registry'),
      { ...(await readStanding(at('none'))), champion: { ...champion, forecaster, classifier } },
      { ...challenger, held },
      'earned',
    )
    expect(early).toMatchObject({ action: 'nominate', reasons: ['no bars that the champion has not learned from'] })
  })
})
