import { splitObjects } from '../../../../src/adapters/recordings/formats/json-objects'
import type { SourceLine } from '../../../../src/adapters/recordings/formats/format'

const splitOf = async (text: string, batch = 2): Promise<readonly (readonly [number, string])[]> => {
  const lines: readonly SourceLine[] = text.split('\n').map((raw, i) => ({ number: i + 1, raw }))
  const batches = async function* () {
    for (let i = 0; i < lines.length; i += batch) yield await Promise.resolve(lines.slice(i, i + batch))
  }
  const found: (readonly [number, string])[] = []
  for await (const some of splitObjects('x.json', batches()))
    for (const { number, raw } of some) found.push([number, raw])
  return found
}

test.each([
  [
    'an array on one line',
    '[{"a":1},{"b":[2]}]',
    [
      [1, '{"a":1}'],
      [1, '{"b":[2]}'],
    ],
  ],
  [
    'an answer',
    '{"id":1,"result":[{"a":1},{"b":{"c":2}}],"us":3}',
    [
      [1, '{"a":1}'],
      [1, '{"b":{"c":2}}'],
    ],
  ],
  [
    'answers, one a line',
    '{"result":[{"a":1}]}\n{"result":[{"a":2}]}',
    [
      [1, '{"a":1}'],
      [2, '{"a":2}'],
    ],
  ],
  [
    'objects, one a line',
    '{"a":1}\n\n{"a":2}',
    [
      [1, '{"a":1}'],
      [3, '{"a":2}'],
    ],
  ],
  ['brackets in text', '[{"a":"]}{\\"["}]', [[1, '{"a":"]}{\\"["}']]],
  [
    'lines within objects',
    '[\n {\n  "a": 1\n },\n {"b": 2}\n]',
    [
      [2, '{\n  "a": 1\n }'],
      [5, '{"b": 2}'],
    ],
  ],
  [
    'other text',
    'oops\n{"a":1}',
    [
      [1, 'oops'],
      [2, '{"a":1}'],
    ],
  ],
  ['no object', '[]', []],
])('finds the objects of %s', async (_, text, expected) => {
  for (const batch of [1, 2, 10]) expect(await splitOf(text, batch)).toEqual(expected)
})

test('refuses JSON that is cut off, and an object without end', async () => {
  await expect(splitOf('[{"a":1},')).rejects.toThrow('x.json: row 1: the JSON ends too early: it is cut off')
  const long = `[{"a":"${'x'.repeat(2 ** 19)}\n${'x'.repeat(2 ** 19)}`
  await expect(splitOf(long)).rejects.toThrow('x.json: row 2: an object longer than 1 MiB')
})
