import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { KillSwitch, Ledger } from '../../ports/ledger'
import type { Log } from '../log'
import { answerMs, withTimeout } from '../with-timeout'

const fileName = 'kill-switch.json'

const latchSchema = z.strictObject({ reason: z.string(), by: z.string(), at: z.number() })

type Latched = Readonly<z.infer<typeof latchSchema>>

/** What is latched; a file that cannot be read is a latch of unknown origin. */
const readLatch = (path: string): Latched | undefined => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    return { reason: `${path} cannot be read`, by: 'unknown', at: 0 }
  }
  try {
    return latchSchema.parse(JSON.parse(text))
  } catch {
    return { reason: `${path} is damaged`, by: 'unknown', at: 0 }
  }
}

/**
 * A ledger whose kill switch can be engaged while it is away: the engagement is kept in a file of the state folder,
 * counts in this process from then on, also after a restart, and is passed on to the ledger, with a line in the audit
 * log, before the next decision that the ledger takes. Processes with other state folders see it from then on.
 */
export const withKillLatch = <L extends Ledger>(ledger: L, homeFolder: string, log: Log): L => {
  const path = join(homeFolder, fileName)
  const engage = (latched: Latched): void => {
    mkdirSync(homeFolder, { recursive: true })
    writeFileSync(`${path}.${process.pid}`, `${JSON.stringify(latched)}\n`, { flush: true })
    renameSync(`${path}.${process.pid}`, path)
  }
  const passOn = async ({ reason, by, at }: Latched): Promise<void> => {
    const details = { reason, latched: true }
    await ledger.audit({ at, actor: by, action: 'kill-switch.engage', portfolio: undefined, details })
    await ledger.setKillSwitch(true, reason, by, at)
    rmSync(path, { force: true })
    log.warn({ event: 'kill-switch.passed-on', actor: by, reason })
  }
  return {
    ...ledger,
    killSwitch: async (): Promise<KillSwitch> => {
      const latched = readLatch(path)
      if (latched === undefined) return ledger.killSwitch()
      try {
        await withTimeout(answerMs, 'the ledger', () => passOn(latched))
        return await ledger.killSwitch()
      } catch {
        return { engaged: true, ...latched }
      }
    },
    standing: async (id, since) => {
      const latched = readLatch(path)
      if (latched !== undefined) await passOn(latched)
      return ledger.standing(id, since)
    },
    setKillSwitch: async (engaged, reason, by, at) => {
      if (!engaged) {
        const latched = readLatch(path)
        if (latched !== undefined) await passOn(latched)
        return ledger.setKillSwitch(false, reason, by, at)
      }
      try {
        await withTimeout(answerMs, 'the ledger', () => ledger.setKillSwitch(true, reason, by, at))
      } catch (error) {
        engage({ reason, by, at })
        log.error({ event: 'kill-switch.latched', actor: by, reason, error })
      }
    },
    audit: async (action) => {
      if (action.action !== 'kill-switch.engage') return ledger.audit(action)
      try {
        await withTimeout(answerMs, 'the ledger', () => ledger.audit(action))
      } catch (error) {
        // The switch comes first; where the ledger takes it after all, the log of the process keeps who did it.
        log.error({ event: 'kill-switch.unaudited', actor: action.actor, details: action.details, error })
      }
    },
  }
}
