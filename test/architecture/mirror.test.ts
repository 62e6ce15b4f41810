import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(__dirname, '../..')

/** What belongs to no one room: rules of the tree, quirks of files, pages, kills of services, and what tests share. */
const ownRooms = ['architecture', 'cases', 'chaos', 'docs', 'support']

const testFolders = (folder: string): string[] =>
  readdirSync(join(root, 'test', folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const path = join(folder, name)
      return ownRooms.includes(path) ? [] : [path, ...testFolders(path)]
    })

const mirrored = (folder: string): boolean => ['src', '.'].some((room) => existsSync(join(root, room, folder)))

test('every folder of tests stands for a folder of the source tree', () => {
  const folders = testFolders('')
  expect(folders.length).toBeGreaterThan(30)
  expect(folders.filter((folder) => !mirrored(folder))).toEqual([])
})

test('a folder that mirrors nothing is found', () => {
  expect(['core/pricing', 'models/store', 'core/market-state'].filter((folder) => !mirrored(folder))).toEqual([
    'core/market-state',
  ])
})
