import { builtinModules } from 'node:module'
import { filesBelow, importsOf, sources, specifiersOf, targetOf } from './source-tree'

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
  {
    folder: 'src/app',
    rooms: ['src/core', 'src/ports', 'src/adapters', 'src/report', 'src/app', 'models'],
    packages: 'any',
  },
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

/** Floors of a folder, bottom up: a floor imports itself and the floors below it. Loose files lie below all. */
const stacks: Readonly<Record<string, readonly string[]>> = {
  'src/core': [
    'loose files',
    'market',
    'pricing',
    'statistics',
    'surface',
    'features',
    'execution',
    'portfolio',
    'reading',
    'hedging',
    'mandates',
    'risk',
    'decision',
    'promotion',
  ],
  training: [
    'statistics',
    'data',
    'simulator',
    'band-optimum',
    'costs',
    'baselines',
    'labels',
    'fit',
    'tune',
    'judge',
    'backtest',
    'band-network',
    'run',
    'studies',
  ],
}

const roomOf = (file: string): Room => {
  const rooms = table.filter(({ folder }) => file.startsWith(`${folder}/`))
  return rooms.reduce((longest, room) => (room.folder.length > longest.folder.length ? room : longest))
}

const packageOf = (specifier: string): string => (builtinModules.includes(specifier) ? `node:${specifier}` : specifier)

const adapterFolder = (file: string): string => file.split('/').slice(0, 3).join('/')

const objections = (file: string): string[] => {
  const room = roomOf(file)
  return specifiersOf(file).flatMap((specifier) => {
    if (specifier.startsWith('.')) {
      const target = targetOf(file, specifier)
      const own = room.folder === 'src/adapters' && target.startsWith(`${adapterFolder(file)}/`)
      const allowed = own || room.rooms.some((folder) => `${target}/`.startsWith(`${folder}/`))
      return allowed ? [] : [`${file} imports ${target}`]
    }
    const name = packageOf(specifier)
    const allowed = room.packages === 'any' || room.packages.some((prefix) => name.startsWith(prefix))
    return allowed ? [] : [`${file} imports the package ${specifier}`]
  })
}

/** The floor of a file of a stack; undefined in a folder that is no floor, and outside the stack. */
const floorOf = (stack: string, file: string): number | undefined => {
  if (!file.startsWith(`${stack}/`)) return undefined
  const [floor, ...below] = file.slice(stack.length + 1).split('/')
  const index = stacks[stack].indexOf(below.length === 0 ? 'loose files' : floor)
  return index < 0 ? undefined : index
}

const isAbove = (stack: string, target: string, file: string): boolean =>
  (floorOf(stack, target) ?? -1) > (floorOf(stack, file) ?? -1)

const files = [...sources, ...filesBelow('bench')]

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
})

describe.each(Object.entries(stacks))('the floors of %s', (stack, floors) => {
  const own = files.filter((file) => file.startsWith(`${stack}/`))

  test('hold every file of it', () => {
    expect(own.filter((file) => floorOf(stack, file) === undefined)).toEqual([])
    expect(new Set(own.map((file) => floorOf(stack, file))).size).toBe(floors.length)
  })

  test.each(floors)('%s imports only itself and floors below', (floor) => {
    const upward = own
      .filter((file) => floorOf(stack, file) === floors.indexOf(floor))
      .flatMap((file) =>
        importsOf(file).flatMap((target) => (isAbove(stack, target, file) ? [`${file} imports ${target}`] : [])),
      )
    expect(upward).toEqual([])
  })
})

test('a floor that imports one above it is found', () => {
  expect(isAbove('src/core', 'src/core/hedging/band.ts', 'src/core/pricing/greeks.ts')).toBe(true)
  expect(isAbove('src/core', 'src/core/market/bar.ts', 'src/core/error.ts')).toBe(true)
  expect(isAbove('src/core', 'src/core/error.ts', 'src/core/market/bar.ts')).toBe(false)
  expect(isAbove('training', 'training/judge/evaluate.ts', 'training/fit/predict.ts')).toBe(true)
})
