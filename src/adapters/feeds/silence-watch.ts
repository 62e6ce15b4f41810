/** Notices instruments of which nothing is heard. */
export type SilenceWatch = {
  /** All are as if just heard: a connection opened. */
  readonly begin: (now: number) => void
  readonly heard: (key: string, now: number) => void
  /**
   * Those silent for longer than allowed, with the milliseconds; each then has twice the patience until it is heard
   * again.
   */
  readonly silent: (now: number) => readonly { readonly key: string; readonly milliseconds: number }[]
}

const mostPatience = 32

/** A quiet instrument must not tear the connection of all others down for ever: patience doubles, to 32 times. */
export const startSilenceWatch = (keys: readonly string[], allowed: number): SilenceWatch => {
  const watched = new Map(keys.map((key) => [key, { last: 0, patience: 1 }]))
  return {
    begin: (now) => {
      for (const one of watched.values()) one.last = now
    },
    heard: (key, now) => {
      const one = watched.get(key)
      if (one === undefined) return
      one.last = now
      one.patience = 1
    },
    silent: (now) => {
      const found: { readonly key: string; readonly milliseconds: number }[] = []
      for (const [key, one] of watched) {
        if (now - one.last <= allowed * one.patience) continue
        found.push({ key, milliseconds: now - one.last })
        one.patience = Math.min(mostPatience, one.patience * 2)
      }
      return found
    },
  }
}
