import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBackend, type QueueStore } from '../../../src/adapters/queue/backend'
import { openJobQueue, type OpenJobQueue } from '../../../src/adapters/queue/open'
import { Fault } from '../../../src/core/error'
import type { JobHandler, JobPayload, Json } from '../../../src/ports/job-queue'
import { collectClosers, type CloseOnce } from '../../support/closers'
import { collectGates } from '../../support/gates'
import { aStateFolder } from './state-folder'

const file = join(__dirname, 'square.cjs')
const square: JobHandler = async ({ payload }) => Number(payload.value) ** 2

/** The contract of every queue, on the store that `store` gives once the suite's set-up has run. */
export const itKeepsTheQueuesPromise = (store: () => QueueStore): void => {
  const errors: Error[] = []
  const gate = collectGates()
  const closeLater = collectClosers()
  let queue: OpenJobQueue
  let kinds = 0
  const aKind = (): string => `kind-${++kinds}-${process.pid}`
  const open = (keep?: number): Promise<OpenJobQueue> => openJobQueue(store(), (error) => void errors.push(error), keep)
  const openAnother = async (keep?: number): Promise<{ other: OpenJobQueue; close: CloseOnce }> => {
    const other = await open(keep)
    return { other, close: closeLater(() => other.close()) }
  }

  beforeAll(async () => {
    queue = await open()
  })
  afterAll(async () => {
    await queue?.close()
    expect(errors).toEqual([])
  })

  test('runs an added job with its payload and gives its result', async () => {
    const kind = aKind()
    const id = await queue.add({ kind, payload: { value: 12 } })
    await queue.work(kind, square)
    expect(await queue.outcome(kind, id)).toEqual({ state: 'completed', result: 144 })
    expect(await queue.outcome(kind, 'never-added')).toEqual({ state: 'unknown' })
  })

  test('reports progress in order, the last known first', async () => {
    const kind = aKind()
    const [reported, listening] = [gate(), gate()]
    await queue.work(kind, async ({ report }) => {
      await report({ step: 1 })
      reported.open()
      await listening.passed
      for (const step of [2, 3]) await report({ step })
      return null
    })
    const id = await queue.add({ kind, payload: {} })
    await reported.passed
    const seen: JobPayload[] = []
    const outcome = queue.outcome(kind, id, (progress) => {
      seen.push(progress)
      listening.open()
    })
    expect(await outcome).toEqual({ state: 'completed', result: null })
    // A listener may miss a superseded value, but gets none out of order and ends with the last.
    const steps = [...new Set(seen.map(({ step }) => Number(step)))]
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
    expect([steps[0], steps.at(-1)]).toEqual([1, 3])
  })

  test('adds a job of one id once, and another of one key only after the first has ended', async () => {
    const kind = aKind()
    const ran: Json[] = []
    const [started, go] = [gate(), gate()]
    expect(await queue.add({ kind, id: 'only', payload: { n: 1 } })).toBe('only')
    expect(await queue.add({ kind, id: 'only', payload: { n: 2 } })).toBe('only')
    await queue.work(kind, async ({ payload }) => {
      ran.push(payload.n ?? null)
      if (payload.n === 3) {
        started.open()
        await go.passed
      }
      return null
    })
    const first = await queue.add({ kind, key: 'same', payload: { n: 3 } })
    await started.passed
    expect(await queue.add({ kind, key: 'same', payload: { n: 4 } })).toBe(first)
    go.open()
    await queue.outcome(kind, first)
    const next = await queue.add({ kind, key: 'same', payload: { n: 5 } })
    expect(next).not.toBe(first)
    await queue.outcome(kind, next)
    expect(ran).toEqual([1, 3, 5])
  })

  test('tries a failing job as often as configured, one with a fault that no retry can cure once', async () => {
    const kind = aKind()
    const tries: string[] = []
    await queue.work(kind, async ({ payload, attempt }) => {
      tries.push(`${String(payload.name)} ${attempt}`)
      if (payload.name === 'refused') throw new Fault('bad-input', 'rubbish')
      if (attempt < 2) throw new Fault('unavailable', 'not yet')
      return 'there'
    })
    const refused = await queue.add({ kind, payload: { name: 'refused' }, attempts: 3 })
    expect(await queue.outcome(kind, refused)).toEqual({ state: 'failed', reason: 'rubbish' })
    const shaky = await queue.add({ kind, payload: { name: 'shaky' }, attempts: 3 })
    expect(await queue.outcome(kind, shaky)).toEqual({ state: 'completed', result: 'there' })
    expect(tries).toEqual(['refused 1', 'shaky 1', 'shaky 2'])
  })

  test('gives a job to another worker when the process that took it is killed', async () => {
    const kind = aKind()
    const { options } = await openBackend(store())
    const child = spawn(
      process.execPath,
      [
        join(__dirname, 'killed-worker.cjs'),
        JSON.stringify({ store: store().kind, kind, options: { ...options, lockDuration: 600, stalledInterval: 300 } }),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const ended = once(child, 'exit')
    const kill = closeLater(async () => {
      child.kill('SIGKILL')
      await ended
    })
    const taken = once(child.stdout, 'data')
    const id = await queue.add({ kind, payload: { value: 3 } })
    await taken
    await kill()
    const events: string[] = []
    await queue.work(kind, square, { lockMs: 600, observe: ({ event }) => void events.push(event) })
    expect(await queue.outcome(kind, id)).toEqual({ state: 'completed', result: 9 })
    expect(events).toContain('stalled')
  })

  test('runs a file in a process of its own, with progress and failure', async () => {
    const kind = aKind()
    await queue.work(kind, { file })
    const folder = aStateFolder()
    closeLater(folder.remove)
    const go = join(folder.path, 'go')
    const good = await queue.add({ kind, payload: { value: 5, go } })
    const seen: JobPayload[] = []
    const outcome = await queue.outcome(kind, good, (progress) => {
      seen.push(progress)
      writeFileSync(go, '')
    })
    expect(outcome).toEqual({ state: 'completed', result: { square: 25, pid: expect.any(Number) as number } })
    expect(outcome).not.toMatchObject({ result: { pid: process.pid } })
    expect(seen).toContainEqual({ done: 1, total: 2 })
    const bad = await queue.add({ kind, payload: { value: -1 } })
    expect(await queue.outcome(kind, bad)).toEqual({ state: 'failed', reason: 'negative' })
    await expect(queue.work(kind, { file: '/nowhere/job.js' })).rejects.toThrow("run 'npm run build'")
  })

  test('runs a parent after its children, with their results; a failed child fails it', async () => {
    const [leaf, root] = [aKind(), aKind()]
    await queue.work(leaf, async (job) => {
      if (job.payload.value === 13) throw new Error('unlucky')
      return square(job)
    })
    await queue.work(root, async ({ childResults }) =>
      (await childResults()).map(Number).reduce((sum, value) => sum + value, 0),
    )
    const tree = (values: readonly number[]): Promise<string> =>
      queue.addTree({
        kind: root,
        payload: {},
        children: values.map((value) => ({ kind: leaf, payload: { value }, children: [] })),
      })
    expect(await queue.outcome(root, await tree([3, 4]))).toEqual({ state: 'completed', result: 25 })
    expect(await queue.outcome(root, await tree([3, 13]))).toMatchObject({ state: 'failed' })
  })

  test('holds no worker while a job waits for jobs that it added, and reports their progress as its own', async () => {
    const [leaf, root] = [aKind(), aKind()]
    const [reported, go] = [gate(), gate()]
    const runs: number[] = []
    await queue.work(leaf, async (job) => {
      if (job.payload.value === 2) {
        await job.report({ leaf: 2 })
        await go.passed
      }
      return square(job)
    })
    await queue.work(root, async ({ payload, childResults, waitFor }) => {
      if (payload.plain === true) return 'plain'
      const results = (await childResults()).map(Number).toSorted((a, b) => a - b)
      runs.push(results.length)
      const leaves = (values: readonly number[]) =>
        values.map((value) => ({ kind: leaf, id: `leaf-${String(payload.name)}-${value}`, payload: { value } }))
      if (results.length === 0) return waitFor(leaves([2, 3]))
      if (results.length === 2) return waitFor(leaves([2, 3, 4]))
      return results
    })
    const id = await queue.add({ kind: root, payload: { name: 'tree' } })
    const outcome = queue.outcome(root, id, (progress) => {
      if (progress.leaf === 2) reported.open()
    })
    const plain = await queue.add({ kind: root, payload: { plain: true } })
    expect(await queue.outcome(root, plain)).toEqual({ state: 'completed', result: 'plain' })
    await reported.passed
    go.open()
    expect(await outcome).toEqual({ state: 'completed', result: [4, 9, 16] })
    expect(runs).toEqual([0, 2, 3])
  })

  test('runs a job again when one that it waited for has failed, and reports the reason', async () => {
    const [leaf, root] = [aKind(), aKind()]
    await queue.work(leaf, async (job) => {
      if (job.payload.value === 13) throw new Fault('bad-input', 'unlucky')
      return square(job)
    })
    await queue.work(root, async ({ childFailures, childResults, waitFor }) => {
      const failures = await childFailures()
      if (failures.length > 0) return [...failures, ...(await childResults())]
      return waitFor([3, 13].map((value) => ({ kind: leaf, id: `luck-${value}`, payload: { value } })))
    })
    const id = await queue.add({ kind: root, payload: {} })
    expect(await queue.outcome(root, id)).toEqual({ state: 'completed', result: ['unlucky', 9] })
  })

  test('keeps one schedule an id through rewriting and restart, fires it, and removes it', async () => {
    const kind = aKind()
    const nightly = { id: 'nightly', kind, cron: '0 3 * * *', payload: { data: 'a' } }
    const { next } = await queue.schedule(nightly)
    expect(new Date(next).toISOString()).toMatch(/T03:00:00\.000Z$/)
    const { other: restarted, close } = await openAnother()
    await restarted.schedule(nightly)
    await restarted.schedule({ ...nightly, payload: { data: 'b' } })
    expect(await restarted.schedules(kind)).toEqual([{ ...nightly, payload: { data: 'b' }, next }])
    const fired = gate<JobPayload>()
    await restarted.work(kind, async ({ payload }) => {
      fired.open(payload)
      return null
    })
    await restarted.schedule({ ...nightly, cron: '* * * * * *', payload: { data: 'c' } })
    expect(await fired.passed).toEqual({ data: 'c' })
    expect(await restarted.schedules(kind)).toHaveLength(1)
    expect(await restarted.unschedule(kind, 'nightly')).toBe(true)
    expect(await restarted.unschedule(kind, 'nightly')).toBe(false)
    expect(await queue.schedules(kind)).toEqual([])
    await close()
  })

  test.each(['0 25 * * *', 'soon', '', '0 3 * *', '* * * * * * *'])('refuses the cron expression %p', async (cron) => {
    await expect(queue.schedule({ id: 'wrong', kind: 'kind', cron, payload: {} })).rejects.toMatchObject({
      code: 'usage',
    })
  })

  test('refuses names that the stores do not take', async () => {
    for (const id of ['a:b', '', '12', 'x'.repeat(200)])
      await expect(queue.add({ kind: 'kind', id, payload: {} })).rejects.toMatchObject({ code: 'usage' })
    await expect(queue.add({ kind: 'kind', key: 'a:b', payload: {} })).rejects.toMatchObject({ code: 'usage' })
    await expect(queue.add({ kind: 'a:b', payload: {} })).rejects.toMatchObject({ code: 'usage' })
  })

  test('keeps only the newest ended jobs', async () => {
    const kind = aKind()
    const { other: frugal } = await openAnother(2)
    await frugal.work(kind, square)
    const ids: string[] = []
    for (let value = 0; value < 5; value++) {
      ids.push(await frugal.add({ kind, payload: { value } }))
      await frugal.outcome(kind, ids.at(-1) ?? '')
    }
    const states = await Promise.all(ids.map(async (id) => (await frugal.outcome(kind, id)).state))
    expect(states).toEqual(['unknown', 'unknown', 'unknown', 'completed', 'completed'])
  })

  test('counts workers, and lets a running job end before it closes', async () => {
    const kind = aKind()
    const [started, go] = [gate(), gate()]
    expect(await queue.workers(kind)).toBe(0)
    const worker = await queue.work(kind, async () => {
      started.open()
      await go.passed
      return 'ended'
    })
    expect(await queue.workers(kind)).toBe(1)
    const id = await queue.add({ kind, payload: {} })
    await started.passed
    const closed = worker.close()
    go.open()
    await closed
    expect(await queue.outcome(kind, id)).toEqual({ state: 'completed', result: 'ended' })
    expect(await queue.workers(kind)).toBe(0)
  })

  test('rejects an outcome that is still awaited when it closes', async () => {
    const kind = aKind()
    const { other, close } = await openAnother()
    const id = await other.add({ kind, payload: {} })
    const outcome = other.outcome(kind, id)
    const rejected = expect(outcome).rejects.toThrow('closed while a job was awaited')
    await Promise.all([close(), rejected])
  })
}
