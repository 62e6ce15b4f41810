import { lastOrdinal } from '../../../models/store/history'
import { readStanding, type Standing } from '../../../models/store/standing'
import type { Timers } from '../../ports/timers'
import { loadModels, type ServiceModels } from './load-models'

export type ModelWatchOptions = {
  readonly registry: string
  readonly timers: Timers
  /** Milliseconds between two checks. */
  readonly every?: number
  /** Policy of the set that is loaded already; what is in service as the watch starts where absent. */
  readonly loaded?: string | undefined
  /** Called between two events with models that were checked in full; where it throws a fault they count as refused. */
  readonly onPromoted: (models: ServiceModels, standing: Standing) => void
  /** Another challenger, or none any more; checked in full as well. */
  readonly onChallenger?: ((models: ServiceModels | undefined) => void) | undefined
  /** A change was refused and the models in service stay. Called once for each change of the registry. */
  readonly onRefused: (reason: string) => void
}

export type ModelWatch = {
  /** Checks now; resolves when the models found are in service or refused. */
  readonly check: () => Promise<void>
  readonly close: () => void
}

/**
 * Watches the history of a registry: another champion is loaded and put into service, another challenger is loaded
 * beside it. What does not load is reported once, and tried again when something is added to the history.
 */
export const watchModels = async (options: ModelWatchOptions): Promise<ModelWatch> => {
  const { registry, timers, every = 5000, onPromoted, onChallenger, onRefused } = options
  let champion = options.loaded ?? (await readStanding(registry)).champion?.policy
  let challenger: string | undefined
  let seen = options.loaded === undefined && onChallenger === undefined ? await lastOrdinal(registry) : -1
  let refused: string | undefined
  let isClosed = false
  let cancel = (): void => undefined

  /**
   * What cannot be loaded, read or put into service is refused, whatever the reason: the service goes on with what it
   * has.
   */
  const trying = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (isClosed || reason === refused) return
      refused = reason
      onRefused(reason)
    }
  }

  const takeChampion = (standing: Standing): Promise<void> =>
    trying(async () => {
      const set = standing.champion
      if (set === undefined || set.policy === champion) return
      const models = await loadModels(registry, undefined, set)
      if (isClosed) return
      onPromoted(models, standing)
      champion = set.policy
    })

  const takeChallenger = ({ challenger: set }: Standing): Promise<void> =>
    trying(async () => {
      if (onChallenger === undefined || set?.policy === challenger) return
      const models = set && (await loadModels(registry, undefined, set))
      if (isClosed) return
      onChallenger(models)
      challenger = set?.policy
    })

  const check = (): Promise<void> =>
    trying(async () => {
      if (isClosed) return
      const last = await lastOrdinal(registry)
      if (last === seen) return
      seen = last
      refused = undefined
      const standing = await readStanding(registry)
      await takeChampion(standing)
      await takeChallenger(standing)
    })

  const plan = (): void => {
    if (isClosed) return
    cancel = timers.after(every, () => {
      void check().finally(plan)
    })
  }
  plan()

  return {
    check,
    close: () => {
      isClosed = true
      cancel()
    },
  }
}
