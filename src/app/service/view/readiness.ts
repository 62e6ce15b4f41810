import { SECOND } from '../../../core/market/event'
import type { MarketState } from '../../../core/reading/market-state'
import type { Ledger } from '../../../ports/ledger'
import type { QueueHealth, Readiness } from '../web/schema/status'

export type ReadinessParts = {
  readonly ledger: Pick<Ledger, 'killSwitch'>
  readonly queue: () => Promise<QueueHealth>
  readonly markets: () => Promise<readonly (MarketState | undefined)[]>
  readonly now: () => number
  readonly modelsWanted: boolean
  readonly modelsLoaded: () => boolean
  readonly unreconciled: () => readonly string[]
}

/** Age past which a market counts as stale, microseconds. */
const stale = 120 * SECOND

type Check = Readiness['checks'][number]

const check = (name: string, reason: string | undefined): Check =>
  reason === undefined ? { name, ready: true } : { name, ready: false, reason }

const ageReason = (states: readonly (MarketState | undefined)[], now: number): string | undefined => {
  const missing = states.filter((state) => state === undefined).length
  if (missing > 0) return `${missing} of ${states.length} markets have no price yet`
  const old = states.find((state) => state !== undefined && now - state.time > stale)
  return old && `${old.instrument} is ${Math.round((now - old.time) / SECOND)} s old`
}

/** Whether the service can do its work now: every part with the reason where it cannot. */
export const readinessOf = async (parts: ReadinessParts): Promise<Readiness> => {
  const database = await parts.ledger.killSwitch().then(
    () => undefined,
    () => 'the ledger does not answer',
  )
  const queue = await parts.queue()
  const unreconciled = parts.unreconciled()
  const checks = [
    check('database', database),
    check('queue', queue.answers ? undefined : 'the queue does not answer'),
    check('feeds', database === undefined ? ageReason(await parts.markets(), parts.now()) : 'not asked'),
    check('models', parts.modelsWanted && !parts.modelsLoaded() ? 'no models are loaded' : undefined),
    check('venues', unreconciled.length === 0 ? undefined : `${unreconciled.join(', ')} not reconciled yet`),
  ]
  return { ready: checks.every(({ ready }) => ready), checks }
}
