import type { Timestamp } from '../../market/event'
import { checkBreakerLimits, type BreakerLimits } from './breaker-limits'
import { closedBreaker, type BreakerCause, type BreakerStatus } from './breaker-status'
import { startWindowExtremes } from './window-extremes'

/** A flash-crash breaker, a fold of prices. */
export type Breaker = {
  /**
   * Sees a price, and the spread as a share of it where one is known; the status from then on. A time before the last
   * one counts as the last one. A price or spread that is none opens it.
   */
  readonly step: (time: Timestamp, price: number, relativeSpread?: number) => BreakerStatus
  readonly status: () => BreakerStatus
}

type Found = { readonly cause: BreakerCause; readonly value: number }

/**
 * Starts closed, or as it was left. Opens when the price has moved by the limit from the lowest or highest of the
 * window, or the spread reaches its own; stays open while there is cause and for the calm after it. It closes at a
 * price, never by time alone: a market that is silent after a crash stays closed to trading. The same prices give the
 * same statuses. Faults with 'numerical-domain' on limits out of range.
 */
export const startBreaker = (limits: BreakerLimits, left: BreakerStatus = closedBreaker): Breaker => {
  checkBreakerLimits(limits)
  const extremes = startWindowExtremes(limits.withinSeconds)
  let status = left
  let last = left.kind === 'open' ? left.lastCause : -Infinity

  const causeOf = (time: Timestamp, price: number, spread: number): Found | undefined => {
    if (!(price > 0 && price < Infinity && Number.isFinite(spread))) return { cause: 'bad-price', value: 0 }
    const { low, high } = extremes.add(time, price)
    const [fall, rise] = [price / high - 1, price / low - 1]
    if (-fall >= limits.move || rise >= limits.move) return { cause: 'move', value: -fall >= limits.move ? fall : rise }
    return spread >= limits.spread ? { cause: 'spread', value: spread } : undefined
  }

  return {
    step: (at, price, spread = 0) => {
      const time = at > last ? at : last
      last = time
      const found = causeOf(time, price, spread)
      if (status.kind === 'closed') {
        if (found !== undefined) status = { kind: 'open', ...found, since: time, lastCause: time }
      } else if (found !== undefined) status = { ...status, lastCause: time }
      else if (time - status.lastCause >= limits.calmSeconds * 1e6) status = closedBreaker
      return status
    },
    status: () => status,
  }
}
