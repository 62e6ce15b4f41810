import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'
import { Fault } from '../../core/error'
import type { FormatName } from './formats'
import type { Encoding, Head } from './formats/dialect'
import type { SourceLine } from './formats/format'
import { orderBookFile } from './formats/lobster'
import { LineOfBytes } from './formats/source-line'

const mebibyte = 2 ** 20
const lineCap = mebibyte
const [newline, carriageReturn] = [10, 13]
const byteOrderMark = Buffer.from('\ufeff')
/** A gzip that grows more than this much, past the first 64 MiB, is refused as a decompression bomb. */
const growthCap = 200
const growthFloor = 64 * mebibyte

const isGzip = async (path: string): Promise<boolean> => {
  const handle = await open(path)
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}

/** UTF-16 as Windows programs write it begins with a byte order mark. */
const encodingOf = (first: Buffer): Encoding => (first[0] === 0xff && first[1] === 0xfe ? 'utf16le' : 'utf8')

/**
 * The lines of a plain or gzip file, in batches, without line ends; blank lines are left out but counted. `bad-input`
 * faults that name file and row: a '.gz' that is none, a truncated or damaged one, one that expands more than 200 to 1,
 * a line longer than 1 MiB.
 */
const readLines = async function* (
  path: string,
  name: string,
  onEncoding: (encoding: Encoding) => void = () => undefined,
): AsyncGenerator<readonly SourceLine[]> {
  const zipped = await isGzip(path)
  if (!zipped && path.endsWith('.gz')) throw new Fault('bad-input', `${name}: row 1: not a gzip file`)
  const file = createReadStream(path, { highWaterMark: 256 * 1024 })
  const tooLong = (row: number): Fault => new Fault('bad-input', `${name}: row ${row}: a line longer than 1 MiB`)
  let [number, bytes] = [0, 0]
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

  const source: Readable = zipped ? file.pipe(createGunzip({ chunkSize: 256 * 1024 })) : file
  // `pipe` does not forward errors of the file stream.
  file.on('error', (cause) => source.destroy(cause))
  try {
    for await (const piece of source) {
      bytes += (piece as Buffer).length
      if (zipped && bytes > growthFloor && bytes > growthCap * file.bytesRead)
        throw new Fault('bad-input', `${name}: row ${number + 1}: gzip grows more than ${growthCap} to 1`)
      let text = piece as Buffer
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
  } catch (cause) {
    if (cause instanceof Fault) throw cause
    const reason = zipped ? 'truncated or damaged gzip' : 'cannot be read'
    throw new Fault('bad-input', `${name}: row ${number + 1}: ${reason}`, { cause })
  } finally {
    file.destroy()
    source.destroy()
  }
}

/** One import: a file, or the two files of a LOBSTER day. */
export type ImportSource = { readonly name: string; readonly paths: readonly string[] }

/** Whether a file is the order book of a LOBSTER day, which goes with its messages. */
export const isOrderBook = (path: string): boolean => /_orderbook_\d+\.csv(?:\.gz)?$/.test(path)

/** Files grouped into sources: LOBSTER message files take their order book file along, which need not be named. */
export const sourcesOf = (format: FormatName, files: readonly string[]): readonly ImportSource[] => {
  if (format !== 'lobster') return files.map((path) => ({ name: basename(path), paths: [path] }))
  return files
    .filter((path) => !isOrderBook(path))
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
export const hashSource = async ({ paths }: ImportSource): Promise<string> => {
  const hash = createHash('sha256')
  for (const path of paths) for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer)
  return hash.digest('hex')
}

const pairLines = async function* (path: string, other: string, name: string): AsyncGenerator<readonly SourceLine[]> {
  const second = readLines(other, basename(other))
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
  for await (const lines of readLines(path, name)) {
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
  { name, paths }: ImportSource,
  onEncoding?: (encoding: Encoding) => void,
): AsyncGenerator<readonly SourceLine[]> =>
  paths.length === 2 ? pairLines(paths[0], paths[1], name) : readLines(paths[0], name, onEncoding)

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
