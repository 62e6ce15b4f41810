import { setTimeout as pause } from 'node:timers/promises'
import { isElsewhere } from './beat-job'

const longest = 2_000

/**
 * Does something in the store until it is done, through interruptions of any length; false where the job is elsewhere
 * and it cannot be done. Once `closing`, the first failure is thrown.
 */
export const insist = async (
  work: () => Promise<unknown>,
  onError: (error: Error) => void,
  closing: AbortSignal,
): Promise<boolean> => {
  for (let wait = 50; ; wait = Math.min(2 * wait, longest)) {
    try {
      await work()
      return true
    } catch (error) {
      if (isElsewhere(error)) return false
      if (closing.aborted) throw error
      onError(error instanceof Error ? error : new Error(String(error)))
      // An aborted pause is a short one; the next failure then ends it.
      await pause(wait, undefined, { signal: closing }).catch(() => undefined)
    }
  }
}
