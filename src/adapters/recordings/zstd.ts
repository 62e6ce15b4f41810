import { Decompress } from 'fzstd'
import xxhash from 'xxhash-wasm'

const frameMark = 0xfd2fb528
/** Frames that carry no data begin with one of sixteen marks that differ in their last four bits. */
export const skippedMark = 0x0184d2a5
const blockCap = 128 * 1024
/** What `zstd` itself takes without being asked for more. */
const windowCap = 128 * 2 ** 20
const [repeated, reserved] = [1, 3]

type Source = {
  /** So many bytes, or fewer where the file ends before. */
  take(length: number): Promise<Buffer>
  skip(length: number): Promise<void>
}

const startSource = (packed: AsyncIterable<Buffer>): Source => {
  const pieces = packed[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  const take = async (length: number): Promise<Buffer> => {
    const parts = [rest]
    let held = rest.length
    while (held < length) {
      const next = await pieces.next()
      if (next.done) break
      parts.push(next.value)
      held += next.value.length
    }
    const all = parts.length === 1 ? rest : Buffer.concat(parts)
    rest = all.subarray(length)
    return all.subarray(0, length)
  }
  const skip = async (length: number): Promise<void> => {
    for (let left = length; left > 0;) {
      const { length: got } = await take(Math.min(left, blockCap))
      if (got === 0) throw new Error('it ends within a frame')
      left -= got
    }
  }
  return { take, skip }
}

const exactly = async (source: Source, length: number): Promise<Buffer> => {
  const bytes = await source.take(length)
  if (bytes.length < length) throw new Error('it ends within a frame')
  return bytes
}

type Header = {
  readonly bytes: Buffer
  readonly hasChecksum: boolean
  /** Bytes of the content; undefined where not stated. */
  readonly size: number | undefined
}

const sizeOf = (field: Buffer): number | undefined => {
  if (field.length === 0) return undefined
  if (field.length === 8) return Number(field.readBigUInt64LE())
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0)
}

/** The header of a frame after its mark, RFC 8878 3.1.1.1. */
const readHeader = async (source: Source): Promise<Header> => {
  const [descriptor] = await exactly(source, 1)
  const isSingle = (descriptor & 32) !== 0
  if ((descriptor & 8) !== 0) throw new Error('a reserved bit is set')
  if ((descriptor & 3) !== 0) throw new Error('it needs a dictionary')
  const sizeLength = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]
  const fields = await exactly(source, (isSingle ? 0 : 1) + sizeLength)
  const size = sizeOf(fields.subarray(fields.length - sizeLength))
  const base = 2 ** (10 + (fields[0] >> 3))
  const window = isSingle ? size! : base + (base / 8) * (fields[0] & 7)
  if (window > windowCap) throw new Error('it needs a window of more than 128 MiB')
  const mark = Buffer.alloc(5)
  mark.writeUInt32LE(frameMark)
  mark[4] = descriptor
  return { bytes: Buffer.concat([mark, fields]), hasChecksum: (descriptor & 4) !== 0, size }
}

/** One frame after its mark, piece by piece, each of at most 128 KiB. */
const readFrame = async function* (source: Source): AsyncGenerator<Buffer> {
  const header = await readHeader(source)
  const hash = (await xxhash()).create64()
  const pieces: Buffer[] = []
  let size = 0
  const frame = new Decompress((piece) => {
    if (piece.length === 0) return
    size += piece.length
    hash.update(piece)
    pieces.push(Buffer.from(piece.buffer, piece.byteOffset, piece.length))
  })
  frame.push(header.bytes)
  for (let isLast = false; !isLast;) {
    const start = await exactly(source, 3)
    const about = start.readUIntLE(0, 3)
    const [type, length] = [(about >> 1) & 3, about >> 3]
    isLast = (about & 1) === 1
    if (type === reserved || length > blockCap) throw new Error('a block is of no known kind')
    frame.push(Buffer.concat([start, await exactly(source, type === repeated ? 1 : length)]))
    yield* pieces.splice(0)
  }
  const checksum = header.hasChecksum ? await exactly(source, 4) : Buffer.alloc(0)
  frame.push(checksum, true)
  yield* pieces.splice(0)
  if (header.size !== undefined && header.size !== size) throw new Error('a frame has not the size that it states')
  if (header.hasChecksum && BigInt(checksum.readUInt32LE()) !== (hash.digest() & 0xffffffffn))
    throw new Error('a frame has not the checksum that it states')
}

/**
 * The content of Zstandard frames, RFC 8878, one after the other. Throws where a frame is truncated or damaged, has not
 * the size or checksum that it states, needs a dictionary or a window of more than 128 MiB. A frame without a checksum
 * may be damaged unnoticed.
 */
export const readFrames = async function* (packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = startSource(packed)
  for (;;) {
    const start = await source.take(4)
    if (start.length === 0) return
    if (start.length < 4) throw new Error('it ends within a frame')
    const mark = start.readUInt32LE()
    if (mark === frameMark) yield* readFrame(source)
    else if (mark >>> 4 === skippedMark) await source.skip((await exactly(source, 4)).readUInt32LE())
    else throw new Error('what follows a frame is none')
  }
}
