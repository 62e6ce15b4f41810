import { Fault } from '../error'
import { SECOND, type Timestamp } from '../market/event'

/** When a market's flash-crash breaker opens and closes again. */
export type BreakerLimits = {
  /**
   * Opens on a move of this share, up or down, from the lowest or highest price of the last `withinSeconds`. In (0, 1).
   */
  readonly move: number
  readonly withinSeconds: number
  /** Opens on a spread of this share of the mid. > 0. */
  readonly spread: number
  /** Closes after so long without a cause to open, > 0. */
  readonly calmSeconds: number
}

/** Four per cent within two minutes, or a spread of two per cent; calm for five minutes. */
export const defaultBreaker: BreakerLimits = { move: 0.04, withinSeconds: 120, spread: 0.02, calmSeconds: 300 }

/** Throws where limits lie outside their ranges; NaN stops here. */
const checkBreakerLimits = ({ move, withinSeconds, spread, calmSeconds }: BreakerLimits): void => {
  const sound =
    move > 0 &&
    move < 1 &&
    withinSeconds > 0 &&
    spread > 0 &&
    calmSeconds > 0 &&
    Number.isFinite(withinSeconds + spread + calmSeconds)
  if (!sound)
    throw new Fault(
      'numerical-domain',
      'a breaker needs a move in (0, 1), a spread > 0, and seconds > 0 for its window and calm',
    )
}

/** What opens a breaker: the price moved, the spread widened, or there was no valid price. */
type BreakerCause = 'move' | 'spread' | 'bad-price'

/** Whether a market may be traded in. Plain data. */
export type BreakerStatus =
  | { readonly kind: 'closed' }
  | {
      readonly kind: 'open'
      readonly cause: BreakerCause
      /** When it opened, and when there was last a cause to. */
      readonly since: Timestamp
      readonly lastCause: Timestamp
      /** The move (signed) or the spread, as a share of the price, that opened it; 0 for a bad price. */
      readonly value: number
    }

export const closedBreaker: BreakerStatus = { kind: 'closed' }

/** Lowest and highest price of a sliding window. */
type WindowExtremes = {
  /**
   * Adds a price > 0 and drops those older than the window; times never go back. Returns the extremes, the new price
   * among them.
   */
  readonly add: (time: Timestamp, price: number) => { readonly low: number; readonly high: number }
}

type Kept = { readonly time: Timestamp; readonly price: number }

const compactAt = 1024

/** Prices that may still become the extreme: each one more extreme than all after it. Amortised O(1). */
const startExtreme = (exceeds: (a: number, b: number) => boolean) => {
  let kept: Kept[] = []
  let first = 0
  return (time: Timestamp, price: number, oldest: Timestamp): number => {
    while (kept.length > first && !exceeds(kept[kept.length - 1].price, price)) kept.pop()
    kept.push({ time, price })
    while (kept[first].time < oldest) first++
    if (first >= compactAt) {
      kept = kept.slice(first)
      first = 0
    }
    return kept[first].price
  }
}

/** Starts with an empty window of `seconds`, both ends included. */
const startWindowExtremes = (seconds: number): WindowExtremes => {
  const lowest = startExtreme((a, b) => a < b)
  const highest = startExtreme((a, b) => a > b)
  return {
    add: (time, price) => {
      const oldest = time - seconds * SECOND
      return { low: lowest(time, price, oldest), high: highest(time, price, oldest) }
    },
  }
}

/** A flash-crash breaker, a fold of prices. */
export type Breaker = {
  /**
   * Takes a price, and the spread as a share of it where there is one; gives the status from then on. A time before the
   * last one counts as the last one. A price that is not > 0, or a price or spread that is not finite, opens it.
   */
  readonly step: (time: Timestamp, price: number, relativeSpread?: number) => BreakerStatus
  readonly status: () => BreakerStatus
}

type Found = { readonly cause: BreakerCause; readonly value: number }

/**
 * Starts closed, or in the status it had. Opens when the price has moved by the limit from the lowest or highest of the
 * window, or the spread reaches its own; stays open while there is cause, and through the calm after it. It closes at a
 * price, never by time alone: a market that is silent after a crash stays closed to trading. The same prices give the
 * same statuses. Faults with 'numerical-domain' on limits out of range.
 */
export const startBreaker = (limits: BreakerLimits, before: BreakerStatus = closedBreaker): Breaker => {
  checkBreakerLimits(limits)
  const extremes = startWindowExtremes(limits.withinSeconds)
  let status = before
  let last = before.kind === 'open' ? before.lastCause : -Infinity

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
      else if (time - status.lastCause >= limits.calmSeconds * SECOND) status = closedBreaker
      return status
    },
    status: () => status,
  }
}
