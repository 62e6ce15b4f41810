import { Fault } from '../../core/error'
import type { Timers } from '../../ports/timers'
import { championPointers } from './champions'
import { loadModels, type ServiceModels } from './load-models'

export type ModelWatchOptions = {
  readonly registry: string
  readonly timers: Timers
  /** Milliseconds between two looks. */
  readonly every?: number
  /** Called between two events with models that were checked whole; where it throws a fault they count as refused. */
  readonly onPromoted: (models: ServiceModels) => void
  /** The models in service stay. Once a promotion. */
  readonly onRefused: (reason: string) => void
}

export type ModelWatch = {
  /** Looks now; resolves when what was found is in service or refused. */
  readonly look: () => Promise<void>
  readonly close: () => void
}

/**
 * Watches the champions of a registry. Pointers are moved one after the other, so that a new set counts only once it is found again at the next look. A set that does not
 * load is told once and tried again when a pointer moves.
 */
export const watchModels = async (options: ModelWatchOptions): Promise<ModelWatch> => {
  const { registry, timers, every = 5000, onPromoted, onRefused } = options
  let settled = await championPointers(registry)
  let seen = settled
  let isClosed = false
  let cancel = (): void => undefined

  const take = async (): Promise<void> => {
    try {
      onPromoted(await loadModels(registry))
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      onRefused(error.message)
    }
  }

  const look = async (): Promise<void> => {
    if (isClosed) return
    const found = await championPointers(registry)
    const isStill = found === seen
    seen = found
    if (!isStill || found === undefined || found === settled) return
    settled = found
    await take()
  }

  const plan = (): void => {
    if (isClosed) return
    cancel = timers.after(every, () => {
      void look().finally(plan)
    })
  }
  plan()

  return {
    look,
    close: () => {
      isClosed = true
      cancel()
    },
  }
}
