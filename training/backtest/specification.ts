import type { z } from 'zod'
import { Fault } from '../../src/core/error'

/**
 * The parameters of a specification by their schema, with defaults for those not given. Throws 'usage' for a parameter
 * that the strategy does not have, listing those it has, and for one outside its range.
 */
export const parametersOf = <T extends z.ZodObject>(
  schema: T,
  { name, parameters }: Specification,
  defaults: Readonly<Record<string, unknown>> = {},
): z.infer<T> => {
  const parsed = schema.safeParse({ ...defaults, ...parameters })
  if (parsed.success) return parsed.data
  const [{ path, message, code }] = parsed.error.issues
  const known = Object.keys(schema.shape).filter((key) => key !== 'kind')
  const hint = code === 'unrecognized_keys' ? `; it takes ${known.join(', ') || 'no parameters'}` : ''
  throw new Fault('usage', `${name}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}${hint}`)
}

/** A strategy as a user names it: 'whalley-wilmott:riskAversion=30,multiplier=0.7'. */
export type Specification = {
  readonly name: string
  readonly parameters: Readonly<Record<string, number | string | readonly number[]>>
}

const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i

const valueOf = (text: string): number | string => (number.test(text) ? Number(text) : text)

/** Numbers with slashes between them are a list: 'regimeVols=0.3/0.6/1.2'. */
const parameterOf = (text: string): number | string | readonly number[] => {
  const parts = text.split('/')
  return parts.length > 1 && parts.every((part) => number.test(part)) ? parts.map(Number) : valueOf(text)
}

/**
 * Reads `name[:parameter=value[,parameter=value …]]`. Throws 'usage' where the text is not of that form or names a
 * parameter twice.
 */
export const parseSpecification = (text: string): Specification => {
  const [, name, rest] = /^([a-z][a-z-]*)(?::(.+))?$/.exec(text) ?? []
  if (name === undefined) throw new Fault('usage', `'${text}' is not name:parameter=value,…`)
  const parameters: Record<string, number | string | readonly number[]> = {}
  for (const part of rest === undefined ? [] : rest.split(',')) {
    const [, key, value] = /^([A-Za-z0-9]+)=(.+)$/.exec(part) ?? []
    if (key === undefined) throw new Fault('usage', `${name}: '${part}' is not parameter=value`)
    if (key in parameters) throw new Fault('usage', `${name}: ${key} is given twice`)
    parameters[key] = parameterOf(value)
  }
  return { name, parameters }
}
