const generation = 65_536

/**
 * The last 65,536 to 131,072 keys that were added: bounded memory for duplicates, which lie close together or come with
 * a time that goes back.
 */
export type RecentKeys = {
  has(key: string): boolean
  add(key: string): void
}

export const startRecentKeys = (): RecentKeys => {
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
