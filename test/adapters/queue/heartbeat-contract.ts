import type { Beat } from '../../../src/ports/heartbeat'
import { gate, hour, type HeartRig } from './heart-rig'
import { openJournal } from './journal'

/** What every heartbeat does. */
export const itKeepsTheHeartbeatsPromise = ({ aKind, aHeart, aWorker, close }: HeartRig): void => {
  test('beats at the times asked for, each once and never early', async () => {
    const kind = aKind()
    const pauses: Readonly<Record<string, readonly number[]>> = { desk: [40, 0, 80], vault: [120, 30], index: [10] }
    const journal = openJournal<{ readonly id: string; readonly early: number }>()
    const due = new Map<string, number>()
    const counts = new Map<string, number>()
    const heart = await aWorker(kind, async (id) => {
      journal.add({ id, early: (due.get(id) ?? 0) - Date.now() })
      const count = counts.get(id) ?? 0
      counts.set(id, count + 1)
      const afterMs = pauses[id][count] ?? hour
      due.set(id, Date.now() + afterMs)
      return { afterMs }
    })
    for (const id of Object.keys(pauses)) expect(await heart.ensure(id, 0)).toBe(true)
    await journal.until(({ length }) => length >= 9)
    const planned = await heart.planned()
    expect(planned.map(({ id, state }) => `${id} ${state}`)).toEqual(['desk waiting', 'index waiting', 'vault waiting'])
    for (const { id, dueAt } of planned) expect(Math.abs((dueAt ?? 0) - (due.get(id) ?? 0))).toBeLessThanOrEqual(50)
    expect(Object.fromEntries(counts)).toEqual({ desk: 4, vault: 3, index: 2 })
    expect(journal.entries.filter(({ early }) => early > 1)).toEqual([])
  })

  test('beats the one that is due first, first', async () => {
    const kind = aKind()
    const [heart, journal] = [await aHeart(kind), openJournal<string>()]
    await Promise.all([heart.ensure('third', 180), heart.ensure('first', 60), heart.ensure('second', 120)])
    await aWorker(kind, async (id) => {
      journal.add(id)
      return undefined
    })
    await journal.until(({ length }) => length === 3)
    expect(journal.entries).toEqual(['first', 'second', 'third'])
  })

  test('never beats one id twice at once, however many workers there are and whoever hastens', async () => {
    const kind = aKind()
    const ids = Array.from({ length: 12 }, (_, i) => `desk-${i}`)
    const [journal, beating, overlaps] = [openJournal<string>(), new Set<string>(), [] as string[]]
    const beat: Beat = async (id) => {
      if (beating.has(id)) overlaps.push(id)
      beating.add(id)
      // Long enough that another worker would meet it: a turn through the store.
      await planner.planned()
      beating.delete(id)
      journal.add(id)
      return { afterMs: journal.entries.length % 5 }
    }
    const planner = await aHeart(kind)
    const hearts = [await aWorker(kind, beat), await aWorker(kind, beat), await aWorker(kind, beat, { concurrency: 2 })]
    await Promise.all(ids.map((id) => planner.ensure(id, 0)))
    const enough = journal.until(({ length }) => length >= 200)
    let done = false
    void enough.then(() => (done = true))
    for (let i = 0; !done; i++) await hearts[i % 3].hasten(ids[i % ids.length])
    await enough
    expect(overlaps).toEqual([])
    expect((await planner.planned()).map(({ id }) => id)).toEqual(ids.toSorted())
  })

  test('beats at once when hastened while it waits, and plans from there', async () => {
    const kind = aKind()
    const journal = openJournal<string>()
    const heart = await aWorker(kind, async (id) => {
      journal.add(id)
      return { afterMs: hour }
    })
    await heart.ensure('desk', hour)
    await heart.ensure('other', hour)
    expect(await heart.hasten('desk')).toBe(true)
    await journal.until(({ length }) => length === 1)
    expect(await heart.hasten('desk')).toBe(true)
    await journal.until(({ length }) => length === 2)
    expect(journal.entries).toEqual(['desk', 'desk'])
    expect(await heart.hasten('nobody')).toBe(false)
    expect(await heart.planned()).toHaveLength(2)
  })

  test('beats once more when hastened while it beats, however often', async () => {
    const kind = aKind()
    const [journal, go] = [openJournal<'began' | 'ended'>(), gate()]
    const heart = await aWorker(kind, async () => {
      journal.add('began')
      await go.passed
      journal.add('ended')
      return { afterMs: hour }
    })
    await heart.ensure('desk', 0)
    await journal.until(({ length }) => length === 1)
    expect(await heart.planned()).toEqual([{ id: 'desk', state: 'beating', dueAt: undefined }])
    for (let i = 0; i < 3; i++) expect(await heart.hasten('desk')).toBe(true)
    go.open()
    await journal.until(({ length }) => length === 4)
    // Nothing more is due before the hour is over.
    await heart.ensure('marker', 0)
    await journal.until(({ length }) => length === 6)
    expect((await heart.planned()).map(({ id }) => id)).toEqual(['desk', 'marker'])
    expect(journal.entries).toHaveLength(6)
  })

  test('tries a beat that throws again after growing pauses, and starts afresh once it succeeds', async () => {
    const kind = aKind()
    const [journal, failed] = [openJournal<number>(), [] as string[]]
    const heart = await aWorker(
      kind,
      async () => {
        journal.add(performance.now())
        if (journal.entries.length <= 2) throw new Error(`beat ${journal.entries.length}`)
        return journal.entries.length === 3 ? { afterMs: Number.NaN } : { afterMs: hour }
      },
      { observe: (event) => event.event === 'failed' && failed.push(event.error.message) },
    )
    await heart.ensure('desk', 0)
    await journal.until(({ length }) => length === 4)
    expect(failed).toEqual(['beat 1', 'beat 2', expect.stringContaining('got NaN ms')])
    const pauses = journal.entries.slice(1).map((at, i) => at - journal.entries[i])
    // Doubling from 250 ms, less up to a quarter.
    for (const [i, pause] of pauses.entries()) expect(pause).toBeGreaterThan(0.74 * 250 * 2 ** i)
  })

  test('has one job an id, whoever ensures it, after a restart too', async () => {
    const kind = aKind()
    const hearts = await Promise.all([aHeart(kind), aHeart(kind), aHeart(kind)])
    const added = await Promise.all(hearts.flatMap((heart) => [heart.ensure('desk', hour), heart.ensure('7', hour)]))
    expect(added.filter(Boolean)).toHaveLength(2)
    await close()
    const [restarted, journal] = [await aHeart(kind), openJournal<string>()]
    expect(await restarted.ensure('desk', 0)).toBe(false)
    expect((await restarted.planned()).map(({ id, state }) => `${id} ${state}`)).toEqual(['7 waiting', 'desk waiting'])
    await aWorker(kind, async (id) => {
      journal.add(id)
      return undefined
    })
    await restarted.hasten('desk')
    await restarted.hasten('7')
    await journal.until(({ length }) => length === 2)
    expect(journal.entries.toSorted()).toEqual(['7', 'desk'])
  })

  test('forgets an id that is removed, while it waits or beats, or that wants no more', async () => {
    const kind = aKind()
    const [journal, go] = [openJournal<string>(), gate()]
    const worker = await aHeart(kind)
    await worker.ensure('waiting', hour)
    await worker.remove('waiting')
    await worker.remove('nobody')
    expect(await worker.planned()).toEqual([])
    const running = await worker.work(async (id) => {
      journal.add(id)
      if (id === 'last') return undefined
      await go.passed
      return { afterMs: 0 }
    })
    await worker.ensure('beating', 0)
    await journal.until(({ length }) => length === 1)
    await worker.remove('beating')
    expect(await worker.hasten('beating')).toBe(false)
    go.open()
    await worker.ensure('last', 0)
    await journal.until(({ length }) => length === 2)
    await running.close()
    expect(await worker.planned()).toEqual([])
    expect(journal.entries).toEqual(['beating', 'last'])
    expect(await worker.ensure('beating', hour)).toBe(true)
  })

  test('goes on when an id is removed while it beats and ensured again', async () => {
    const kind = aKind()
    const [journal, go] = [openJournal<string>(), gate()]
    const heart = await aWorker(kind, async (id) => {
      journal.add(id)
      await go.passed
      return { afterMs: hour }
    })
    await heart.ensure('desk', 0)
    await journal.until(({ length }) => length === 1)
    await heart.remove('desk')
    expect(await heart.ensure('desk', 0)).toBe(true)
    go.open()
    await journal.until(({ length }) => length === 2)
  })

  test.each([-1, Number.NaN, Infinity, 400 * 86_400_000])('refuses a first beat in %p ms', async (afterMs) => {
    const heart = await aHeart(aKind())
    await expect(heart.ensure('desk', afterMs)).rejects.toMatchObject({ code: 'numerical-domain' })
    await expect(heart.ensure('a:b', 0)).rejects.toMatchObject({ code: 'usage' })
  })
}
