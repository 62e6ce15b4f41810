import { Fault } from '../core/error'

/** Longest wait for the answer of a store where somebody waits for the service, milliseconds. */
export const answerMs = 2_000

/**
 * The result of work that must answer within so many milliseconds; afterwards an `unavailable` fault, and the late
 * answer is dropped.
 */
export const withTimeout = async <T>(ms: number, what: string, work: () => Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Fault('unavailable', `${what} did not answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work(), late])
  } finally {
    clearTimeout(timer)
  }
}
