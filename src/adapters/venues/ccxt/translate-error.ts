import { Fault } from '../../../core/error'
import type { Ccxt, ExchangeFacts } from './exchange'

/** Masks secrets in a text of the exchange or the library. */
export type Mask = (text: string) => string

/** Hides keys, plain and as an address spells them, and the signatures of requests. */
export const maskKeys =
  (keys: readonly string[]): Mask =>
  (text) => {
    const spellings = keys.filter((key) => key.length > 0).flatMap((key) => [key, encodeURIComponent(key)])
    const longestFirst = [...new Set(spellings)].sort((a, b) => b.length - a.length)
    return longestFirst
      .reduce((masked, key) => masked.replaceAll(key, '[redacted]'), text)
      .replace(/(signature|sig|hmac)=[\w%+/=-]+/gi, '$1=[redacted]')
  }

/**
 * A classified failure of the library's: what the exchange said, and whether it is certain that no order came of it.
 */
export type Failure = {
  /** The exchange's own code, where its answer had one. */
  readonly code: string | undefined
  readonly isRefusal: boolean
  readonly isNotFound: boolean
  /** The exchange answered that its rate limit is exceeded. */
  readonly isBusy: boolean
  /** A sentence without secrets. */
  readonly text: string
}

const LONGEST = 200

/** Errors that occur only with a coded answer of the exchange, or before the library sends. */
const refusals = ['InvalidOrder', 'InsufficientFunds', 'BadRequest', 'PermissionDenied', 'NotSupported'] as const
/** Errors that a server in between may also cause: a certain refusal only with the exchange's code. */
const codedRefusals = ['AuthenticationError', 'RateLimitExceeded', 'DDoSProtection'] as const
/** Of those, errors that the library also throws for an order that the exchange may have accepted. */
const doubtful = ['OrderNotFound', 'DuplicateOrderId', 'InvalidNonce'] as const

const codeIn = (text: string): string | undefined => /"code"\s*:\s*"?(-?\d+)/.exec(text)?.[1]
const messageIn = (text: string): string | undefined =>
  /"(?:message|msg)"\s*:\s*"((?:[^"\\]|\\.){1,200})"/.exec(text)?.[1]

/**
 * Classifies a failure. A refusal is certain only with the exchange's own code, or where the request was never sent.
 */
export const translateError = (error: unknown, ccxt: Ccxt, { refusals: codes }: ExchangeFacts, mask: Mask): Failure => {
  const isOne = (names: readonly string[]): boolean =>
    names.some((name) => {
      const type = ccxt[name]
      return type !== undefined && error instanceof type
    })
  const text = error instanceof Error ? error.message : ''
  const code = codeIn(text)
  const isCoded = code !== undefined
  const isBusy = isCoded && isOne(['RateLimitExceeded', 'DDoSProtection'])
  const isRefusal =
    !isOne(doubtful) && (isOne(refusals) || (isCoded && isOne(codedRefusals)) || (isCoded && codes.has(code)))
  const kind = error instanceof Error ? error.constructor.name : 'error'
  const said = isCoded ? `${code} ${messageIn(text) ?? kind}` : kind
  return { code, isRefusal, isBusy, isNotFound: isOne(['OrderNotFound']), text: mask(said).slice(0, LONGEST) }
}

/**
 * The fault of a request without a usable answer. Its cause is the error's text alone, masked: the library's errors
 * carry addresses with signatures.
 */
export const faultOf = (error: unknown, failure: Failure, venue: string, mask: Mask): Fault => {
  if (error instanceof Fault) return error
  const text = error instanceof Error ? error.message.slice(0, LONGEST) : String(error)
  return new Fault('unavailable', `${venue} gave no usable answer: ${failure.text}`, { cause: new Error(mask(text)) })
}
