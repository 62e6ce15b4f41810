import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { QueueStore } from '../../src/adapters/queue/backend'
import { openJobQueue, type OpenJobQueue } from '../../src/adapters/queue/open'
import { retraining, retrainingRequest } from '../../src/app/jobs/retraining'
import { simulate } from '../../training/simulator/simulate'
import { compileInto } from '../support/compiled'
import { startWorkingProcess } from './flow-rig'

/** What a retraining is on a store of jobs: steps that any worker takes, that outlive each worker, and that are told of. */
export const itRetrainsByAFlow = (store: () => QueueStore): void => {
  let folder: string
  let queue: OpenJobQueue
  const at = (name: string): string => join(folder, name)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bandshift-flow-'))
    await simulate({ world: 'gbm', parameters: { periodSeconds: 3600 }, days: 90, seed: 3, out: at('recording') })
    compileInto(at('program'))
    queue = await openJobQueue(store(), () => undefined)
  }, 60_000)

  afterAll(async () => {
    await queue.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('steps are done by whoever is there, and a worker that is killed leaves its step to another', async () => {
    const order = { data: at('recording'), registry: at('registry'), seed: 7 }
    const id = await queue.add(retrainingRequest(order))
    const told = new Set<unknown>()
    const outcome = queue.outcome(retraining, id, ({ stage }) => void told.add(stage))
    const doomed = await startWorkingProcess(at('program'), store())
    await doomed.begins(/^fold-1/)
    await doomed.end('SIGKILL')
    const [one, other] = await Promise.all([0, 1].map(() => startWorkingProcess(at('program'), store())))
    expect(await outcome).toMatchObject({
      state: 'completed',
      result: { decision: { action: 'promote', reasons: ['nothing is in service'] } },
    })
    // What the steps tell is told as the retraining's own.
    expect([...told].some((stage) => String(stage).startsWith('fit'))).toBe(true)
    await Promise.all([one.end('SIGTERM'), other.end('SIGTERM')])
    const board = await queue.health([retraining, 'retraining-step'])
    expect(board.map(({ active, waiting, failed }) => [active, waiting, failed])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
  }, 120_000)
}
