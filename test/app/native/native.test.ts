import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findLibrary, unpackLibrary } from '../../../src/app/native/library'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bandshift-native-'))
})

afterEach(() => rmSync(root, { recursive: true }))

const folderWith = (...paths: readonly string[]): string => {
  const folder = join(root, 'given')
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), '')
  }
  return folder
}

test('a library is found as the C archive lays it out', () => {
  const names = ['libtensorflow.so.2', 'libtensorflow_framework.so.2']
  const folder = folderWith(...names.map((name) => `lib/${name}`), 'include/tensorflow/c/eager/c_api.h')
  expect(findLibrary(folder)).toEqual({ folder: join(folder, 'lib/'), files: names, headers: join(folder, 'include/') })
})

test('a library is found as a wheel lays it out', () => {
  const names = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']
  const header = 'tensorflow/include/tensorflow/c/eager/c_api.h'
  const folder = folderWith(...names.map((name) => `tensorflow/${name}`), header)
  expect(findLibrary(folder)).toEqual({
    folder: join(folder, 'tensorflow/'),
    files: names,
    headers: join(folder, 'tensorflow/include/'),
  })
})

test.each([
  [['lib/libtensorflow_framework.so.2'], /neither libtensorflow\.so\.2 nor/],
  [['lib/libtensorflow.so.2', 'other/libtensorflow_framework.so.2'], /no libtensorflow_framework\.so\.2 beside/],
  [['lib/libtensorflow.so.2', 'lib/libtensorflow_framework.so.2'], /no tensorflow\/c\/eager\/c_api\.h/],
])('a folder with %j alone is refused with what lacks', (paths, message) => {
  expect(() => findLibrary(folderWith(...paths))).toThrow(message)
})

test('a tar archive is unpacked', () => {
  const names = ['lib/libtensorflow.so.2', 'lib/libtensorflow_framework.so.2', 'include/tensorflow/c/eager/c_api.h']
  const archive = join(root, 'libtensorflow.tar.gz')
  execFileSync('tar', ['-czf', archive, '-C', folderWith(...names), '.'])
  const into = join(root, 'unpacked')
  unpackLibrary(archive, into, root)
  expect(findLibrary(into).files).toEqual(['libtensorflow.so.2', 'libtensorflow_framework.so.2'])
})

test('a tar archive that is none is bad input', () => {
  const archive = join(folderWith('broken.tar.gz'), 'broken.tar.gz')
  writeFileSync(archive, 'not an archive')
  expect(() => unpackLibrary(archive, join(root, 'unpacked'), root)).toThrow(
    expect.objectContaining({ code: 'bad-input' }),
  )
})

test('another kind of file is wrong use', () => {
  expect(() => unpackLibrary('library.rpm', join(root, 'unpacked'), root)).toThrow(
    expect.objectContaining({ code: 'usage' }),
  )
})
