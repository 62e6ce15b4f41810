import fc from 'fast-check'
import { canonicalJson } from '../../src/core/canonical-json'

const json = fc.jsonValue({ noUnicodeString: false })

test('the same value gives the same text whatever the order of its keys, and the text comes back to itself', () => {
  expect(canonicalJson({ b: [1, { d: undefined, c: 'x' }], a: null })).toBe('{"a":null,"b":[1,{"c":"x"}]}')
  fc.assert(
    fc.property(fc.dictionary(fc.string(), json), (value) => {
      const text = canonicalJson(value)
      expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(text)
      expect(canonicalJson(JSON.parse(text))).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('doubles come back to the last bit', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(JSON.parse(canonicalJson(value)) === value).toBe(true)
    }),
  )
})

test.each([NaN, -Infinity, [undefined], undefined, { f: () => 1 }, new Float64Array(2), new Date(0), new Map(), 1n])(
  'refuses %p, which JSON would change',
  (value) => {
    expect(() => canonicalJson({ value: [value] })).toThrow('only plain data')
  },
)
