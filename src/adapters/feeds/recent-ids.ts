/** Remembers the last ids of a stream. */
export type RecentIds = {
  /** True where the id is among the remembered; else it is remembered, and the oldest forgotten. */
  readonly repeats: (id: string) => boolean
}

export const startRecentIds = (count = 1000): RecentIds => {
  const ids = new Set<string>()
  return {
    repeats: (id) => {
      if (ids.has(id)) return true
      ids.add(id)
      if (ids.size > count) for (const oldest of ids) return !ids.delete(oldest)
      return false
    },
  }
}
