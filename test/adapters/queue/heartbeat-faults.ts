import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { UnrecoverableError, Worker } from 'bullmq'
import { openBackend } from '../../../src/adapters/queue/backend'
import type { Beat } from '../../../src/ports/heartbeat'
import { gate, hour, type HeartRig } from './heart-rig'
import { openJournal } from './journal'

const program = join(__dirname, 'doomed-heart.cjs')

/** What every heartbeat survives. The store goes away in the last test. */
export const itSurvives = ({ server, aKind, aProcess, aHeart, aWorker }: HeartRig): void => {
  test('puts back a job that somebody let fail', async () => {
    const kind = aKind()
    const heart = await aHeart(kind)
    await heart.ensure('desk', 0)
    const { options, factory } = await openBackend(server().store)
    const refuse = (): Promise<never> => Promise.reject(new UnrecoverableError('never again'))
    const stranger = new Worker(kind, refuse, options, factory)
    stranger.on('error', () => undefined)
    await new Promise((resolve) => stranger.on('failed', resolve))
    await stranger.close()
    expect(await heart.planned()).toEqual([{ id: 'desk', state: 'failed', dueAt: undefined }])
    expect(await heart.hasten('desk')).toBe(false)
    expect(await heart.ensure('desk', hour)).toBe(true)
    expect(await heart.planned()).toMatchObject([{ id: 'desk', state: 'waiting' }])
  })

  test('is taken over from a process that was killed while it beat, time and again', async () => {
    const kind = aKind()
    const lockMs = 600
    const heart = await aHeart(kind)
    await heart.ensure('desk', 0)
    const kill = async (): Promise<void> => {
      const doomed = spawn(process.execPath, [program, JSON.stringify({ store: server().store, kind, lockMs })], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(doomed, 'exit')
      await once(doomed.stdout, 'data')
      doomed.kill('SIGKILL')
      await ended
    }
    for (let i = 0; i < 2; i++) await kill()
    const killedAt = performance.now()
    const [journal, observed] = [openJournal<number>(), [] as string[]]
    await heart.work(
      async () => {
        journal.add(performance.now() - killedAt)
        return { afterMs: 0 }
      },
      { lockMs, observe: ({ event }) => void observed.push(event) },
    )
    await journal.until(({ length }) => length >= 3)
    expect(observed.slice(0, 3)).toEqual(['stalled', 'started', 'completed'])
    // One and a half lock times, and what a busy machine adds; a queue left to itself takes half a minute.
    expect(journal.entries[0]).toBeLessThan(1.5 * lockMs + 3_000)
  })

  test('beats a thousand ids, each once a due time', async () => {
    const kind = aKind()
    const ids = Array.from({ length: 1_000 }, (_, i) => `desk-${i}`)
    const [journal, counts] = [openJournal<string>(), new Map<string, number>()]
    const beat: Beat = async (id) => {
      const count = (counts.get(id) ?? 0) + 1
      counts.set(id, count)
      journal.add(id)
      return { afterMs: id.endsWith('7') && count === 1 ? 0 : hour }
    }
    const heart = await aHeart(kind)
    await Promise.all(ids.map((id) => heart.ensure(id, 0)))
    await aWorker(kind, beat)
    await aWorker(kind, beat)
    await journal.until(({ length }) => length >= 1.1 * ids.length)
    expect(ids.filter((id) => counts.get(id) !== (id.endsWith('7') ? 2 : 1))).toEqual([])
    const planned = await heart.planned()
    expect(planned).toHaveLength(ids.length)
    expect(planned.filter(({ dueAt }) => dueAt !== undefined && dueAt > Date.now()).length).toBeGreaterThan(980)
  })

  test('goes on by itself when the store was away', async () => {
    const kind = aKind()
    const journal = openJournal<string>()
    const interrupted: Error[] = []
    const queue = await aProcess((error) => void interrupted.push(error))
    const heart = queue.heartbeat(kind)
    const [stopped, started] = [gate(), gate()]
    await heart.work(
      async (id) => {
        journal.add(id)
        // One beat ends while the store is away.
        if (id === 'caught' && journal.entries.filter((other) => other === id).length === 1) {
          await stopped.passed
          setImmediate(started.open)
        }
        return { afterMs: 20 }
      },
      { lockMs: 1_000 },
    )
    await heart.ensure('caught', 0)
    await heart.ensure('desk', 0)
    await journal.until((entries) => entries.filter((id) => id === 'desk').length >= 3 && entries.includes('caught'))
    await server().stop()
    stopped.open()
    await started.passed
    const before = journal.entries.length
    await server().start()
    await journal.until((entries) => {
      const since = entries.slice(before)
      return ['caught', 'desk'].every((id) => since.filter((other) => other === id).length >= 3)
    })
    expect((await heart.planned()).map(({ id }) => id)).toEqual(['caught', 'desk'])
    expect(interrupted.length).toBeGreaterThan(0)
  })
}
