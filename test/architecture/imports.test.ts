import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'

const root = resolve(__dirname, '../..')

/**
 * A room: the files below `folder` (the longest match wins), the folders they may import and the packages they may use.
 */
type Room = { readonly folder: string; readonly rooms: readonly string[]; readonly packages: readonly string[] | 'any' }

const store = 'src/adapters/recordings'
const table: readonly Room[] = [
  { folder: 'src/core', rooms: ['src/core'], packages: ['pure-rand', 'technicalindicators'] },
  { folder: 'src/ports', rooms: ['src/core', 'src/ports'], packages: [] },
  { folder: 'src/adapters', rooms: ['src/core', 'src/ports'], packages: 'any' },
  { folder: 'src/report', rooms: ['src/core', 'src/report'], packages: ['node:', 'echarts', 'danfojs-node'] },
  { folder: 'src/app', rooms: ['src', 'models'], packages: 'any' },
  { folder: 'models', rooms: ['src/core', 'models'], packages: ['node:', '@tensorflow', 'zod'] },
  {
    folder: 'training',
    rooms: ['src/core', 'src/ports', 'src/report', store, 'models', 'training'],
    packages: ['node:', '@tensorflow', 'zod'],
  },
  // The binary: the only place that sees both the service's commands and the offline ones.
  { folder: 'src/cli', rooms: ['src', 'models', 'training'], packages: 'any' },
  { folder: 'bench', rooms: ['src', 'models', 'training', 'bench'], packages: 'any' },
]

const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesBelow(path)
    return path.endsWith('.ts') ? [path] : []
  })

const roomOf = (file: string): Room => {
  const rooms = table.filter(({ folder }) => file.startsWith(`${folder}/`))
  return rooms.reduce((longest, room) => (room.folder.length > longest.folder.length ? room : longest))
}

const importsOf = (file: string): string[] =>
  ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName)

const packageOf = (specifier: string): string => (builtinModules.includes(specifier) ? `node:${specifier}` : specifier)

const adapterFolder = (file: string): string => file.split('/').slice(0, 3).join('/')

const objections = (file: string): string[] => {
  const room = roomOf(file)
  return importsOf(file).flatMap((specifier) => {
    if (specifier.startsWith('.')) {
      const target = relative(root, resolve(root, dirname(file), specifier))
      const own = room.folder === 'src/adapters' && target.startsWith(`${adapterFolder(file)}/`)
      const allowed = own || room.rooms.some((folder) => `${target}/`.startsWith(`${folder}/`))
      return allowed ? [] : [`${file} imports ${target}`]
    }
    const name = packageOf(specifier)
    const allowed = room.packages === 'any' || room.packages.some((prefix) => name.startsWith(prefix))
    return allowed ? [] : [`${file} imports the package ${specifier}`]
  })
}

const files = ['src', 'models', 'training', 'bench'].flatMap(filesBelow)

describe('the import table', () => {
  test('covers every source file', () => {
    expect(files.length).toBeGreaterThan(50)
    for (const file of files) expect(roomOf(file).folder).toBeDefined()
  })

  test('holds in every file', () => {
    expect(files.flatMap(objections)).toEqual([])
  })

  test('objects to a service file that imports training', () => {
    const room = roomOf('src/app/anything.ts')
    expect(room.rooms.some((folder) => 'training/labels'.startsWith(`${folder}/`))).toBe(false)
  })

  test('lets no file pass 300 lines', () => {
    const long = files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 301)
    expect(long).toEqual([])
  })
})
