import type { z } from 'zod'
import { Fault } from '../../src/core/error'
import type { Specification } from './specification'

/**
 * The parameters of a specification by their schema, defaults filled in. Throws usage for one that the strategy has
 * not, listing those it has, or one outside its range.
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
