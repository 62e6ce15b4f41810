import { z } from 'zod'
import { nearestName } from './nearest-name'

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

/** What a `kind` that is none of these gets to read. */
export const kindsAre = (kinds: readonly string[]) => ({
  error: (issue: { readonly code: string }): string | undefined =>
    issue.code === 'invalid_union' ? `is one of ${kinds.join(', ')}` : undefined,
})
