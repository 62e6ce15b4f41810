import { EventEmitter } from 'node:events'
import { awaitOutcome, type StoredEvents, type StoredQueue } from '../../../src/adapters/queue/outcome'
import type { JobPayload } from '../../../src/ports/job-queue'

/** A stored job whose listener hears what the test emits, and nothing else. */
const aStoredJob = () => {
  const job: { state: string; progress: JobPayload | number; returnvalue: number } = {
    state: 'active',
    progress: 0,
    returnvalue: 7,
  }
  const queue = { getJobState: async () => job.state, getJob: async () => ({ ...job }) } as unknown as StoredQueue
  const emitter = new EventEmitter()
  const events = Object.assign(emitter, { waitUntilReady: async () => undefined }) as unknown as StoredEvents
  const told: JobPayload[] = []
  const outcome = awaitOutcome({ queue, events, closing: new AbortController().signal }, 'one', (p) => told.push(p))
  const step = (done: number, heard = true): void => {
    job.progress = { done }
    if (heard) emitter.emit('progress', { jobId: 'one', data: { done } })
  }
  return { job, told, outcome, step }
}

describe('outcome of a job whose events are lost', () => {
  beforeEach(() => jest.useFakeTimers())
  afterEach(() => jest.useRealTimers())

  test('reads the progress again, and tells it once', async () => {
    const { job, told, outcome, step } = aStoredJob()
    await jest.advanceTimersByTimeAsync(1)
    step(1)
    step(2, false)
    await jest.advanceTimersByTimeAsync(20_000)
    expect(told).toEqual([{ done: 1 }, { done: 2 }])
    await jest.advanceTimersByTimeAsync(30_000)
    expect(told).toHaveLength(2)
    job.state = 'completed'
    await jest.advanceTimersByTimeAsync(10_000)
    expect(await outcome).toEqual({ state: 'completed', result: 7 })
  })

  test('tells the last progress before the outcome', async () => {
    const { job, told, outcome, step } = aStoredJob()
    await jest.advanceTimersByTimeAsync(1)
    step(1)
    step(2, false)
    job.state = 'completed'
    await jest.advanceTimersByTimeAsync(10_000)
    await outcome
    expect(told).toEqual([{ done: 1 }, { done: 2 }])
  })

  test('leaves progress to the events while they come', async () => {
    const { job, told, outcome, step } = aStoredJob()
    await jest.advanceTimersByTimeAsync(1)
    step(1)
    step(2, false)
    await jest.advanceTimersByTimeAsync(10_000)
    expect(told).toEqual([{ done: 1 }])
    job.state = 'completed'
    await jest.advanceTimersByTimeAsync(10_000)
    await outcome
  })
})
