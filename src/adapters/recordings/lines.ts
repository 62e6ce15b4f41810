import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'
import { Fault } from '../../core/error'
import type { Line } from './formats/format'

const mebibyte = 2 ** 20
const lineCap = mebibyte
/** A gzip that grows more than this much, past the first 64 MiB, is an attack and no recording. */
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

/**
 * The lines of a plain or gzip file, in batches, without line ends; blank lines are left out but counted. `bad-input`
 * faults that name file and row: a '.gz' that is none, a truncated or damaged one, one that grows beyond all measure, a
 * line longer than 1 MiB.
 */
export const readLines = async function* (path: string, name: string): AsyncGenerator<readonly Line[]> {
  const zipped = await isGzip(path)
  if (!zipped && path.endsWith('.gz')) throw new Fault('bad-input', `${name}: row 1: not a gzip file`)
  const file = createReadStream(path, { highWaterMark: 256 * 1024 })
  const decoder = new StringDecoder('utf8')
  let [number, rest, bytes] = [0, '', 0]

  const cut = (text: string): Line[] => {
    const pieces = text.split('\n')
    rest = pieces.pop()!
    const lines: Line[] = []
    for (const piece of pieces) {
      number++
      const raw = piece.endsWith('\r') ? piece.slice(0, -1) : piece
      if (raw.length > lineCap) break
      if (raw !== '') lines.push({ number, raw: number === 1 ? raw.replace(/^\ufeff/, '') : raw })
    }
    if (rest.length > lineCap || pieces.some((piece) => piece.length > lineCap))
      throw new Fault('bad-input', `${name}: row ${number + 1}: a line longer than 1 MiB`)
    return lines
  }

  const source: Readable = zipped ? file.pipe(createGunzip({ chunkSize: 256 * 1024 })) : file
  // pipe does not forward the file's own faults.
  file.on('error', (cause) => source.destroy(cause))
  try {
    for await (const piece of source) {
      bytes += (piece as Buffer).length
      if (zipped && bytes > growthFloor && bytes > growthCap * file.bytesRead)
        throw new Fault('bad-input', `${name}: row ${number + 1}: gzip grows more than ${growthCap} to 1`)
      yield cut(rest + decoder.write(piece as Buffer))
    }
    yield cut(`${rest}${decoder.end()}\n`)
  } catch (cause) {
    if (cause instanceof Fault) throw cause
    const reason = zipped ? 'truncated or damaged gzip' : 'cannot be read'
    throw new Fault('bad-input', `${name}: row ${number + 1}: ${reason}`, { cause })
  } finally {
    file.destroy()
    source.destroy()
  }
}
