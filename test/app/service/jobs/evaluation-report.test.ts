import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseSettings } from '../../../../src/app/config/settings'
import { startLog } from '../../../../src/app/log'
import { openQueue } from '../../../../src/app/queue'
import {
  evaluationReport,
  evaluationReportProgram,
  evaluationReportRequest,
  scheduleEvaluationReport,
} from '../../../../src/app/service/jobs/evaluation-report'
import { startWorking } from '../../../../src/app/service/jobs/service-jobs'
import type { JobQueue } from '../../../../src/ports/job-queue'
import { aStateFolder } from '../../../adapters/queue/state-folder'

const program = join(__dirname, 'trainer.cjs')

describe('evaluation report', () => {
  const home = aStateFolder()
  const settings = parseSettings({ BANDSHIFT_HOME: home.path })
  const log = startLog(settings, { write: () => undefined })
  let queue: JobQueue
  beforeAll(async () => {
    queue = await openQueue(settings, log)
  })
  afterAll(async () => {
    await queue.close()
    home.remove()
  })

  const order = { data: __dirname, models: home.path, out: join(home.path, 'report'), seed: 7 }

  test('names paths and seed alone, of things that are there, and a program that is among the sources', () => {
    expect(evaluationReportRequest(order).payload).toEqual(order)
    expect(() => evaluationReportRequest({ ...order, data: '/nowhere' })).toThrow('no recording at /nowhere')
    expect(() => evaluationReportRequest({ ...order, models: '/nowhere' })).toThrow('no registry of models at /nowhere')
    const source = join(__dirname, '../../../../training/run/jobs/evaluation-report.ts')
    expect(existsSync(source)).toBe(true)
    expect(evaluationReportProgram.endsWith(join('training', 'run', 'jobs', 'evaluation-report.js'))).toBe(true)
  })

  test('is one job while it waits, and runs in a process of its own', async () => {
    const id = await queue.add(evaluationReportRequest(order))
    expect(await queue.add(evaluationReportRequest({ ...order }))).toBe(id)
    const worker = await startWorking(queue, log, { retraining: program, evaluationReport: program })
    const result = { trainedOn: __dirname, seed: 7 }
    expect(await queue.outcome(evaluationReport, id)).toEqual({ state: 'completed', result })
    await worker.close()
  })

  test('has one schedule a folder, replaced when it is written again', async () => {
    const first = await scheduleEvaluationReport(queue, order, '0 5 * * *')
    const again = await scheduleEvaluationReport(queue, { ...order, seed: 8 }, '0 6 * * *')
    expect(again.id).toBe(first.id)
    const [only, ...others] = await queue.schedules(evaluationReport)
    expect([only.cron, only.payload.seed, others]).toEqual(['0 6 * * *', 8, []])
    expect(await queue.unschedule(evaluationReport, first.id)).toBe(true)
  })
})
