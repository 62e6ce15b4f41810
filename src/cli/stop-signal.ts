import type { Log } from '../app/log'

const signals = ['SIGINT', 'SIGTERM'] as const

/** Resolves with the first signal to stop. */
export const stopSignal = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const signal of signals) process.once(signal, resolve)
  })

/** Longest wait for what closes after a signal, milliseconds: service managers kill after ten seconds and more. */
const patience = 6_000

/**
 * Waits for a signal to stop, then closes; a second signal ends the process at once, and so does a part that hangs. The
 * next process continues its work.
 */
export const closeOnSignal = async (
  log: Log,
  close: (patience: number) => Promise<readonly string[]>,
): Promise<void> => {
  const signal = await stopSignal()
  log.info({
    event: 'service.stopping',
    signal,
    hint: 'running evaluations and jobs may end first, for some seconds; a second signal leaves them',
  })
  void stopSignal().then((second) => {
    log.warn({ event: 'service.abandoned', signal: second })
    process.exit(130)
  })
  const left = await close(patience)
  log.info({ event: 'service.stopped', ...(left.length > 0 && { left }) })
  // What was left holds the process open.
  if (left.length > 0) process.exit()
}
