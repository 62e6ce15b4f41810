import { z } from 'zod'
import { secret, type Secret } from '../secret'
import { nearestName } from './problem'

const text = (pattern: RegExp, error: string) => z.string().regex(pattern, { error })

/** Names a portfolio, a feed, a venue. */
export const nameField = text(
  /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
  'is 1 to 32 small letters, digits and inner dashes',
)

/** Symbols are what venues make them: 'ETH/USD', 'BTC:UST', '^GSPC', 'BRK B'; no control characters or outer spaces. */
const symbolPattern = String.raw`[^\s\p{C}](?:[^\p{C}]{0,62}[^\s\p{C}])?`

/** As a venue calls it. */
export const symbolField = text(
  new RegExp(`^${symbolPattern}$`, 'u'),
  'is a symbol of 1 to 64 printable characters, without spaces around it',
)

/** `venue/symbol`. */
export const instrumentField = text(
  new RegExp(`^[A-Za-z0-9][\\w.-]{0,31}/${symbolPattern}$`, 'u'),
  "is an instrument, 'venue/symbol', such as 'kraken/ETH/USD': a venue of letters, digits, dots and dashes, and its symbol",
)

export const positive = z.number().positive()

export const notNegative = z.number().min(0)

export const share = z.number().min(0).max(1)

export const wholeNumberField = z.int().min(1)

export const seedField = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)

export const hostField = text(
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$/,
  'is a host name or an address',
)

/** Time of day and date with its offset, as microseconds since the epoch. */
export const instantField = z.iso
  .datetime({ offset: true, error: "is a time such as '2025-01-10T08:00:00Z'" })
  .transform((written) => Date.parse(written) * 1000)

const cronPart = String.raw`[\dA-Za-z*?/,#-]+`

/** Five or six fields, in UTC; the queue reads them. */
export const cronField = text(
  new RegExp(`^${cronPart}(?: +${cronPart}){4,5}$`),
  "is a cron expression of five or six fields, such as '0 3 * * *'",
)

/** A file or folder, relative to the folder of the configuration file. */
export const pathField = z
  .string()
  .min(1)
  .max(4096)
  .refine((path) => !path.includes('\0'), { error: 'is a path' })

/** What a reference to the environment resolves to. */
export type Lookup = (name: string) => string | undefined

const reference = /^\$\{([A-Z][A-Z0-9_]*)\}$/

/**
 * A secret, which the file only refers to: `${NAME}` of the environment. Neither a literal nor a value is ever repeated
 * in a message.
 */
export const secretField = (lookup: Lookup) =>
  z.string({ error: 'is a reference ${NAME} to the environment' }).transform((written, context): Secret => {
    const name = reference.exec(written)?.[1]
    const refuse = (message: string): never => {
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    if (name === undefined)
      return refuse('is a secret and stands in the environment: write ${NAME} here, never the secret itself')
    if (name.startsWith('BANDSHIFT_') && name !== 'BANDSHIFT_TOKEN')
      return refuse(`refers to ${name}, but names that begin with BANDSHIFT_ are settings`)
    const value = lookup(name)
    return value === undefined || value === ''
      ? refuse(`refers to ${name}, which is not set in the environment`)
      : secret(value)
  })

export type SecretField = ReturnType<typeof secretField>

const shown = (key: string): string => (key.length > 40 ? `${key.slice(0, 40)}…` : key)

const unknownKeys = (keys: readonly string[], known: readonly string[]): string =>
  keys
    .map((key) => `unknown key '${shown(key)}', the nearest there is '${nearestName(key, known) ?? 'nothing'}'`)
    .join('; ')

/** An object of the configuration file: keys that are not of its shape are refused, with the nearest that is. */
export const section = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? unknownKeys(issue.keys, Object.keys(shape)) : undefined),
  })

/** The message for a `kind` that is not one of these. */
export const kindsAre = (kinds: readonly string[]) => ({
  error: (issue: { readonly code: string }): string | undefined =>
    issue.code === 'invalid_union' ? `is one of ${kinds.join(', ')}` : undefined,
})
