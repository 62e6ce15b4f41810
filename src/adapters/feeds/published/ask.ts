import type { z } from 'zod'
import { Fault } from '../../../core/error'

export type PublishedOptions = {
  /** Deribit's test exchange. */
  readonly sandbox?: boolean | undefined
  /** Another address of the interface, for tests. */
  readonly url?: string | undefined
}

/** A venue's answer to a public question, checked. Throws `unavailable` where it does not answer as it says. */
export const askVenue = async <T>(address: string, shape: z.ZodType<T>, what: string): Promise<T> => {
  let body: unknown
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(8_000), redirect: 'error' })
    body = await response.json()
  } catch (cause) {
    throw new Fault('unavailable', `the venue does not give ${what}`, { cause })
  }
  const { data, error } = shape.safeParse(body)
  if (error) throw new Fault('unavailable', `the venue gives no ${what}`, { cause: error })
  return data
}
