import type { Log } from '../app/log'

const signals = ['SIGINT', 'SIGTERM'] as const

/** Resolves with the first signal to stop. */
export const stopSignal = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const signal of signals) process.once(signal, resolve)
  })

/**
 * Waits for a signal to stop, then closes; a second signal ends the process at once, and the next process continues its
 * work.
 */
export const closeOnSignal = async (log: Log, close: () => Promise<void>): Promise<void> => {
  const signal = await stopSignal()
  log.info({
    event: 'service.stopping',
    signal,
    hint: 'running evaluations and jobs end first; a second signal leaves them',
  })
  void stopSignal().then((second) => {
    log.warn({ event: 'service.abandoned', signal: second })
    process.exit(130)
  })
  await close()
  log.info({ event: 'service.stopped' })
}
