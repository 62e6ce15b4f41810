import type { z } from 'zod'
import type { ConfigProblem } from './problem'

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
      return `has a key that ${issue.issues[0]?.message ?? 'is no name'}`
    case 'invalid_union':
      return `${issue.message}${value === undefined ? ', and missing' : got}`
    case 'unrecognized_keys':
    case 'custom':
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
