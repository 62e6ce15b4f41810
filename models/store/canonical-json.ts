import { canonicalJson as compact } from '../../src/core/canonical-json'

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown

/**
 * JSON with the keys of every object in code-unit order, a line a member: equal values give equal text. Absent keys are
 * left out.
 */
export const canonicalJson = (value: unknown): string =>
  `${JSON.stringify(JSON.parse(compact(plain(value))), undefined, 1)}\n`
