import type { DatabaseConnection } from '../../src/adapters/database/connection'

/** What a trader is to do, and when to die of it. */
export type TraderTask = {
  readonly connection: DatabaseConnection
  readonly seed: number
  readonly portfolios: readonly string[]
  /** Decisions a portfolio. */
  readonly target: number
  readonly kill:
    { readonly kind: 'steps'; readonly after: number } | { readonly kind: 'time'; readonly afterMs: number } | undefined
}
