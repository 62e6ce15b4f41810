import type { Command } from 'commander'
import { config } from '../config/config'
import { describeConfig } from '../config/settings'
import { startLog } from '../log'
import { openQueue } from '../queue'
import { startWorking } from '../worker'
import { command } from './command'

const signals = ['SIGINT', 'SIGTERM'] as const

/** Resolves with the first signal to stop. */
const asked = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const signal of signals) process.once(signal, resolve)
  })

/** `worker`: takes jobs until told to stop; then lets the running one end, unless told again. */
export const workerCommand = (): Command =>
  command(
    'worker',
    'take jobs from the queue until SIGINT or SIGTERM; on any number of machines with REDIS_URL or DATABASE_URL',
  ).action(async () => {
    const settings = config()
    const log = startLog(settings)
    const stop = asked()
    const queue = await openQueue(settings, log)
    try {
      const worker = await startWorking(queue, log)
      log.info({ event: 'worker.started', settings: describeConfig(settings) })
      const signal = await stop
      log.info({
        event: 'worker.stopping',
        signal,
        hint: 'the running job ends first; a second signal abandons it',
      })
      void asked().then((second) => {
        log.warn({ event: 'worker.abandoned', signal: second, hint: 'another worker takes the job up again' })
        // Ending the job's process instead would count as its failure; a lock that runs out does not.
        process.exit(130)
      })
      await worker.close()
    } finally {
      await queue.close()
    }
    log.info({ event: 'worker.stopped' })
  })
