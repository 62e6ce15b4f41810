import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { UnrecoverableError, Worker } from 'bullmq'
import { openBackend } from '../../../src/adapters/queue/backend'
import type { EvaluationHandler } from '../../../src/ports/heartbeat'
import { hour, type HeartbeatRig } from './heartbeat-rig'
import { openJournal } from './journal'

const program = join(__dirname, 'killed-evaluation.cjs')

/** The faults that every heartbeat survives. The store stops in the last test. */
export const itSurvives = ({ server, aKind, aProcess, aHeartbeat, aWorker, closeLater, gate }: HeartbeatRig): void => {
  test('adds a job again that another worker failed for good', async () => {
    const kind = aKind()
    const heartbeat = await aHeartbeat(kind)
    await heartbeat.ensure('desk', 0)
    const { options, factory } = await openBackend(server().store)
    const refuse = (): Promise<never> => Promise.reject(new UnrecoverableError('never again'))
    const other = new Worker(kind, refuse, options, factory)
    const closeOther = closeLater(() => other.close())
    other.on('error', () => undefined)
    await new Promise((resolve) => other.on('failed', resolve))
    await closeOther()
    expect(await heartbeat.planned()).toEqual([{ id: 'desk', state: 'failed', dueAt: undefined }])
    expect(await heartbeat.pullForward('desk')).toBe(false)
    expect(await heartbeat.ensure('desk', hour)).toBe(true)
    expect(await heartbeat.planned()).toMatchObject([{ id: 'desk', state: 'waiting' }])
  })

  test('takes an evaluation over from a process that was killed in it, twice in a row', async () => {
    const kind = aKind()
    const lockMs = 600
    const heartbeat = await aHeartbeat(kind)
    await heartbeat.ensure('desk', 0)
    const kill = async (): Promise<void> => {
      const child = spawn(process.execPath, [program, JSON.stringify({ store: server().store, kind, lockMs })], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'exit')
      const end = closeLater(async () => {
        child.kill('SIGKILL')
        await ended
      })
      await once(child.stdout, 'data')
      await end()
    }
    for (let i = 0; i < 2; i++) await kill()
    const [journal, observed] = [openJournal<string>(), [] as string[]]
    await heartbeat.work(
      async (id) => {
        journal.add(id)
        return { afterMs: 0 }
      },
      { lockMs, observe: ({ event }) => void observed.push(event) },
    )
    await journal.until(({ length }) => length >= 3)
    expect(observed.slice(0, 3)).toEqual(['stalled', 'started', 'completed'])
  })

  test('evaluates a thousand ids, each once a due time', async () => {
    const kind = aKind()
    const ids = Array.from({ length: 1_000 }, (_, i) => `desk-${i}`)
    const [journal, counts] = [openJournal<string>(), new Map<string, number>()]
    const evaluate: EvaluationHandler = async (id) => {
      const count = (counts.get(id) ?? 0) + 1
      counts.set(id, count)
      journal.add(id)
      return { afterMs: id.endsWith('7') && count === 1 ? 0 : hour }
    }
    const heartbeat = await aHeartbeat(kind)
    await Promise.all(ids.map((id) => heartbeat.ensure(id, 0)))
    await aWorker(kind, evaluate)
    await aWorker(kind, evaluate)
    await journal.until(({ length }) => length >= 1.1 * ids.length)
    expect(ids.filter((id) => counts.get(id) !== (id.endsWith('7') ? 2 : 1))).toEqual([])
    const planned = await heartbeat.planned()
    expect(planned).toHaveLength(ids.length)
    expect(planned.filter(({ dueAt }) => dueAt !== undefined && dueAt > Date.now()).length).toBeGreaterThan(980)
  })

  test('goes on by itself after the store was down', async () => {
    const kind = aKind()
    const journal = openJournal<string>()
    const interrupted: Error[] = []
    const queue = await aProcess((error) => void interrupted.push(error))
    const heartbeat = queue.heartbeat(kind)
    const [stopped, started] = [gate(), gate()]
    await heartbeat.work(
      async (id) => {
        journal.add(id)
        // One evaluation ends while the store is down.
        if (id === 'caught' && journal.entries.filter((other) => other === id).length === 1) {
          await stopped.passed
          setImmediate(started.open)
        }
        return { afterMs: 20 }
      },
      { lockMs: 1_000 },
    )
    await heartbeat.ensure('caught', 0)
    await heartbeat.ensure('desk', 0)
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
    expect((await heartbeat.planned()).map(({ id }) => id)).toEqual(['caught', 'desk'])
    expect(interrupted.length).toBeGreaterThan(0)
  })
}
