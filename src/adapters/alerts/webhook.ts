import { createHmac } from 'node:crypto'
import { Fault } from '../../core/error'
import { isLoopback } from '../../core/loopback'
import type { AlertSink } from '../../ports/alert-sink'
import { post, usualDelivery, type Delivery, type Surroundings } from './post'

export type WebhookOptions = {
  /** https, or http on loopback. It may hold a secret, so no message repeats it. */
  readonly url: string
  /** Signs the body: `x-bandshift-signature: sha256=<hex of HMAC-SHA256>`. */
  readonly signingKey?: string | undefined
  readonly delivery?: Delivery | undefined
}

/** Throws 'usage', without the address, for one that would send alerts unencrypted. */
export const checkAddress = (name: string, text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))) return url
  throw new Fault('usage', `the address of ${name} begins with https://, or is http:// on this machine`)
}

/**
 * Posts alerts as JSON to an address: `at` in microseconds and as ISO text, `severity`, `event`, `portfolio`,
 * `subject`, `text`.
 */
export const webhook = (
  { url, signingKey, delivery = usualDelivery }: WebhookOptions,
  surroundings: Surroundings,
): AlertSink => {
  const name = 'webhook'
  const target = checkAddress(name, url)
  if (target.username !== '' || target.password !== '')
    throw new Fault('usage', 'the address of webhook has a user in it; sign with a key instead')
  return {
    name,
    send: (alert) => {
      const body = JSON.stringify({ ...alert, time: new Date(alert.at / 1000).toISOString() })
      const signature =
        signingKey === undefined ? undefined : createHmac('sha256', signingKey).update(body).digest('hex')
      const headers: Record<string, string> =
        signature === undefined ? {} : { 'x-bandshift-signature': `sha256=${signature}` }
      return post({ name, url: target.href, body, headers }, delivery, surroundings)
    },
  }
}
