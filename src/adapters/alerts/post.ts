import { Fault } from '../../core/error'

/** Limits of a delivery to a sink. */
export type Delivery = {
  /** Milliseconds until one try is given up. */
  readonly timeoutMs: number
  /** Tries in all, ≥ 1. */
  readonly attempts: number
  /** Before the second try; doubled for each one after, with chance between half and the whole of it. */
  readonly backoffMs: number
}

export const usualDelivery: Delivery = { timeoutMs: 5_000, attempts: 4, backoffMs: 500 }

/** The random numbers, in [0, 1), and the pauses of a delivery. */
export type Surroundings = {
  readonly chance: () => number
  readonly pause: (milliseconds: number) => Promise<void>
}

type Answer = { readonly status: number; readonly retryAfterMs: number | undefined }

/** Longest that a receiver may ask to wait. */
const longestWait = 30_000

const postOnce = async (
  url: string,
  body: string,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<Answer> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    // Redirects are not followed, since they could lead to a host that is not configured.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  })
  await response.body?.cancel()
  const seconds = Number(response.headers.get('retry-after') ?? NaN)
  return { status: response.status, retryAfterMs: seconds >= 0 ? Math.min(seconds * 1000, longestWait) : undefined }
}

const mayPass = (status: number): boolean => status === 408 || status === 425 || status === 429 || status >= 500

/**
 * A description of the error without the library's own message, which repeats the address, and an address may be a
 * secret.
 */
const describe = (error: unknown): string => {
  const { name, cause } = Object(error) as { readonly name?: unknown; readonly cause?: unknown }
  if (name === 'TimeoutError') return 'no answer in time'
  const { code } = Object(cause) as { readonly code?: unknown }
  return typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code) ? code : 'the connection failed'
}

export type Post = {
  /** Of the sink, for messages. */
  readonly name: string
  readonly url: string
  readonly body: string
  readonly headers?: Record<string, string>
}

/**
 * Posts a body until a 2xx answer, trying again after failures that may pass. Throws 'unavailable' after the last try,
 * 'usage' at once where the receiver refuses; the message names the sink and the status, never the address, and carries
 * no cause.
 */
export const post = async (
  { name, url, body, headers = {} }: Post,
  { timeoutMs, attempts, backoffMs }: Delivery,
  { chance, pause }: Surroundings,
): Promise<void> => {
  let problem = ''
  for (let attempt = 1; attempt <= attempts; attempt++) {
    let answer: Answer | undefined
    try {
      answer = await postOnce(url, body, headers, timeoutMs)
    } catch (error) {
      problem = describe(error)
    }
    if (answer !== undefined) {
      const { status } = answer
      if (status >= 200 && status < 300) return
      if (!mayPass(status)) throw new Fault('usage', `${name} refused an alert with status ${status}`)
      problem = `status ${status}`
    }
    if (attempt === attempts) break
    const backoff = backoffMs * 2 ** (attempt - 1) * (0.5 + 0.5 * chance())
    await pause(Math.max(backoff, answer?.retryAfterMs ?? 0))
  }
  throw new Fault('unavailable', `${name} took no alert in ${attempts} tries: ${problem}`)
}
