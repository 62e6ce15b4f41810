import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { crc32, createGunzip } from 'node:zlib'
import { openPromise, type Entry } from 'yauzl'
import { Fault } from '../../core/error'
import { readFrames, skippedMark } from './zstd'

/** A file that is read, or an entry of a zip archive. */
export type DataFile = {
  readonly path: string
  readonly entry?: Entry | undefined
  /** What else the archive holds and is not read. */
  readonly note?: string | undefined
}

/** Makes the fault of a reason, which names file and row. */
export type Refuse = (reason: string, cause?: unknown) => Fault

/** What grows more than so many times its packed size, past the first 64 MiB, is refused as a decompression bomb. */
const growthCap = 200
const growthFloor = 64 * 2 ** 20
const pieceSize = 256 * 1024

type Packing = 'gzip' | 'zip' | 'zstd'
const endings: Readonly<Record<Packing, string>> = { gzip: '.gz', zip: '.zip', zstd: '.zst' }

/** How bytes are packed, told by how they begin; undefined where they are not. */
const packingOf = (first: Buffer): Packing | undefined => {
  if (first.length < 4) return undefined
  if (first[0] === 0x1f && first[1] === 0x8b) return 'gzip'
  const mark = first.readUInt32LE(0)
  if (mark === 0x04034b50 || mark === 0x06054b50) return 'zip'
  // A frame, or one that is to be skipped.
  return mark === 0xfd2fb528 || mark >>> 4 === skippedMark ? 'zstd' : undefined
}

const startOf = async (path: string): Promise<Buffer> => {
  const handle = await open(path)
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** The name of a file in messages: its own, or `archive.zip/entry.csv`. */
export const nameOf = ({ path, entry }: DataFile): string =>
  entry === undefined ? basename(path) : `${basename(path)}/${entry.fileName}`

/** Returns what counts the bytes that came out and throws where they are too many for those that went in. */
const bounded = (packing: Packing, packed: () => number, refuse: Refuse): ((piece: Uint8Array) => void) => {
  let bytes = 0
  return ({ length }) => {
    bytes += length
    if (bytes > growthFloor && bytes > growthCap * packed())
      throw refuse(`${packing} grows more than ${growthCap} to 1`)
  }
}

const refused = (cause: unknown, reason: string, refuse: Refuse): Fault =>
  cause instanceof Fault ? cause : refuse(reason, cause)

const readFile = async function* (path: string, packing: 'gzip' | undefined, refuse: Refuse): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: pieceSize })
  const source: Readable = packing === undefined ? file : file.pipe(createGunzip({ chunkSize: pieceSize }))
  // `pipe` does not forward errors of the file stream.
  file.on('error', (cause) => source.destroy(cause))
  const check = packing === undefined ? undefined : bounded(packing, () => file.bytesRead, refuse)
  try {
    for await (const piece of source) {
      check?.(piece as Buffer)
      yield piece as Buffer
    }
  } catch (cause) {
    throw refused(cause, packing === undefined ? 'cannot be read' : 'truncated or damaged gzip', refuse)
  } finally {
    file.destroy()
    source.destroy()
  }
}

const readZstd = async function* (path: string, refuse: Refuse): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: pieceSize })
  const check = bounded('zstd', () => file.bytesRead, refuse)
  try {
    for await (const piece of readFrames(file)) {
      check(piece)
      yield piece
    }
  } catch (cause) {
    const reason = cause instanceof Error ? `: ${cause.message}` : ''
    throw refused(cause, `truncated or damaged zstd${reason}`, refuse)
  } finally {
    file.destroy()
  }
}

const readEntry = async function* (path: string, entry: Entry, refuse: Refuse): AsyncGenerator<Buffer> {
  const check = bounded('zip', () => entry.compressedSize, refuse)
  let stream: Readable | undefined
  let archive: Awaited<ReturnType<typeof openPromise>> | undefined
  let [sum, isFirst] = [0, true]
  try {
    archive = await openPromise(path)
    stream = await archive.openReadStreamPromise(entry)
    for await (const some of stream) {
      const piece = some as Buffer
      check(piece)
      sum = crc32(piece, sum)
      if (isFirst && packingOf(piece) !== undefined)
        throw refuse(`${packingOf(piece)} within a zip archive: unpack the archive first`)
      isFirst = false
      yield piece
    }
    if (sum !== entry.crc32) throw refuse('damaged zip: its bytes do not have the checksum that it states')
  } catch (cause) {
    throw refused(cause, 'truncated or damaged zip', refuse)
  } finally {
    stream?.destroy()
    archive?.close()
  }
}

/**
 * The bytes of a file as they were before it was packed: plain, gzip, Zstandard or an entry of a zip, told by how it
 * begins and not by its name. Throws what `refuse` makes of a file that cannot be read, is truncated or damaged, is not
 * packed as its name says or grows more than 200 to 1 past 64 MiB; nothing is to be kept of it then.
 */
export const unpacked = async function* ({ path, entry }: DataFile, refuse: Refuse): AsyncGenerator<Buffer> {
  if (entry !== undefined) return yield* readEntry(path, entry, refuse)
  const packing = await startOf(path).then(packingOf, (cause: unknown) => {
    throw refuse('cannot be read', cause)
  })
  const stated = (['gzip', 'zip', 'zstd'] as const).find((name) => path.endsWith(endings[name]))
  if (packing === undefined && stated !== undefined) throw refuse(`not a ${stated} file`)
  if (packing === 'zip') throw refuse('a zip archive where one file belongs: unpack it first')
  yield* packing === 'zstd' ? readZstd(path, refuse) : readFile(path, packing, refuse)
}

/** The bytes of a file as they are on the disk; those of an entry unpacked. */
export const storedBytes = (file: DataFile): AsyncIterable<Buffer> => {
  const refuse: Refuse = (reason, cause) => new Fault('bad-input', `${nameOf(file)}: row 1: ${reason}`, { cause })
  return file.entry === undefined ? readFile(file.path, undefined, refuse) : unpacked(file, refuse)
}

const isFolder = (entry: Entry): boolean => entry.fileName.endsWith('/')
/** What macOS adds to an archive beside the files. */
const isOfMacOs = (entry: Entry): boolean =>
  entry.fileName.startsWith('__MACOSX/') || /(?:^|\/)\.DS_Store$/.test(entry.fileName)
const isCsv = (entry: Entry): boolean => entry.fileName.toLowerCase().endsWith('.csv')

const entriesOf = async (path: string): Promise<readonly Entry[]> => {
  const refuse: Refuse = (reason, cause) =>
    new Fault('bad-input', `${basename(path)}: row 1: ${reason}`, cause === undefined ? {} : { cause })
  const entries: Entry[] = []
  let [size, packedSize] = [0, 0]
  const archive = await openPromise(path).catch((cause: unknown) => {
    throw refuse('truncated or damaged zip', cause)
  })
  try {
    for await (const entry of archive.eachEntry()) {
      if (isFolder(entry) || isOfMacOs(entry)) continue
      const name = `its entry ${entry.fileName}`
      if (entry.isEncrypted()) throw refuse(`${name} is encrypted: unpack it first`)
      if (!entry.canDecodeFileData())
        throw refuse(`${name} is packed by method ${entry.compressionMethod}, which is not read: unpack it first`)
      size += entry.uncompressedSize
      packedSize += entry.compressedSize
      entries.push(entry)
    }
    // Entries may share their packed bytes.
    if (size > growthFloor && size > growthCap * Math.min(packedSize, archive.fileSize))
      throw refuse(`zip grows more than ${growthCap} to 1`)
  } catch (cause) {
    throw refused(cause, 'truncated or damaged zip', refuse)
  } finally {
    archive.close()
  }
  if (entries.some(({ fileName }) => fileName === '[Content_Types].xml'))
    throw refuse('a spreadsheet or other document of an office program: save it as CSV')
  if (entries.length === 0) throw refuse('a zip archive without a file')
  return entries
}

/**
 * The file at a path or, where it is a zip archive, its entries: those named .csv where there are any, else all. A
 * `bad-input` fault for an archive that is truncated, encrypted, empty, packed by an unusual method or grows more than
 * 200 to 1 past 64 MiB.
 */
export const dataFiles = async (path: string): Promise<readonly DataFile[]> => {
  const packing = await startOf(path).then(packingOf, () => undefined)
  if (packing !== 'zip') return [{ path }]
  const entries = await entriesOf(path)
  const data = entries.some(isCsv) ? entries.filter(isCsv) : entries
  const others = entries.filter((entry) => !data.includes(entry)).map(({ fileName }) => fileName)
  const note = others.length > 0 ? `does not read ${others.join(', ')}` : undefined
  return data.map((entry) => ({ path, entry, note }))
}
