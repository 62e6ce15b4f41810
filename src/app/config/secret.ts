import { inspect } from 'node:util'

const values = new WeakMap<Secret, string>()

/** A text that prints as '[redacted]' wherever it ends up: strings, JSON, the console. */
export type Secret = {
  readonly toString: () => string
  readonly toJSON: () => string
  readonly [inspect.custom]: () => string
}

const redacted = (): string => '[redacted]'

/** Hides a text; only `reveal` returns it. */
export const secret = (value: string): Secret => {
  const hidden: Secret = Object.freeze({ toString: redacted, toJSON: redacted, [inspect.custom]: redacted })
  values.set(hidden, value)
  return hidden
}

/** The text itself, for the library that needs it. */
export const reveal = (hidden: Secret): string => values.get(hidden) ?? ''

export const isSecret = (value: unknown): value is Secret => values.has(value as Secret)

const parameters = 'password|passwd|pwd|secret|token|api[-_]?key|apikey|access[-_]?key|signature|auth'

const rules: readonly (readonly [RegExp, string])[] = [
  // user:password@ (or password alone) in an address; greedy up to the last @ before the path, for passwords with @ in
  // them
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"']*@/gi, '$1[redacted]@'],
  [new RegExp(`([?&;](?:[\\w-]*(?:${parameters}))=)[^&\\s"']*`, 'gi'), '$1[redacted]'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 [redacted]'],
  [new RegExp(`(\\b[\\w-]*(?:${parameters})["']?\\s*[:=]\\s*["']?)(?!\\[redacted)[^\\s"',;&}]+`, 'gi'), '$1[redacted]'],
]

/** A text with credentials in addresses, query parameters, authorization headers and `password=…` pairs masked. */
export const maskCredentials = (text: string): string =>
  rules.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), text)

/** Whether a field of this name holds a secret, whatever is in it. */
export const isSecretName = (name: string): boolean =>
  new RegExp(`${parameters}|authorization|cookie|passphrase|private[-_]?key|credential`, 'i').test(name)
