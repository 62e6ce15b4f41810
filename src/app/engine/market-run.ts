import { createHash } from 'node:crypto'
import { canonicalJson } from '../../core/canonical-json'
import type { Timestamp } from '../../core/market/event'
import type { BreakerStatus } from '../../core/reading/breaker'
import type { ModelVersions } from '../../core/reading/market-state'
import type { Ledger } from '../../ports/ledger'
import type { MarketLimits } from './live-market'

/**
 * One following of a feed, from a process's start to its end: all that the states of its markets depend on beside the
 * events that came. Its name is a digest of the other fields: runs with equal starting points have equal names.
 */
export type MarketRun = {
  readonly run: string
  readonly code: string
  readonly feed: string
  readonly instruments: readonly string[]
  readonly limits: MarketLimits
  /** Breakers that an earlier run left open and no recorded event steps, by instrument. */
  readonly left: Readonly<Record<string, BreakerStatus>>
  readonly models: ModelVersions | undefined
  /** `after`: time of the last event of an earlier run; the replay goes on behind it. */
  readonly source:
    | { readonly kind: 'venue' }
    | {
        readonly kind: 'replay'
        readonly recording: string
        readonly sha256: string
        readonly from: Timestamp
        readonly to: Timestamp
        readonly after: Timestamp | undefined
      }
  /** `folded`: events of each instrument that came from the recording, arrivals before `until` of its own time. */
  readonly warmUp:
    | { readonly recording: string; readonly until: Timestamp; readonly folded: Readonly<Record<string, number>> }
    | undefined
  /** The first event arrives later than this. */
  readonly takesOver: Timestamp
  /** Folder in which the run records what arrives; undefined where it does not. */
  readonly recordedIn: string | undefined
}

export type RunBasis = Pick<MarketRun, 'source' | 'warmUp' | 'takesOver' | 'left'>

/** Other models were put into service between two events of a market. */
export type ModelPromotion = {
  readonly run: string
  readonly instrument: string
  /** Events that it had folded. */
  readonly events: number
  readonly models: ModelVersions
}

const [followed, promoted] = ['market.followed', 'models.promoted']

export const marketRun = (rest: Omit<MarketRun, 'run'>): MarketRun => ({
  ...rest,
  run: createHash('sha256').update(canonicalJson(rest)).digest('hex').slice(0, 16),
})

/** Stores a run permanently. Storing it twice changes nothing. */
export const noteRun = (ledger: Ledger, at: Timestamp, run: MarketRun): Promise<void> =>
  ledger.audit({ at, actor: 'service', action: followed, portfolio: undefined, details: run })

export const notePromotion = (ledger: Ledger, at: Timestamp, promotion: ModelPromotion): Promise<void> =>
  ledger.audit({ at, actor: 'service', action: promoted, portfolio: undefined, details: promotion })

const pageSize = 500

/** Every stored record of runs, oldest first. */
export const notedRuns = async (
  ledger: Ledger,
): Promise<{ readonly runs: readonly MarketRun[]; readonly promotions: readonly ModelPromotion[] }> => {
  const runs: MarketRun[] = []
  const promotions: ModelPromotion[] = []
  let before: Timestamp | undefined
  for (;;) {
    const page = await ledger.actions({ limit: pageSize, before })
    for (const { action, details } of page) {
      // Written by noteRun and notePromotion; never changed afterwards.
      if (action === followed) runs.push(details as MarketRun)
      if (action === promoted) promotions.push(details as ModelPromotion)
    }
    if (page.length < pageSize) return { runs: runs.reverse(), promotions: promotions.reverse() }
    before = page[page.length - 1].at
  }
}
