import { openLedger } from '../../../../src/adapters/ledger/open'
import { startWatchdog } from '../../../../src/app/service/watchdog/watchdog'

/**
 * Watches over a portfolio `desk` of the ledger at an address; its job exists once the parent sends a message. Sends
 * the parent its alerts and the number of neglected portfolios after each check.
 */
const main = async ([connectionString]: readonly string[]): Promise<void> => {
  // The parent may have gone already: what can no longer be sent is dropped.
  const say = (message: object): void => void process.send?.(message, () => undefined)
  const quiet = (): void => undefined
  const ledger = await openLedger({ connectionString }, quiet)
  let hasJob = false
  const watchdog = startWatchdog({
    portfolios: [{ id: 'desk', maxInterval: 1e6 }],
    ledger,
    heartbeat: {
      ensure: () => Promise.resolve(false),
      pullForward: () => Promise.resolve(false),
      planned: () => Promise.resolve(hasJob ? [{ id: 'desk', state: 'waiting', dueAt: undefined }] : []),
    },
    clock: { now: () => Date.now() * 1_000 },
    alert: ({ event }) => say({ alert: event }),
    log: { debug: quiet, info: quiet, warn: quiet, error: ({ event }) => say({ error: event }) },
    observe: ({ neglected }) => say({ neglected: neglected.length }),
    everyMs: 5,
  })
  process.on('message', () => (hasJob = true))
  process.once('disconnect', () => void watchdog.close().then(ledger.end))
}

void main(process.argv.slice(3))
