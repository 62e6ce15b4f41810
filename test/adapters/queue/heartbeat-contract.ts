import type { EvaluationHandler } from '../../../src/ports/heartbeat'
import { hour, type HeartbeatRig } from './heartbeat-rig'
import { openJournal } from './journal'

/** The contract of every heartbeat. */
export const itKeepsTheHeartbeatsPromise = ({ aKind, aHeartbeat, aWorker, close, gate }: HeartbeatRig): void => {
  test('evaluates at the planned times, each once and never early', async () => {
    const kind = aKind()
    const pauses: Readonly<Record<string, readonly number[]>> = { desk: [40, 0, 80], vault: [120, 30], index: [10] }
    const journal = openJournal<{ readonly id: string; readonly early: number }>()
    const due = new Map<string, number>()
    const counts = new Map<string, number>()
    const heartbeat = await aWorker(kind, async (id) => {
      journal.add({ id, early: (due.get(id) ?? 0) - Date.now() })
      const count = counts.get(id) ?? 0
      counts.set(id, count + 1)
      const afterMs = pauses[id][count] ?? hour
      due.set(id, Date.now() + afterMs)
      return { afterMs }
    })
    for (const id of Object.keys(pauses)) expect(await heartbeat.ensure(id, 0)).toBe(true)
    await journal.until(({ length }) => length >= 9)
    let planned = await heartbeat.planned()
    // The last evaluation has been noted and its job is still on its way back to the store.
    while (planned.some(({ state }) => state === 'running')) planned = await heartbeat.planned()
    expect(planned.map(({ id, state }) => `${id} ${state}`)).toEqual(['desk waiting', 'index waiting', 'vault waiting'])
    for (const { id, dueAt } of planned) {
      expect(dueAt).toBeGreaterThanOrEqual(due.get(id) ?? Infinity)
      expect(dueAt).toBeLessThanOrEqual(Date.now() + hour)
    }
    expect(Object.fromEntries(counts)).toEqual({ desk: 4, vault: 3, index: 2 })
    expect(journal.entries.filter(({ early }) => early > 1)).toEqual([])
  })

  test('evaluates in the order in which the jobs are due', async () => {
    const kind = aKind()
    const [heartbeat, journal] = [await aHeartbeat(kind), openJournal<string>()]
    await Promise.all([heartbeat.ensure('third', 180), heartbeat.ensure('first', 60), heartbeat.ensure('second', 120)])
    await aWorker(kind, async (id) => {
      journal.add(id)
      return undefined
    })
    await journal.until(({ length }) => length === 3)
    expect(journal.entries).toEqual(['first', 'second', 'third'])
  })

  test('never evaluates one id twice at once, with several workers and while jobs are pulled forward', async () => {
    const kind = aKind()
    const ids = Array.from({ length: 12 }, (_, i) => `desk-${i}`)
    const [journal, running, overlaps] = [openJournal<string>(), new Set<string>(), [] as string[]]
    const evaluate: EvaluationHandler = async (id) => {
      if (running.has(id)) overlaps.push(id)
      running.add(id)
      // A round trip to the store: long enough for another worker to take the job.
      await planner.planned()
      running.delete(id)
      journal.add(id)
      return { afterMs: journal.entries.length % 5 }
    }
    const planner = await aHeartbeat(kind)
    const heartbeats = [
      await aWorker(kind, evaluate),
      await aWorker(kind, evaluate),
      await aWorker(kind, evaluate, { concurrency: 2 }),
    ]
    await Promise.all(ids.map((id) => planner.ensure(id, 0)))
    const enough = journal.until(({ length }) => length >= 200)
    let done = false
    void enough.then(() => (done = true))
    for (let i = 0; !done; i++) await heartbeats[i % 3].pullForward(ids[i % ids.length])
    await enough
    expect(overlaps).toEqual([])
    expect((await planner.planned()).map(({ id }) => id)).toEqual(ids.toSorted())
  })

  test('evaluates at once a waiting job that is pulled forward, and plans from there', async () => {
    const kind = aKind()
    const journal = openJournal<string>()
    const heartbeat = await aWorker(kind, async (id) => {
      journal.add(id)
      return { afterMs: hour }
    })
    await heartbeat.ensure('desk', hour)
    await heartbeat.ensure('other', hour)
    expect(await heartbeat.pullForward('desk')).toBe(true)
    await journal.until(({ length }) => length === 1)
    expect(await heartbeat.pullForward('desk')).toBe(true)
    await journal.until(({ length }) => length === 2)
    expect(journal.entries).toEqual(['desk', 'desk'])
    expect(await heartbeat.pullForward('unknown')).toBe(false)
    expect(await heartbeat.planned()).toHaveLength(2)
  })

  test('evaluates once more a job that is pulled forward while it runs, however often', async () => {
    const kind = aKind()
    const [journal, go] = [openJournal<'began' | 'ended'>(), gate()]
    const heartbeat = await aWorker(kind, async () => {
      journal.add('began')
      await go.passed
      journal.add('ended')
      return { afterMs: hour }
    })
    await heartbeat.ensure('desk', 0)
    await journal.until(({ length }) => length === 1)
    expect(await heartbeat.planned()).toEqual([{ id: 'desk', state: 'running', dueAt: undefined }])
    for (let i = 0; i < 3; i++) expect(await heartbeat.pullForward('desk')).toBe(true)
    go.open()
    await journal.until(({ length }) => length === 4)
    // Nothing more is due before the hour is over.
    await heartbeat.ensure('marker', 0)
    await journal.until(({ length }) => length === 6)
    expect((await heartbeat.planned()).map(({ id }) => id)).toEqual(['desk', 'marker'])
    expect(journal.entries).toHaveLength(6)
  })

  test('tries an evaluation that throws again after growing pauses, which start anew once it succeeds', async () => {
    const kind = aKind()
    const [journal, failed] = [openJournal<number>(), [] as string[]]
    const heartbeat = await aWorker(
      kind,
      async () => {
        journal.add(performance.now())
        if (journal.entries.length <= 2) throw new Error(`failure ${journal.entries.length}`)
        return journal.entries.length === 3 ? { afterMs: Number.NaN } : { afterMs: hour }
      },
      { observe: (event) => event.event === 'failed' && failed.push(event.error.message) },
    )
    await heartbeat.ensure('desk', 0)
    await journal.until(({ length }) => length === 4)
    expect(failed).toEqual(['failure 1', 'failure 2', expect.stringContaining('got NaN ms')])
    const pauses = journal.entries.slice(1).map((at, i) => at - journal.entries[i])
    // Doubling from 250 ms, less up to a quarter.
    for (const [i, pause] of pauses.entries()) expect(pause).toBeGreaterThan(0.74 * 250 * 2 ** i)
  })

  test('has one job an id, whichever process ensures it, after a restart too', async () => {
    const kind = aKind()
    const heartbeats = await Promise.all([aHeartbeat(kind), aHeartbeat(kind), aHeartbeat(kind)])
    const added = await Promise.all(
      heartbeats.flatMap((heartbeat) => [heartbeat.ensure('desk', hour), heartbeat.ensure('7', hour)]),
    )
    expect(added.filter(Boolean)).toHaveLength(2)
    await close()
    const [restarted, journal] = [await aHeartbeat(kind), openJournal<string>()]
    expect(await restarted.ensure('desk', 0)).toBe(false)
    expect((await restarted.planned()).map(({ id, state }) => `${id} ${state}`)).toEqual(['7 waiting', 'desk waiting'])
    await aWorker(kind, async (id) => {
      journal.add(id)
      return undefined
    })
    await restarted.pullForward('desk')
    await restarted.pullForward('7')
    await journal.until(({ length }) => length === 2)
    expect(journal.entries.toSorted()).toEqual(['7', 'desk'])
  })

  test('removes the job of an id while it waits, while it runs, or where its evaluation asks for no other', async () => {
    const kind = aKind()
    const [journal, go] = [openJournal<string>(), gate()]
    const worker = await aHeartbeat(kind)
    await worker.ensure('waiting', hour)
    await worker.remove('waiting')
    await worker.remove('unknown')
    expect(await worker.planned()).toEqual([])
    const running = await worker.work(async (id) => {
      journal.add(id)
      if (id === 'last') return undefined
      await go.passed
      return { afterMs: 0 }
    })
    await worker.ensure('running', 0)
    await journal.until(({ length }) => length === 1)
    await worker.remove('running')
    expect(await worker.pullForward('running')).toBe(false)
    go.open()
    await worker.ensure('last', 0)
    await journal.until(({ length }) => length === 2)
    await running.close()
    expect(await worker.planned()).toEqual([])
    expect(journal.entries).toEqual(['running', 'last'])
    expect(await worker.ensure('running', hour)).toBe(true)
  })

  test('goes on when an id is removed while it runs and ensured again', async () => {
    const kind = aKind()
    const [journal, go] = [openJournal<string>(), gate()]
    const heartbeat = await aWorker(kind, async (id) => {
      journal.add(id)
      await go.passed
      return { afterMs: hour }
    })
    await heartbeat.ensure('desk', 0)
    await journal.until(({ length }) => length === 1)
    await heartbeat.remove('desk')
    expect(await heartbeat.ensure('desk', 0)).toBe(true)
    go.open()
    await journal.until(({ length }) => length === 2)
  })

  test.each([-1, Number.NaN, Infinity, 400 * 86_400_000])('refuses a first evaluation in %p ms', async (afterMs) => {
    const heartbeat = await aHeartbeat(aKind())
    await expect(heartbeat.ensure('desk', afterMs)).rejects.toMatchObject({ code: 'numerical-domain' })
    await expect(heartbeat.ensure('a:b', 0)).rejects.toMatchObject({ code: 'usage' })
  })
}
