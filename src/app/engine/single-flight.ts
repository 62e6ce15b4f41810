/** Runs the tasks of one id one after another and those of different ids side by side. */
export type SingleFlight = {
  readonly run: <T>(id: string, task: () => Promise<T>) => Promise<T>
  readonly isBusy: (id: string) => boolean
  /** Resolves when nothing runs any more. */
  readonly idle: () => Promise<void>
}

export const startSingleFlight = (): SingleFlight => {
  const last = new Map<string, Promise<unknown>>()
  return {
    run: (id, task) => {
      const before = last.get(id) ?? Promise.resolve()
      const mine = before.then(task, task)
      last.set(id, mine)
      const forget = (): void => {
        if (last.get(id) === mine) last.delete(id)
      }
      mine.then(forget, forget)
      return mine
    },
    isBusy: (id) => last.has(id),
    idle: async () => {
      while (last.size > 0) await Promise.allSettled(last.values())
    },
  }
}
