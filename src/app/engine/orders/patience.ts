import type { Desk } from './order-desk-parts'

/**
 * Pauses that double up to sixteen times the first, with jitter, until `follow` is used up: `rest` waits for the next
 * look, and is false where there is none.
 */
export type Patience = { readonly rest: () => Promise<boolean> }

export const startPatience = ({ times, rng, pause }: Pick<Desk, 'times' | 'rng' | 'pause'>): Patience => {
  let [waited, next] = [0, times.pause]
  return {
    rest: async () => {
      if (waited >= times.follow) return false
      const own = next * (0.5 + rng.uniform())
      waited += own
      next = Math.min(2 * next, 16 * times.pause)
      await pause(own)
      return true
    },
  }
}
