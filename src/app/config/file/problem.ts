import type { z } from 'zod'

/** What is wrong with a configuration: where, and what is allowed there. Never holds a secret. */
export type ConfigProblem = {
  /** Keys and places, outermost first. */
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** Notes what is wrong. */
export type Refuse = (path: ConfigProblem['path'], message: string) => void

/** `portfolios[1].limits.slippage`; empty for the file itself. */
export const writePath = (path: ConfigProblem['path']): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  )

/** One line for a person. */
export const writeProblem = (file: string, { path, message }: ConfigProblem): string =>
  `${file}: ${path.length === 0 ? '' : `${writePath(path)}: `}${message}`

const valueAt = (tree: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (node, key) =>
      typeof node === 'object' && node !== null ? (node as Record<PropertyKey, unknown>)[key] : undefined,
    tree,
  )

/** What stands there; texts are not repeated, since one of them may be a secret in the wrong place. */
const inWords = (value: unknown): string => {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value)
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'string' ? 'a text' : 'a section'
}

const names: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section',
  record: 'a section',
}

const bound = (issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string => {
  const most = issue.code === 'too_big'
  const limit = String(most ? issue.maximum : issue.minimum)
  if (issue.origin === 'array')
    return `has ${most ? 'at most' : 'at least'} ${limit} ${limit === '1' ? 'entry' : 'entries'}`
  if (issue.origin === 'string')
    return `has ${most ? 'at most' : 'at least'} ${limit} ${limit === '1' ? 'letter' : 'letters'}`
  if (issue.inclusive === false) return `is ${most ? 'less' : 'more'} than ${limit}`
  return `is at ${most ? 'most' : 'least'} ${limit}`
}

const messageOf = (issue: z.core.$ZodIssue, value: unknown): string => {
  const got = value === undefined ? '' : `, not ${inWords(value)}`
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return `is missing: ${names[issue.expected] ?? issue.expected} is needed`
      return issue.message.startsWith('is ') ? issue.message : `is ${names[issue.expected] ?? issue.expected}${got}`
    case 'invalid_value':
      return `is one of ${issue.values.map(String).join(', ')}${value === undefined ? ', and missing' : got}`
    case 'too_small':
    case 'too_big':
      return `${bound(issue)}${typeof value === 'number' ? got : ''}`
    case 'invalid_key':
      return `has a key that ${issue.issues[0]?.message ?? 'is not a name'}`
    case 'invalid_union':
      return `${issue.message}${value === undefined ? ', and missing' : got}`
    case 'unrecognized_keys':
    case 'custom':
      return issue.message
    case 'invalid_format':
      return issue.message
    default:
      return `${issue.message}${got}`
  }
}

/** A schema's objection as a line: what is allowed at that place of the tree, and what stands there. */
export const describeIssue = (issue: z.core.$ZodIssue, tree: unknown): ConfigProblem => ({
  path: issue.path.map((key) => (typeof key === 'number' ? key : String(key))),
  message: messageOf(issue, valueAt(tree, issue.path)),
})

/** Least number of letters to insert, delete or replace (Levenshtein, 1966). */
const editDistance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)))
    previous = row
  }
  return previous[b.length]
}

const most = 64

/** The name that is nearest to what was written, case aside; the first of several, undefined of none. */
export const nearestName = (written: string, known: readonly string[]): string | undefined => {
  const text = written.slice(0, most).toLowerCase()
  let best: { name: string; distance: number } | undefined
  for (const name of known) {
    const distance = editDistance(text, name.toLowerCase())
    if (best === undefined || distance < best.distance) best = { name, distance }
  }
  return best?.name
}
