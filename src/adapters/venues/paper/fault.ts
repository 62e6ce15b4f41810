import { setTimeout as pause } from 'node:timers/promises'
import { Fault } from '../../../core/error'

/** A call to the venue, as faults are asked about it. */
export type PaperCall = {
  readonly operation: 'place' | 'find' | 'cancel' | 'open-orders' | 'positions'
  readonly label: string | undefined
}

/**
 * What goes wrong with a call: the request never arrives, its answer is lost, its answer comes late, nobody listens, or
 * the order is refused.
 */
export type PaperFault =
  | { readonly kind: 'refused' }
  | { readonly kind: 'lost-before' }
  | { readonly kind: 'lost-after' }
  | { readonly kind: 'slow'; readonly afterMs: number }
  | { readonly kind: 'down' }

/** Does a call with its fault, told whether to refuse it; what has no answer is an `unavailable` fault. */
export const withFault = async <T>(
  fault: PaperFault | undefined,
  call: (isRefused: boolean) => Promise<T>,
): Promise<T> => {
  if (fault?.kind === 'down') throw new Fault('unavailable', 'the venue cannot be reached')
  if (fault?.kind === 'lost-before') throw new Fault('unavailable', 'the connection was cut before the answer')
  const answer = await call(fault?.kind === 'refused')
  if (fault?.kind === 'lost-after') throw new Fault('unavailable', 'the connection was cut before the answer')
  if (fault?.kind === 'slow') await pause(fault.afterMs)
  return answer
}
