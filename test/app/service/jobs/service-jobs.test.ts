import { join } from 'node:path'
import { writeSchedules } from '../../../../src/app/service/jobs/service-jobs'
import type { JobQueue } from '../../../../src/ports/job-queue'
import { aFile, configOf, withValue } from '../../config/file/a-file'

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** Payloads that a configuration schedules, by kind of job. */
const scheduled = async (tree: unknown): Promise<Readonly<Record<string, unknown>>> => {
  const found: Record<string, unknown> = {}
  const queue: Pick<JobQueue, 'schedule'> = {
    schedule: (given) => {
      found[given.kind] = given.payload
      return Promise.resolve({ ...given, next: 0 })
    },
  }
  await writeSchedules(queue, configOf(tree), log)
  return found
}

test('a scheduled retraining promotes what earns it, unless the service only advises', async () => {
  const order = { data: join(process.cwd(), 'recordings/btc'), registry: join(process.cwd(), 'registry'), seed: 9 }
  expect((await scheduled(aFile())).retraining).toEqual({ ...order, promotion: 'nominate' })
  expect((await scheduled(withValue(aFile(), ['models', 'steward'], undefined))).retraining).toEqual(order)
})

test('schedules are those of the file, and none without models', async () => {
  expect(Object.keys(await scheduled(aFile()))).toEqual(['retraining', 'evaluation-report'])
  const without = withValue(withValue(aFile(), ['models'], undefined), ['schedules'], undefined)
  expect(await scheduled(without)).toEqual({})
})
