/** What happened, in order, with a way to wait until it is enough. */
export type Journal<T> = {
  readonly entries: readonly T[]
  readonly add: (entry: T) => void
  /** Resolves once the entries meet the condition. */
  readonly until: (enough: (entries: readonly T[]) => boolean) => Promise<void>
}

export const openJournal = <T>(): Journal<T> => {
  const entries: T[] = []
  const waiting = new Set<() => void>()
  return {
    entries,
    add: (entry) => {
      entries.push(entry)
      for (const check of waiting) check()
    },
    until: (enough) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!enough(entries)) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
  }
}
