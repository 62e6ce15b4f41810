import { Fault } from '../../core/error'

/** What the store answers; whatever it throws becomes `unavailable`. */
export const answered = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof Fault) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new Fault('unavailable', `the job queue does not answer: ${reason}`, { cause })
  }
}
