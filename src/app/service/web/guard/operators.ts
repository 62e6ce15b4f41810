import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Fault } from '../../../../core/error'
import { reveal, type Secret } from '../../../config/secret'
import { leastTokenLength } from '../../../config/settings'

/** Someone who may operate the service. */
export type Operator = {
  /** As it stands in the audit log. */
  readonly name: string
  /** At least `leastTokenLength` characters. */
  readonly token: Secret
}

/** The WebSocket subprotocol of the page, and the prefix of the one that carries a token, in base64url. */
export const liveProtocol = 'bandshift.v1'

const tokenProtocol = 'bandshift.token.'

const decode = (text: string, encoding: 'base64' | 'base64url'): string => Buffer.from(text, encoding).toString('utf8')

const fromProtocols = (header: string | undefined): string | undefined => {
  const offered = (header ?? '').split(',').map((part) => part.trim())
  const token = offered.find((part) => part.startsWith(tokenProtocol))
  return token && decode(token.slice(tokenProtocol.length), 'base64url')
}

/**
 * The token that a request carries: a bearer's, the password of Basic authorization where a browser asks for one itself
 * (`basic`), or that of a WebSocket's subprotocol, where a page can set no header. undefined where it carries none;
 * never from the address, which ends up in logs and histories.
 */
export const givenToken = (headers: IncomingHttpHeaders, basic: boolean): string | undefined => {
  const [scheme = '', value = ''] = (headers.authorization ?? '').split(' ', 2)
  if (/^bearer$/i.test(scheme)) return value
  if (basic && /^basic$/i.test(scheme)) return decode(value, 'base64').replace(/^[^:]*:/, '')
  if (headers.upgrade?.toLowerCase() === 'websocket') return fromProtocols(headers['sec-websocket-protocol'])
  return headers.authorization === undefined ? undefined : ''
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * Finds the name of the operator whose token was given, undefined for none of them. It compares digests with every
 * operator's, each in constant time, so that the time of an answer reveals nothing about a token. Throws 'usage' at
 * start for no operator, a name twice or a token that is too short.
 */
export const knowOperators = (operators: readonly Operator[]): ((token: string) => string | undefined) => {
  if (operators.length === 0) throw new Fault('usage', 'the service needs one operator at least')
  if (new Set(operators.map(({ name }) => name)).size < operators.length)
    throw new Fault('usage', 'two operators of the service have the same name')
  const known = operators.map(({ name, token }) => {
    const text = reveal(token)
    if (text.length < leastTokenLength)
      throw new Fault('usage', `the token of operator ${name} is shorter than ${leastTokenLength} characters`)
    return { name, hash: digest(text) }
  })
  return (token) => {
    const given = digest(token)
    let found: string | undefined
    for (const { name, hash } of known) if (timingSafeEqual(hash, given)) found = name
    return found
  }
}

/** Wrong tokens that an address may send at once, and how fast the allowance comes back. */
const allowance = 10

const perMillisecond = 1 / 3_000

/** Addresses that are kept; the least recent is dropped first. */
const remembered = 1_024

type Account = { left: number; at: number }

/** Counts wrong tokens by address, to limit guessing. */
type Failures = {
  /** Seconds until the address may try again; 0 where it may now. */
  readonly blockedSeconds: (address: string) => number
  readonly add: (address: string) => void
}

/** Starts counting; `now` gives milliseconds that only rise. */
export const countFailures = (now: () => number): Failures => {
  const accounts = new Map<string, Account>()
  const left = ({ left, at }: Account): number => Math.min(allowance, left + (now() - at) * perMillisecond)
  return {
    blockedSeconds(address) {
      const account = accounts.get(address)
      if (account === undefined) return 0
      const tries = left(account)
      return tries >= 1 ? 0 : Math.ceil((1 - tries) / perMillisecond / 1000)
    },
    add(address) {
      const account = accounts.get(address)
      const tries = account === undefined ? allowance : left(account)
      accounts.delete(address)
      accounts.set(address, { left: Math.max(0, tries - 1), at: now() })
      if (accounts.size > remembered) for (const oldest of [...accounts.keys()].slice(0, 1)) accounts.delete(oldest)
    },
  }
}
