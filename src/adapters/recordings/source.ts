import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { basename } from 'node:path'
import { Fault } from '../../core/error'
import { orderBookFile } from './formats/lobster'
import type { FormatName } from './formats'
import type { Line } from './formats/format'
import { readLines } from './lines'

/** One import: a file, or the two files of a LOBSTER day. */
export type Source = { readonly name: string; readonly paths: readonly string[] }

/** Files grouped into sources: LOBSTER message files take their order book file along, which need not be named. */
export const sourcesOf = (format: FormatName, files: readonly string[]): readonly Source[] => {
  if (format !== 'lobster') return files.map((path) => ({ name: basename(path), paths: [path] }))
  const isBook = (path: string): boolean => /_orderbook_\d+\.csv(?:\.gz)?$/.test(path)
  return files
    .filter((path) => !isBook(path))
    .map((path) => {
      const name = basename(path)
      const book = orderBookFile(path)
      if (book === undefined)
        throw new Fault('bad-input', `${name}: row 1: not named TICKER_YYYY-MM-DD_start_end_message_N.csv`)
      if (!existsSync(book))
        throw new Fault('bad-input', `${name}: row 1: its order book file ${basename(book)} is missing`)
      return { name, paths: [path, book] }
    })
}

/** sha256 of the files' bytes, one after the other. */
export const hashSource = async ({ paths }: Source): Promise<string> => {
  const hash = createHash('sha256')
  for (const path of paths) for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer)
  return hash.digest('hex')
}

const pairLines = async function* (path: string, other: string, name: string): AsyncGenerator<readonly Line[]> {
  const second = readLines(other, basename(other))
  let waiting: readonly Line[] = []
  let used = 0
  const take = async (): Promise<Line | undefined> => {
    while (used === waiting.length) {
      const next = await second.next()
      if (next.done) return undefined
      waiting = next.value
      used = 0
    }
    return waiting[used++]
  }
  const uneven = (row: number): Fault =>
    new Fault('bad-input', `${name}: row ${row}: the order book file has another number of rows`)
  let number = 0
  for await (const lines of readLines(path, name)) {
    const pairs: Line[] = []
    for (const line of lines) {
      const partner = await take()
      if (partner === undefined) throw uneven(line.number)
      number = line.number
      pairs.push({ number, raw: `${line.raw},${partner.raw}` })
    }
    yield pairs
  }
  if ((await take()) !== undefined) throw uneven(number + 1)
}

/** The lines of a source in batches; those of two files joined with a comma. */
export const sourceLines = ({ name, paths }: Source): AsyncGenerator<readonly Line[]> =>
  paths.length === 2 ? pairLines(paths[0], paths[1], name) : readLines(paths[0], name)
