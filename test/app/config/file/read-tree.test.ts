import { readTree } from '../../../../src/app/config/file/read-tree'

const problemOf = (text: string): string => {
  const read = readTree(text)
  return 'problems' in read ? read.problems.map(({ message }) => message).join('; ') : 'none'
}

test.each([
  ['a: 1\na: 2', 'line 2, column 1: cannot be read (duplicate key)'],
  ['a: [1', 'cannot be read'],
  ['a: &x 1\nb: *y', 'repeats what is not there'],
  ['a: 0x10', 'line 1, column 4: numbers are written in decimal'],
  ['a: 0o17', 'numbers are written in decimal'],
  ['a: !!binary aGVsbG8=', 'values have no tags'],
  ['a: !secret x', 'line 1, column 4'],
  ['__proto__: { polluted: true }', 'a key is a name'],
  ['? [1, 2]\n: 3', 'a key is a name'],
  ['a: 1\n---\nb: 2', 'cannot be read (multiple docs)'],
  [`a: ${'x'.repeat(1_100_000)}`, 'is longer than'],
  ['['.repeat(200), 'cannot be read'],
  [`${'['.repeat(200)}${']'.repeat(200)}`, 'is nested too deeply'],
  ['['.repeat(200_000), 'be'],
])('refuses %.40j', (text, message) => expect(problemOf(text)).toContain(message))

test('refuses texts that unfold to more than was written', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
  for (let i = 1; i < 12; i++) lines.push(`a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ')}]`)
  expect(problemOf(lines.join('\n'))).toContain('beyond reading')
})

test('never repeats the text', () => {
  for (const text of ['token: "hunter2', 'token: hunter2: x', 'hunter2: 1\nhunter2: 2', 'a: *hunter2', '"hunter2" "x"'])
    expect(problemOf(text)).not.toContain('hunter2')
})

test('reads an empty text as nothing', () => expect(readTree('')).toEqual({ tree: null }))
