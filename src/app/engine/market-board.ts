import type { MarketState } from '../../core/reading/market-state'
import type { MarketStore } from '../../ports/market-store'
import type { Timestamp } from '../../core/market/event'
import type { Clock } from '../../ports/clock'

/** The time of a replay that another process reads: that of the newest market state seen here. */
type SeenClock = Clock & { readonly seen: (state: MarketState | undefined) => void }

export const startSeenClock = (): SeenClock => {
  let last: Timestamp = 0
  return {
    now: () => last,
    seen: (state) => {
      if (state !== undefined) last = Math.max(last, state.time)
    },
  }
}

/**
 * What this process knows of the markets: of those whose feed it reads at once, of the others what their process
 * published.
 */
export type MarketBoard = {
  /** Takes over the state of an instrument whose feed is read here; `read` is called when somebody asks. */
  readonly own: (instrument: string, read: () => MarketState | undefined) => void
  readonly latest: (instrument: string) => Promise<MarketState | undefined>
  /** Publishes the states that changed since the last call. */
  readonly publish: () => Promise<void>
}

export const startMarketBoard = (store: MarketStore): MarketBoard => {
  const own = new Map<string, () => MarketState | undefined>()
  const published = new Map<string, number>()
  return {
    own: (instrument, read) => void own.set(instrument, read),
    latest: (instrument) => {
      const read = own.get(instrument)
      return read === undefined ? store.latest(instrument) : Promise.resolve(read())
    },
    publish: async () => {
      for (const [instrument, read] of own) {
        const state = read()
        if (state === undefined || state.events === published.get(instrument)) continue
        await store.publish(state)
        published.set(instrument, state.events)
      }
    },
  }
}
