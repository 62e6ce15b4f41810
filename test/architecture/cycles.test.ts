import { importsOf, sources } from './source-tree'

/** A file and one that it imports. */
type Import = readonly [file: string, target: string]

/**
 * The children of `src` stand at the root beside `models` and `training`: the service imports the models, which import
 * the core, and the command line alone imports the training.
 */
const stepsOf = (file: string): string[] => file.replace(/^src\//, '').split('/')

/**
 * The imports as each folder sees them: by folder, which of its children (files and folders) imports which. An import
 * belongs to the deepest folder that holds both its ends.
 */
const childImports = (imports: readonly Import[]): Map<string, Map<string, Set<string>>> => {
  const folders = new Map<string, Map<string, Set<string>>>()
  for (const [file, target] of imports) {
    const from = stepsOf(file)
    const to = stepsOf(target)
    const depth = from.findIndex((step, index) => step !== to[index])
    const [child, imported] = [from[depth], to[depth]]
    if (child === undefined || imported === undefined) continue
    const folder = from.slice(0, depth).join('/')
    const children = folders.get(folder) ?? new Map<string, Set<string>>()
    folders.set(folder, children.set(child, (children.get(child) ?? new Set()).add(imported)))
  }
  return folders
}

/** The children that import themselves by way of others. */
const ringOf = (children: ReadonlyMap<string, ReadonlySet<string>>): string[] => {
  const reached = (start: string): Set<string> => {
    const seen = new Set(children.get(start))
    for (const child of seen) for (const next of children.get(child) ?? []) seen.add(next)
    return seen
  }
  return [...children.keys()].filter((child) => reached(child).has(child)).sort()
}

/** By folder, the children in a cycle. */
const cyclesOf = (imports: readonly Import[]): Map<string, string[]> =>
  new Map(
    [...childImports(imports)]
      .map(([folder, children]) => [folder, ringOf(children)] as const)
      .filter(([, ring]) => ring.length > 0),
  )

describe('imports, of types too', () => {
  const cycles = cyclesOf(sources.flatMap((file) => importsOf(file).map((target): Import => [file, target])))

  test('form no cycle among the files and folders of any folder', () => {
    expect([...cycles]).toEqual([])
  })

  test('are refused when two folders import each other, and when three files do in a ring', () => {
    const pair: Import[] = [
      ['src/core/a/one.ts', 'src/core/b/two.ts'],
      ['src/core/b/three.ts', 'src/core/a/four.ts'],
      ['src/core/c.ts', 'src/core/d.ts'],
    ]
    expect([...cyclesOf(pair)]).toEqual([['core', ['a', 'b']]])
    const ring: Import[] = [
      ['models/a.ts', 'models/b.ts'],
      ['models/b.ts', 'models/c.ts'],
      ['models/c.ts', 'models/a.ts'],
    ]
    expect([...cyclesOf(ring)]).toEqual([['models', ['a.ts', 'b.ts', 'c.ts']]])
  })

  test('are allowed from the service to the models and from the models to the core', () => {
    const layers: Import[] = [
      ['src/app/a.ts', 'models/b.ts'],
      ['models/b.ts', 'src/core/c.ts'],
      ['src/cli/d.ts', 'training/e.ts'],
      ['training/e.ts', 'src/core/c.ts'],
    ]
    expect([...cyclesOf(layers)]).toEqual([])
  })
})
