import type { MarketState } from '../core/reading/market-state'

/**
 * Keeps the last state of each instrument, for processes that do not read the feed; an older state never replaces a
 * newer one.
 */
export type MarketStore = {
  readonly publish: (state: MarketState) => Promise<void>
  readonly latest: (instrument: string) => Promise<MarketState | undefined>
  readonly close: () => Promise<void>
}
