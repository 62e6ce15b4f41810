import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { Fault } from '../../core/error'
import { formats, type FormatName } from './formats'
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
 * What ends the lines of a text: a carriage return where one stands alone and no line feed does. Undefined where
 * nothing tells yet, as at a carriage return that a line feed may follow.
 */
const lineEndOf = (text: Buffer): number | undefined => {
  if (text.includes(newline)) return newline
  const at = text.indexOf(carriageReturn)
  return at >= 0 && at < text.length - 1 ? carriageReturn : undefined
}

/**
 * The lines of a file, unpacked, in batches, without line ends; blank lines are left out but counted. `bad-input`
 * faults that name file and row: those of `unpacked`, a line longer than 1 MiB, lines that end some with a carriage
 * return and some with a line feed.
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
  let lineEnd: number | undefined

  const cut = (text: Buffer): SourceLine[] => {
    const lines: SourceLine[] = []
    let from = 0
    lineEnd ??= lineEndOf(text)
    if (lineEnd === carriageReturn && text.includes(newline))
      throw refuse('some lines before it end with a carriage return alone, others with a line feed; save it with one')
    const ending = lineEnd ?? newline
    for (let end = text.indexOf(ending); end >= 0; end = text.indexOf(ending, from)) {
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
  yield cut(Buffer.concat([rest, Buffer.of(lineEnd ?? newline)]))
}

/**
 * One import: a file, an entry of an archive, all entries of an archive where their names tell what the rows are of, or
 * the messages of a LOBSTER day with its order book.
 */
export type ImportSource = {
  readonly name: string
  readonly files: readonly DataFile[]
  readonly book?: DataFile | undefined
}

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

const isNamed = (format: FormatName): boolean => formats[format].split === 'named'

/**
 * The sources of the file or entries at a path. The order books of LOBSTER go with their message files, which take them
 * along where they are not named; entries whose names tell what their rows are of are one source.
 */
export const sourcesOf = (format: FormatName, files: readonly DataFile[]): readonly ImportSource[] => {
  if (isNamed(format) && files.length > 0)
    return [{ name: files.length === 1 ? nameOf(files[0]) : basename(files[0].path), files }]
  if (format !== 'lobster') return files.map((file) => ({ name: nameOf(file), files: [file] }))
  return files
    .filter((file) => !isOrderBook(file))
    .map((file) => ({ name: nameOf(file), files: [file], book: orderBookOf(file, files) }))
}

/**
 * sha256 of the bytes of files, one after the other: as they are on the disk, those of an archive unpacked. Where names
 * tell what the rows are of, equal rows are no repetition: the names are hashed too.
 */
export const hashSource = async ({ files, book }: ImportSource, format: FormatName): Promise<string> => {
  const hash = createHash('sha256')
  for (const file of book === undefined ? files : [...files, book]) {
    if (isNamed(format)) hash.update(`${basename(nameOf(file))}\n`)
    for await (const bytes of storedBytes(file)) hash.update(bytes)
  }
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

/** The lines of a source of one file in batches; those of messages and order book joined with a comma. */
export const sourceLines = (
  { name, files, book }: ImportSource,
  onEncoding?: (encoding: Encoding) => void,
): AsyncGenerator<readonly SourceLine[]> =>
  book === undefined ? readLines(files[0], name, onEncoding) : pairLines(files[0], book, name)

/** The lines of every file of a source, each behind the file's own name and a comma. */
export const namedLines = async function* ({ files }: ImportSource): AsyncGenerator<readonly SourceLine[]> {
  for (const file of files) {
    const name = basename(nameOf(file))
    for await (const lines of readLines(file, nameOf(file)))
      yield lines.map(({ number, raw }) => ({ number, raw: `${name},${raw}` }))
  }
}

/** Lines, or characters, enough to tell a dialect by. */
const [headLines, headText] = [1000, 2 ** 21]

/** The first lines of a source: at most a thousand, fewer where they are long. */
export const headOf = async (source: ImportSource): Promise<Head> => {
  const lines: SourceLine[] = []
  let encoding: Encoding = 'utf8'
  let left = headText
  for await (const batch of sourceLines(source, (told) => (encoding = told)))
    for (const line of batch) {
      if (lines.length === headLines || (left <= 0 && lines.length > 1)) return { file: source.name, encoding, lines }
      lines.push(line)
      left -= line.raw.length
    }
  return { file: source.name, encoding, lines }
}
