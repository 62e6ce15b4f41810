import { SECOND, type Timestamp } from '../market/event'
import type { MarketState } from './market-state'

type MinutePrices = {
  /** Takes a price; times never fall. */
  readonly add: (at: Timestamp, price: number) => void
  readonly all: () => Exclude<MarketState['lastPrices'], undefined>
}

const MINUTE = 60 * SECOND
const minutesKept = 8

/** Keeps the last price of each of the recent minutes that had one; see `MarketState.lastPrices`. */
export const startMinutePrices = (): MinutePrices => {
  let kept: Exclude<MarketState['lastPrices'], undefined> = []
  let [lastAt, lastPrice, minuteEnd] = [-Infinity, 0, -Infinity]
  return {
    add: (at, price) => {
      if (at > minuteEnd) {
        if (minuteEnd > -Infinity) kept = [...kept, { at: lastAt, price: lastPrice }].slice(1 - minutesKept)
        minuteEnd = Math.ceil(at / MINUTE) * MINUTE
      }
      lastAt = at
      lastPrice = price
    },
    all: () => (minuteEnd === -Infinity ? kept : [...kept, { at: lastAt, price: lastPrice }]),
  }
}
