import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { Fault } from '../../core/error'
import type { FormatName } from './formats'
import type { Encoding, Head } from './formats/dialect'
import type { SourceLine } from './formats/format'
import { orderBookFile } from './formats/lobster'
import { LineOfBytes } from './formats/source-line'
import { nameOf, storedBytes, unpacked, type DataFile } from './unpack'

const lineCap = 2 ** 20
const [newline, carriageReturn] = [10, 13]
const byteOrderMark = Buffer.from('\ufeff')

/** UTF-16 as Windows programs write it begins with a byte order mark. */
const encodingOf = (first: Buffer): Encoding => (first[0] === 0xff && first[1] === 0xfe ? 'utf16le' : 'utf8')

/**
 * The lines of a file, unpacked, in batches, without line ends; blank lines are left out but counted. `bad-input`
 * faults that name file and row: those of `unpacked`, a line longer than 1 MiB.
 */
const readLines = async function* (
  file: DataFile,
  name: string,
  onEncoding: (encoding: Encoding) => void = () => undefined,
): AsyncGenerator<readonly SourceLine[]> {
  const tooLong = (row: number): Fault => new Fault('bad-input', `${name}: row ${row}: a line longer than 1 MiB`)
  let number = 0
  let rest: Buffer = Buffer.alloc(0)
  let utf16: StringDecoder | undefined
  let isFirst = true

  const cut = (text: Buffer): SourceLine[] => {
    const lines: SourceLine[] = []
    let from = 0
    for (let end = text.indexOf(newline); end >= 0; end = text.indexOf(newline, from)) {
      number++
      if (number === 1 && text.subarray(from, end).indexOf(byteOrderMark) === 0) from += byteOrderMark.length
      const to = end > from && text[end - 1] === carriageReturn ? end - 1 : end
      if (to - from > lineCap) throw tooLong(number)
      if (to > from) lines.push(new LineOfBytes(number, text, from, to))
      from = end + 1
    }
    rest = text.subarray(from)
    if (rest.length > lineCap) throw tooLong(number + 1)
    return lines
  }

  const refuse = (reason: string, cause?: unknown): Fault =>
    new Fault('bad-input', `${name}: row ${number + 1}: ${reason}`, cause === undefined ? {} : { cause })
  for await (const piece of unpacked(file, refuse)) {
    let text = piece
    if (isFirst) {
      const encoding = encodingOf(text)
      onEncoding(encoding)
      if (encoding === 'utf16le') utf16 = new StringDecoder(encoding)
      isFirst = false
    }
    if (utf16 !== undefined) text = Buffer.from(utf16.write(text))
    yield cut(rest.length > 0 ? Buffer.concat([rest, text]) : text)
  }
  yield cut(Buffer.concat([rest, Buffer.of(newline)]))
}

/** One import: a file or entry of an archive, or the two files of a LOBSTER day. */
export type ImportSource = { readonly name: string; readonly files: readonly DataFile[] }

/** Whether a file is the order book of a LOBSTER day, which goes with its messages. */
export const isOrderBook = (file: DataFile): boolean => /_orderbook_\d+\.csv(?:\.gz)?$/.test(nameOf(file))

/** The order book of a LOBSTER message file: in its folder, or beside it in its archive. */
const orderBookOf = (file: DataFile, among: readonly DataFile[]): DataFile => {
  const [{ path, entry }, name] = [file, nameOf(file)]
  const wanted = orderBookFile(entry?.fileName ?? path)
  if (wanted === undefined)
    throw new Fault('bad-input', `${name}: row 1: not named TICKER_YYYY-MM-DD_start_end_message_N.csv`)
  const isWanted = (other: DataFile): boolean => other.path === path && other.entry?.fileName === wanted
  const book = entry === undefined ? { path: wanted } : among.find(isWanted)
  if (book === undefined || !existsSync(book.path))
    throw new Fault('bad-input', `${name}: row 1: its order book file ${basename(wanted)} is missing`)
  return book
}

/** The source of a file; a LOBSTER message file takes its order book file along, which need not be named. */
export const sourceOf = (format: FormatName, file: DataFile, among: readonly DataFile[]): ImportSource => ({
  name: nameOf(file),
  files: format === 'lobster' ? [file, orderBookOf(file, among)] : [file],
})

/** Files as sources: the order books of LOBSTER go with their message files. */
export const sourcesOf = (format: FormatName, files: readonly DataFile[]): readonly ImportSource[] =>
  files.filter((file) => format !== 'lobster' || !isOrderBook(file)).map((file) => sourceOf(format, file, files))

/** sha256 of the bytes of files, one after the other: as they are on the disk, those of an archive unpacked. */
export const hashSource = async ({ name, files }: ImportSource, isNamed: boolean): Promise<string> => {
  const hash = createHash('sha256')
  // Where the name says what the rows are of, equal rows are no repetition.
  if (isNamed) hash.update(`${basename(name)}\n`)
  for (const file of files) for await (const bytes of storedBytes(file)) hash.update(bytes)
  return hash.digest('hex')
}

const pairLines = async function* (
  file: DataFile,
  other: DataFile,
  name: string,
): AsyncGenerator<readonly SourceLine[]> {
  const second = readLines(other, nameOf(other))
  let waiting: readonly SourceLine[] = []
  let used = 0
  const take = async (): Promise<SourceLine | undefined> => {
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
  for await (const lines of readLines(file, name)) {
    const pairs: SourceLine[] = []
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
export const sourceLines = (
  { name, files }: ImportSource,
  onEncoding?: (encoding: Encoding) => void,
): AsyncGenerator<readonly SourceLine[]> =>
  files.length === 2 ? pairLines(files[0], files[1], name) : readLines(files[0], name, onEncoding)

/** Lines enough to tell a dialect by. */
const headLines = 1000

/** The first lines of a source, at least a thousand where there are so many. */
export const headOf = async (source: ImportSource): Promise<Head> => {
  const lines: SourceLine[] = []
  let encoding: Encoding = 'utf8'
  for await (const batch of sourceLines(source, (told) => (encoding = told))) {
    for (const line of batch) lines.push(line)
    if (lines.length >= headLines) break
  }
  return { file: source.name, encoding, lines }
}
