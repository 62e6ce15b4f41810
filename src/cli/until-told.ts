import type { Log } from '../app/log'
import { stopSignal } from './stop-signal'

/**
 * Waits for a signal to stop, then closes; a second signal ends the process at once, and what it leaves is taken up by
 * the next.
 */
export const untilTold = async (log: Log, close: () => Promise<void>): Promise<void> => {
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
