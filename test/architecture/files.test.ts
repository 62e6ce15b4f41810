import { dirname } from 'node:path'
import { filesBelow, importsOf, linesOf, sources } from './source-tree'

const mostFiles = 1_000
const mostFragments = 10

/** Families of a contract: a member is a file of its own, however short. */
const families = [
  'src/core/features/',
  'src/core/hedging/bands/',
  'src/core/risk/gate/checks/',
  'src/adapters/recordings/formats/',
  'src/app/config/file/sections/',
  'src/app/service/web/routes/',
]

const importersOf = (files: readonly string[]): Map<string, string[]> => {
  const importers = new Map<string, string[]>()
  for (const file of files)
    for (const target of new Set(importsOf(file))) importers.set(target, [...(importers.get(target) ?? []), file])
  return importers
}

/**
 * Fragments: files under 40 lines with exactly one importer, in their own folder, and no test of their own. Such a file
 * belongs in its importer.
 */
const fragments = (): string[] => {
  const importers = importersOf(sources)
  const tested = importersOf(filesBelow('test'))
  return sources.filter((file) => {
    const [importer, ...others] = importers.get(file) ?? []
    const alone = importer !== undefined && others.length === 0 && dirname(importer) === dirname(file)
    const member = families.some((family) => file.startsWith(family))
    return alone && !member && !tested.has(file) && linesOf(file) < 40
  })
}

describe('the files of src, models and training', () => {
  test(`are at most ${String(mostFiles)}`, () => {
    expect(sources.length).toBeLessThanOrEqual(mostFiles)
  })

  test('have at most 300 lines each, the benchmarks too', () => {
    expect([...sources, ...filesBelow('bench')].filter((file) => linesOf(file) > 300)).toEqual([])
  })

  test(`hold at most ${String(mostFragments)} fragments`, () => {
    const found = fragments()
    expect(found.slice(mostFragments)).toEqual([])
  })
})
