import { createHash, timingSafeEqual } from 'node:crypto'
import { Fault } from '../../../../core/error'
import { reveal } from '../../../config/secret'
import { leastTokenLength, type Operator } from '../settings'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/**
 * Finds the name of the operator whose token was given, undefined for none of them. It compares digests with every
 * operator's, each in constant time, so that the answer's time says nothing of a token. Throws 'usage' at start for no
 * operator, a name twice or a token that is too short.
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
