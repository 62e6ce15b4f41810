import { userInfo } from 'node:os'
import { systemClock } from '../adapters/clock/system-clock'
import { openLedger } from '../adapters/ledger/open'
import { config } from '../app/config/settings'
import { startLog } from '../app/log'
import { openDatabase } from '../app/queue'
import type { Clock } from '../ports/clock'
import type { Ledger } from '../ports/ledger'

/** The parts that an operator's command works with. */
export type LedgerRoom = { readonly ledger: Ledger; readonly clock: Clock; readonly actor: string }

/** Opens the ledger of this process's settings for one command and closes it after, also where the command fails. */
export const withLedger = async <T>(work: (room: LedgerRoom) => Promise<T>): Promise<T> => {
  const settings = config()
  const log = startLog(settings)
  const database = await openDatabase(settings, log)
  try {
    const ledger = await openLedger(database.connection, (error) => log.warn({ event: 'ledger.disconnected', error }))
    try {
      const clock = systemClock((milliseconds) => log.warn({ event: 'clock.jumped', milliseconds }))
      return await work({ ledger, clock, actor: `cli:${userInfo().username}` })
    } finally {
      await ledger.end()
    }
  } finally {
    await database.close()
  }
}
