import type { QueueStore } from '../../../src/adapters/queue/backend'

/** A store that a test may stop and start again at the same address; nothing is lost between. */
export type StoreServer = {
  readonly store: QueueStore
  /** 'immediate': without closing sessions, as in a crash; a Redis is killed. */
  readonly stop: (mode?: 'fast' | 'immediate') => Promise<void>
  readonly start: () => Promise<void>
  /** Stops it and removes its files. */
  readonly remove: () => Promise<void>
}
