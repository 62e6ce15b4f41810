import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemErrorText } from '../../src/cli/system-error'

const folder = mkdtempSync(join(tmpdir(), 'bandshift-errors-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const thrown = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}

const long = join(folder, 'x'.repeat(300))
const file = join(folder, 'file')
writeFileSync(file, '')

test.each<[() => unknown, string]>([
  [() => readFileSync(join(folder, 'none')), `cannot open ${folder}/none: there is no such file or folder (ENOENT)`],
  [() => writeFileSync(long, ''), `cannot open ${long}: the name is too long (ENAMETOOLONG)`],
  [() => readdirSync(file), `cannot list ${file}: a part of the path is no folder (ENOTDIR)`],
  [() => readFileSync(folder), 'cannot read: it is a folder (EISDIR)'],
])('what the system refuses is a sentence: %#', (work, text) => {
  expect(systemErrorText(thrown(work))).toBe(text)
})

test('a full disk says what to do, also where the database of recordings reports it', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
  expect(systemErrorText(full)).toBe(
    'cannot write: the disk is full: free some space, or name a folder on another disk (ENOSPC)',
  )
  const database = new Error('IO Error: Could not write file "/data/part.parquet": No space left on device\n\nStack')
  expect(systemErrorText(database)).toBe('Could not write file "/data/part.parquet": No space left on device')
})

test('any other error keeps its stack', () => {
  expect(systemErrorText(new Error('a defect'))).toBeUndefined()
  expect(systemErrorText(Object.assign(new Error('odd'), { code: 'EODD', syscall: 'open' }))).toBeUndefined()
})
