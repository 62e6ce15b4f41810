import type { BookChange, BookSnapshot, Level, Quote } from './event'

/** Feed it snapshots and changes in time order. */
export type OrderBook = {
  /** The top of book after the update before this event, once that update is complete and has changed it. */
  apply(event: BookSnapshot | BookChange): Quote | undefined
  /** The top of book after the last update, if it changed. */
  end(): Quote | undefined
  /** Both sides, best first, as they stand after the last event, complete update or not. */
  levels(): { readonly bids: readonly Level[]; readonly asks: readonly Level[] }
}

/** One side, best level last; `rank` is +1 for bids, −1 for asks, so that rank × price rises towards the best. */
const startSide = (rank: 1 | -1) => {
  let levels: Level[] = []
  const position = (price: number): number => {
    let [low, high] = [0, levels.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (rank * levels[middle].price < rank * price) low = middle + 1
      else high = middle
    }
    return low
  }
  const set = (price: number, size: number): void => {
    const at = position(price)
    const isThere = at < levels.length && levels[at].price === price
    if (size > 0) levels.splice(at, isThere ? 1 : 0, { price, size })
    else if (isThere) levels.splice(at, 1)
  }
  return {
    set,
    replace(rows: readonly Level[]): void {
      levels = []
      for (const { price, size } of rows) set(price, size)
    },
    best: (): Level | undefined => levels[levels.length - 1],
    bestFirst: (): readonly Level[] => [...levels].reverse(),
  }
}

/**
 * Starts a book from snapshots and incremental changes and gives its top as quotes. Rows of one time are one update:
 * between them the book may be crossed, so the quote comes with the first event of the next time (or `end`). No quote
 * while a side is empty or the book is crossed or locked. The first `isSnapshot` row of an update clears the book;
 * removing an absent level changes nothing.
 */
export const startOrderBook = (): OrderBook => {
  const bids = startSide(1)
  const asks = startSide(-1)
  let pending: BookSnapshot | BookChange | undefined
  let isRebuilding = false
  let last: Quote | undefined

  const top = (): Quote | undefined => {
    const [bid, ask] = [bids.best(), asks.best()]
    if (pending === undefined || bid === undefined || ask === undefined || bid.price >= ask.price) return undefined
    const { timestamp, localTimestamp } = pending
    pending = undefined
    const isSame =
      last?.bid === bid.price && last.bidSize === bid.size && last.ask === ask.price && last.askSize === ask.size
    if (isSame) return undefined
    last = {
      kind: 'quote',
      timestamp,
      localTimestamp,
      bid: bid.price,
      bidSize: bid.size,
      ask: ask.price,
      askSize: ask.size,
    }
    return last
  }

  return {
    apply(event) {
      const isNewUpdate = pending !== undefined && pending.timestamp !== event.timestamp
      const quote = isNewUpdate ? top() : undefined
      if (event.kind === 'book-snapshot') {
        bids.replace(event.bids)
        asks.replace(event.asks)
        isRebuilding = false
      } else {
        if (event.isSnapshot && (!isRebuilding || isNewUpdate)) {
          bids.replace([])
          asks.replace([])
        }
        isRebuilding = event.isSnapshot
        if (event.side === 'bid') bids.set(event.price, event.size)
        else asks.set(event.price, event.size)
      }
      pending = event
      return quote
    },
    end: top,
    levels: () => ({ bids: bids.bestFirst(), asks: asks.bestFirst() }),
  }
}
