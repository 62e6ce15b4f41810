import { Fault } from './error'

const refuse = (what: string): never => {
  throw new Fault('bad-input', `only plain data goes into JSON, got ${what}`)
}

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const member = (key: string, value: unknown): string[] =>
  value === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(value)}`]

/**
 * JSON with the keys of every object in code-unit order and no spaces: equal values give equal text, and the text read
 * and written again is the same. Members that are undefined are left out. Doubles come back to the last bit, but for
 * the sign of zero. Faults 'bad-input' on what JSON would quietly change: NaN, Infinity, an undefined element, a typed
 * array, a class.
 */
export const canonicalJson = (value: unknown): string => {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? JSON.stringify(value) : refuse(String(value))
    case 'string':
    case 'boolean':
      return JSON.stringify(value)
    case 'object': {
      if (value === null) return 'null'
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
      if (!isPlain(value)) refuse(`an object of ${value.constructor.name}`)
      const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      return `{${entries.flatMap(([key, own]) => member(key, own)).join(',')}}`
    }
    default:
      return refuse(typeof value)
  }
}
