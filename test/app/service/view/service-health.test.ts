import { readinessOf, startLatenessLog, startQueueStatus } from '../../../../src/app/service/view/service-health'
import { unattendedReason } from '../../../../src/app/service/watchdog/watchdog'
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

test('a service is not ready while portfolios are not evaluated as they should be, and says which and why', async () => {
  const report = { watched: 3, overdue: 1, late: 70 }
  const late = { id: 'late', mode: 'active', kind: 'unattended', late: 70e6 } as const
  const reasons = [
    undefined,
    { ...report, neglected: [late], undecided: ['new'] },
    { ...report, neglected: [], undecided: [] },
  ].map(async (found) => {
    const answer = await readinessOf({
      ledger: { killSwitch: async () => ({ engaged: false, reason: '', by: '', at: 0 }) },
      queue: async () => ({ answers: true }) as never,
      markets: async () => [],
      now: () => 0,
      modelsWanted: false,
      modelsLoaded: () => false,
      unreconciled: () => [],
      unattended: () => unattendedReason(found),
    })
    return [answer.ready, answer.checks.find(({ name }) => name === 'portfolios')?.reason]
  })
  expect(await Promise.all(reasons)).toEqual([
    [false, 'the watchdog has not looked yet'],
    [false, 'late made no decision for two intervals; it was made due at once; no decision yet: new'],
    [true, undefined],
  ])
})
