import { startLatenessLog, startQueueStatus } from '../../../../src/app/service/view/service-health'
import type { JobQueue, QueueHealth } from '../../../../src/ports/job-queue'

const health = (kind: string): QueueHealth => ({
  ...{ kind, waiting: 1, delayed: 2, active: 3, completed: 0, failed: 4, paused: false, workers: 1 },
  lateMs: undefined,
})

describe('the state of a queue that hangs', () => {
  beforeEach(() => jest.useFakeTimers())
  afterEach(() => jest.useRealTimers())

  test('is told within two seconds, then at once, and asked for once until it answers', async () => {
    let [questions, hang] = [0, true]
    let answer: () => void = () => undefined
    const queue: Pick<JobQueue, 'health'> = {
      health: async (kinds) => {
        questions++
        if (hang) await new Promise<void>((resolve) => (answer = resolve))
        return kinds.map(health)
      },
    }
    const ledger = { timetable: async () => [] }
    const status = startQueueStatus(queue, {
      ...{ ledger, clock: { now: () => 0 }, lateness: startLatenessLog(), backend: 'redis' },
    })
    const first = status()
    await jest.advanceTimersByTimeAsync(2_000)
    expect(await first).toMatchObject({ answers: false, jobs: [] })
    expect(await status()).toMatchObject({ answers: false })
    expect(questions).toBe(1)
    hang = false
    answer()
    await jest.advanceTimersByTimeAsync(1)
    expect(await status()).toMatchObject({ answers: true, portfolios: { waiting: 3, beating: 3, failed: 4 } })
    expect(questions).toBe(2)
  })
})
