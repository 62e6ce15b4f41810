import type { Rng } from '../../core/rng'

/** Finds instruments of which no event arrives. */
type SilenceWatch = {
  /** A connection opened: every instrument counts as having just sent an event. */
  readonly begin: (now: number) => void
  readonly received: (key: string, now: number) => void
  /**
   * Instruments without an event for longer than allowed, with the milliseconds; the limit of each is then doubled
   * until its next event.
   */
  readonly silent: (now: number) => readonly { readonly key: string; readonly milliseconds: number }[]
}

const mostPatience = 32

/** A quiet instrument must not end the connection of all others repeatedly: its limit doubles, up to 32 times. */
export const startSilenceWatch = (keys: readonly string[], allowed: number): SilenceWatch => {
  const watched = new Map(keys.map((key) => [key, { last: 0, patience: 1 }]))
  return {
    begin: (now) => {
      for (const one of watched.values()) one.last = now
    },
    received: (key, now) => {
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

export type ConnectLimits = {
  /** Milliseconds before the first attempt after a break, and at most; each failure doubles the pause. */
  readonly firstPause: number
  readonly longestPause: number
  /** Attempts within any minute; a venue counts them by address. */
  readonly connectsPerMinute: number
  /** A connection that lasted this long resets the pauses. */
  readonly steadyAfter: number
}

const minute = 60_000

/** Computes how long to wait before the next connection. */
export type ConnectPause = {
  /** Counts an attempt made at a time. */
  readonly attempted: (now: number) => void
  /** Counts a break after the connection held for some milliseconds (0 where it never opened). */
  readonly lost: (held: number) => void
  /** Milliseconds to wait from now, and whether the limit of attempts is what makes it wait. */
  readonly wait: (now: number) => { readonly milliseconds: number; readonly isLimited: boolean }
}

/**
 * Exponential pauses, each drawn from its upper half so that many clients don't come back at once, under a limit of
 * attempts a minute.
 */
export const startConnectPause = (limits: ConnectLimits, rng: Rng): ConnectPause => {
  let failures = 0
  let attempts: number[] = []
  return {
    attempted: (now) => {
      attempts = [...attempts.filter((time) => time > now - minute), now]
    },
    lost: (held) => {
      failures = held >= limits.steadyAfter ? 1 : failures + 1
    },
    wait: (now) => {
      const pause = failures === 0 ? 0 : Math.min(limits.longestPause, limits.firstPause * 2 ** (failures - 1))
      const jittered = pause * (0.5 + rng.uniform() / 2)
      const recent = attempts.filter((time) => time > now - minute)
      const freed =
        recent.length < limits.connectsPerMinute ? 0 : recent[recent.length - limits.connectsPerMinute] + minute - now
      return { milliseconds: Math.max(jittered, freed), isLimited: freed > jittered }
    },
  }
}
