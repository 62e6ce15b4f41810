import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { championCard } from '../../../models/store/model-set'
import { promoteSet } from '../../../models/store/promote'
import type { QueueStore } from '../../../src/adapters/queue/backend'
import { openJobQueue, type OpenJobQueue } from '../../../src/adapters/queue/open'
import { evaluationReport, evaluationReportRequest } from '../../../src/app/service/jobs/evaluation-report'
import { retraining, retrainingRequest } from '../../../src/app/service/jobs/retraining'
import type { Summary } from '../../../src/report/summary'
import { simulate } from '../../../training/simulator/simulate'
import { compiledProgram } from '../../support/compiled'
import { killWorkingProcesses, startWorkingProcess } from './flow-rig'

/**
 * Tests of a retraining on a job store: any worker takes its steps, steps survive a killed worker, progress is
 * reported.
 */
export const itRetrainsByAFlow = (store: () => QueueStore): void => {
  let folder: string
  let program: string
  let queue: OpenJobQueue
  const at = (name: string): string => join(folder, name)

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bandshift-flow-'))
    await simulate({ world: 'gbm', parameters: { periodSeconds: 3600 }, days: 60, seed: 3, out: at('recording') })
    program = compiledProgram()
    queue = await openJobQueue(store(), () => undefined)
  })

  afterEach(killWorkingProcesses)

  afterAll(async () => {
    await queue.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('any worker does the steps, and the step of a killed worker is done by another', async () => {
    const order = { data: at('recording'), registry: at('registry'), seed: 7 }
    const id = await queue.add(retrainingRequest(order))
    const reported = new Set<unknown>()
    const outcome = queue.outcome(retraining, id, ({ stage }) => void reported.add(stage))
    const killed = await startWorkingProcess(program, store())
    await killed.begins(/^fold-1/)
    await killed.end('SIGKILL')
    const [one, other] = await Promise.all([0, 1].map(() => startWorkingProcess(program, store())))
    expect(await outcome).toMatchObject({
      state: 'completed',
      // GARCH is the truth of a random walk: a set that it beats stays out.
      result: {
        decision: { action: 'keep', reasons: expect.arrayContaining([expect.stringContaining('GARCH')]) as unknown },
      },
    })
    // Progress of the steps is reported as that of the retraining.
    expect([...reported].some((stage) => String(stage).startsWith('fit'))).toBe(true)
    await Promise.all([one.end('SIGTERM'), other.end('SIGTERM')])
    const board = await queue.health([retraining, 'retraining-step'])
    expect(board.map(({ active, waiting, failed }) => [active, waiting, failed])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
  })

  test('any worker writes the report on the models in service, as a page and a summary in a folder of the day', async () => {
    const [policy] = await readdir(at('registry/hedging-policy'))
    await promoteSet(at('registry'), policy, { by: 'a test', reason: 'as asked' })
    const order = { data: at('recording'), models: at('registry'), out: at('reports'), seed: 7 }
    const id = await queue.add(evaluationReportRequest(order))
    const reported = new Set<unknown>()
    const outcome = queue.outcome(evaluationReport, id, ({ stage }) => void reported.add(stage))
    const killed = await startWorkingProcess(program, store())
    await killed.begins(/./)
    await killed.end('SIGKILL')
    const worker = await startWorkingProcess(program, store())
    const ended = await outcome
    await worker.end('SIGTERM')
    // The killed job left nothing behind.
    const days = await readdir(at('reports'))
    const folder = join(at('reports'), days[0])
    expect(days).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d$/)])
    expect(ended).toEqual({ state: 'completed', result: { report: folder, series: ['gbm'] } })
    expect(reported.size).toBeGreaterThan(0)

    const { legs } = JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')) as Pick<Summary, 'legs'>
    const { split } = await championCard(at('registry'), 'volatility-forecaster')
    expect(Date.parse(`${legs[0].split.testFrom}Z`) * 1000).toBeGreaterThanOrEqual(split['train'].to)
    expect(legs[0].hedging.map(({ strategy }) => strategy)).toEqual(expect.arrayContaining(['adaptive', 'no-hedge']))
    const page = await readFile(join(folder, 'index.html'), 'utf8')
    expect(page).toContain('SYNTHETIC')
    expect(page.match(/<svg/g)?.length).toBeGreaterThan(1)
  })
}
