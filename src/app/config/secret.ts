import { inspect } from 'node:util'

const values = new WeakMap<Secret, string>()

/** A text that prints as '[redacted]' wherever it ends up: strings, JSON, the console. */
export type Secret = {
  readonly toString: () => string
  readonly toJSON: () => string
  readonly [inspect.custom]: () => string
}

const redacted = (): string => '[redacted]'

/** Hides a text; `reveal` is the one way back. */
export const secret = (value: string): Secret => {
  const hidden: Secret = Object.freeze({ toString: redacted, toJSON: redacted, [inspect.custom]: redacted })
  values.set(hidden, value)
  return hidden
}

/** The text itself, for the library that needs it. */
export const reveal = (hidden: Secret): string => values.get(hidden) ?? ''

export const isSecret = (value: unknown): value is Secret => values.has(value as Secret)
