import { join } from 'node:path'
import { parseSettings } from '../../../../src/app/config/settings'
import { startLog } from '../../../../src/app/log'
import { openQueue } from '../../../../src/app/queue'
import {
  retraining,
  retrainingRequest,
  retrainingStep,
  scheduleRetraining,
} from '../../../../src/app/service/jobs/retraining'
import { startWorking } from '../../../../src/app/service/jobs/service-jobs'
import type { JobQueue } from '../../../../src/ports/job-queue'
import { aStateFolder } from '../../../adapters/queue/state-folder'

const program = join(__dirname, 'trainer.cjs')

describe('retraining', () => {
  const home = aStateFolder()
  const lines: string[] = []
  const settings = parseSettings({ BANDSHIFT_HOME: home.path })
  const log = startLog(settings, { write: (line) => void lines.push(line) })
  let queue: JobQueue
  beforeAll(async () => {
    queue = await openQueue(settings, log)
  })
  afterAll(async () => {
    await queue.close()
    home.remove()
  })

  const order = { data: __dirname, registry: join(home.path, 'registry'), seed: 7 }

  test('carries paths and seed alone, and is one job while it waits or runs', async () => {
    const request = retrainingRequest(order)
    expect(request.payload).toEqual(order)
    expect(await queue.add(request)).toBe(await queue.add(retrainingRequest({ ...order })))
    expect(() => retrainingRequest({ ...order, data: '/nowhere' })).toThrow('no recording at /nowhere')
  })

  test('runs step after step in processes of their own, reports progress, and is logged', async () => {
    const worker = await startWorking(queue, log, { retraining: program, evaluationReport: program })
    const id = await queue.add(retrainingRequest(order))
    const stages = new Set<unknown>()
    const outcome = await queue.outcome(retraining, id, ({ stage }) => void stages.add(stage))
    expect(outcome).toEqual({ state: 'completed', result: { run: '7' } })
    expect(stages).toContain('steps')
    const failing = await queue.add(retrainingRequest({ ...order, seed: -1 }))
    expect(await queue.outcome(retraining, failing)).toEqual({ state: 'failed', reason: 'no such seed' })
    const complete = await queue.add(retrainingRequest({ ...order, seed: 101 }))
    expect(await queue.outcome(retraining, complete)).toEqual({ state: 'completed', result: { run: '101' } })
    await worker.close()
    const events = lines.map((line) => JSON.parse(line) as { event: string; kind: string; id: string })
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['job.started', 'job.completed', 'job.failed']),
    )
    expect(events.map(({ event }) => event)).not.toContain('queue.disconnected')
    // What was done before is not done again.
    const completed = events.filter(({ event, kind }) => event === 'job.completed' && kind === retrainingStep)
    const names = completed.map((own) => own.id.replace(/-[0-9a-f]+$/, ''))
    expect(names.filter((name) => name !== 'begin').toSorted()).toEqual(['fold-1', 'fold-2', 'promote', 'promote'])
  })

  test('has one schedule a registry, replaced when it is written again', async () => {
    const first = await scheduleRetraining(queue, order, '0 3 * * *')
    const again = await scheduleRetraining(queue, { ...order, seed: 8 }, '0 4 * * *')
    expect(again.id).toBe(first.id)
    const other = await scheduleRetraining(queue, { ...order, registry: join(home.path, 'other') }, '0 3 * * *')
    const schedules = await queue.schedules(retraining)
    expect(schedules.map(({ id, cron, payload }) => [id, cron, payload.seed]).sort()).toEqual(
      [
        [first.id, '0 4 * * *', 8],
        [other.id, '0 3 * * *', 7],
      ].sort(),
    )
  })
})
