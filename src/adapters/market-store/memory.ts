import { canonicalJson } from '../../core/canonical-json'
import type { MarketState } from '../../core/reading/market-state'
import type { MarketStore } from '../../ports/market-store'
import { isNewer } from './newer'

/**
 * Keeps the last states in this process, for those who read the feed and decide in one. Takes what the database takes
 * and nothing else.
 */
export const startMemoryMarketStore = (): MarketStore => {
  const states = new Map<string, MarketState>()
  const publish = (state: MarketState): void => {
    const text = canonicalJson(state)
    const kept = states.get(state.instrument)
    if (kept === undefined || isNewer(state, kept)) states.set(state.instrument, JSON.parse(text) as MarketState)
  }
  return {
    publish: async (state) => {
      publish(state)
      return Promise.resolve()
    },
    latest: async (instrument) => Promise.resolve(states.get(instrument)),
    close: () => Promise.resolve(),
  }
}
