import type { QueueStore } from '../../src/adapters/queue/backend'

/** A store that a test may stop and start again at the same address; nothing is lost between. */
export type StoreServer = {
  readonly store: QueueStore
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
  /** Stops it and removes its files. */
  readonly remove: () => Promise<void>
}
