/** First in, first out, between a socket that pushes and one consumer that pulls. */
export type ItemQueue<T> = {
  readonly push: (item: T) => void
  readonly size: () => number
  /** Ends the queue: nothing more can be added, waiting items can still be taken. */
  readonly end: () => void
  /** The next item once there is one; undefined after the end. */
  readonly take: () => T | undefined | Promise<T | undefined>
}

export const startItemQueue = <T>(): ItemQueue<T> => {
  let items: T[] = []
  let at = 0
  let isEnded = false
  let waiting: ((item: T | undefined) => void) | undefined
  return {
    push: (item) => {
      if (isEnded) return
      if (waiting !== undefined) {
        const give = waiting
        waiting = undefined
        give(item)
        return
      }
      items.push(item)
    },
    size: () => items.length - at,
    end: () => {
      isEnded = true
      waiting?.(undefined)
      waiting = undefined
    },
    take: () => {
      if (at < items.length) {
        const item = items[at++]
        // Taken items are removed in batches: a `shift` each time would copy the rest.
        if (at === items.length) [items, at] = [[], 0]
        else if (at >= 8192) [items, at] = [items.slice(at), 0]
        return item
      }
      if (isEnded) return undefined
      return new Promise((resolve) => (waiting = resolve))
    },
  }
}
