import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { sources } from './source-tree'

const root = resolve(__dirname, '../..')

/** What code that takes a symbol apart looks like: cut at a dash, or matched against dates, strikes, calls and puts. */
const parsing = [
  /split\(\s*(?:'[-_]'|\/\[[^\]]*[-_][^\]]*\]\/)\s*\)/,
  /\[A-Z\]\{3\}/,
  /\(\[CP\]\)|-\[CP\]/,
  /'PERPETUAL'/,
]

const parses = (text: string): boolean => parsing.some((pattern) => pattern.test(text))

describe('the names of instruments', () => {
  test('are read in src/core/market/venues and nowhere else', () => {
    const readers = sources.filter((file) => parses(readFileSync(resolve(root, file), 'utf8')))
    expect(readers.filter((file) => !file.startsWith('src/core/market/venues/'))).toEqual([])
    expect(readers.length).toBeGreaterThan(2)
  })

  test.each([
    "symbol.split('-')[0]",
    'symbol.split(/[-_/]/)',
    '/^([A-Z]+)-(\\d+[A-Z]{3}\\d{2})$/',
    "date === 'PERPETUAL'",
  ])('%s reads one', (text) => expect(parses(text)).toBe(true))
})
