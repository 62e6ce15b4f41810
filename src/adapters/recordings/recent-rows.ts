/**
 * The last keys that were added, at least a generation of them and at most two: bounded memory to find duplicates,
 * which lie close together or have an earlier time.
 */
export type RecentKeys = {
  has(key: string): boolean
  add(key: string): void
}

export const startRecentKeys = (generation = 65_536): RecentKeys => {
  let current = new Set<string>()
  let previous = new Set<string>()
  return {
    has: (key) => current.has(key) || previous.has(key),
    add: (key) => {
      if (current.size === generation) {
        previous = current
        current = new Set()
      }
      current.add(key)
    },
  }
}

const most = 131_072

/** Times that came in rising order, at least the last 65,536 of them: bounded memory for duplicates. */
export type RecentTimes = {
  readonly has: (time: number) => boolean
  /** Takes a time greater than all before it. */
  readonly add: (time: number) => void
}

/** Position of the first of `length` rising times that is not below `time`. */
export const firstNotBelow = (times: Float64Array, length: number, time: number): number => {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (times[middle] < time) low = middle + 1
    else high = middle
  }
  return low
}

export const startRecentTimes = (): RecentTimes => {
  let times = new Float64Array(8)
  let length = 0
  return {
    has: (time) => {
      if (length === 0 || time > times[length - 1]) return false
      return times[firstNotBelow(times, length, time)] === time
    },
    add: (time) => {
      if (length === most) {
        times.copyWithin(0, most / 2)
        length = most / 2
      } else if (length === times.length) {
        const longer = new Float64Array(2 * length)
        longer.set(times)
        times = longer
      }
      times[length++] = time
    },
  }
}
