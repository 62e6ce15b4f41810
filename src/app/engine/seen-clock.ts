import type { MarketState } from '../../core/reading/market-state'
import type { Timestamp } from '../../core/market/event'
import type { Clock } from '../../ports/clock'

/** The time of a replay that another process reads: that of the newest market state seen here. */
export type SeenClock = Clock & { readonly seen: (state: MarketState | undefined) => void }

export const startSeenClock = (): SeenClock => {
  let last: Timestamp = 0
  return {
    now: () => last,
    seen: (state) => {
      if (state !== undefined) last = Math.max(last, state.time)
    },
  }
}
