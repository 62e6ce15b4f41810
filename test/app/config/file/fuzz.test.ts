import fc from 'fast-check'
import { aFile, problemsOf, withValue, type Path } from './a-file'

const pathsIn = (node: unknown, path: Path = []): Path[] => {
  if (typeof node !== 'object' || node === null) return [path]
  const inside = Array.isArray(node)
    ? node.flatMap((item: unknown, i) => pathsIn(item, [...path, i]))
    : Object.entries(node).flatMap(([key, item]) => pathsIn(item, [...path, key]))
  return [path, ...inside]
}

const paths = pathsIn(aFile())
const valueAt = (path: Path): unknown =>
  path.reduce<unknown>((node, key) => (node as Record<string | number, unknown>)[key], aFile())
// A record's keys are names that the file chooses.
const sections = paths.filter((path) => {
  const value = valueAt(path)
  return typeof value === 'object' && value !== null && !Array.isArray(value) && path.at(-1) !== 'instruments'
})

const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(0, -1, 1e308, 1e-308, 0.5, '', 'adaptive', '${KEY}', '1', true, null, [], {}, 'constructor'),
)
const anyKey = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'kind ', 'Kind', 'limit', 'tokens'),
)

test('a changed file is read or refused in words, never anything else', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...paths.slice(1)), anyValue), { minLength: 1, maxLength: 3 }),
      (changes) => {
        let tree: unknown = aFile()
        for (const [path, value] of changes) {
          try {
            tree = withValue(tree, path, value)
          } catch (error) {
            // An earlier change took the place away.
            expect(error).toBeInstanceOf(TypeError)
          }
        }
        for (const problem of problemsOf(tree)) expect(problem).toMatch(/^file: [^\n]+$/)
      },
    ),
    { numRuns: 150 },
  )
})

test('a key that is not known is refused wherever it stands', () => {
  fc.assert(
    fc.property(fc.constantFrom(...sections), anyKey, anyValue, (path, key, value) => {
      const section = valueAt(path) as object
      fc.pre(!Object.hasOwn(section, key))
      const optional = [
        'programme',
        'from',
        'to',
        'password',
        'breaker',
        'minInterval',
        'maxInterval',
        'references',
        'margin',
        'upTo',
      ]
      fc.pre(!optional.includes(key))
      expect(problemsOf(withValue(aFile(), [...path, key], value)).length).toBeGreaterThan(0)
    }),
    { numRuns: 250 },
  )
})

test('any text is read or refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string({ unit: fc.constantFrom('{', '}', '[', ':', ' ', '-', '\n', '&a', '*a', '"', 'x', '?', '!') }),
      ),
      (text) => {
        expect(problemsOf(text).length).toBeGreaterThan(0)
      },
    ),
    { numRuns: 150 },
  )
})
