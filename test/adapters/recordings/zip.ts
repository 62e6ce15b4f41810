import { crc32, deflateRawSync } from 'node:zlib'

type ZipEntry = {
  readonly name: string
  readonly content: string | Buffer
  /** 8, deflate, where not given. */
  readonly method?: number
  /** Bit 0 says that the entry is encrypted. */
  readonly flags?: number
}

const little = (...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer => {
  const bytes = Buffer.alloc(fields.reduce((sum, [size]) => sum + size, 0))
  let at = 0
  for (const [size, value] of fields) at = bytes.writeUIntLE(value, at, size)
  return bytes
}

/** A zip archive; a name that ends with '/' is a folder. */
export const zipOf = (entries: readonly ZipEntry[]): Buffer => {
  const [files, directory]: [Buffer[], Buffer[]] = [[], []]
  let offset = 0
  for (const { name, content, method = 8, flags = 0 } of entries) {
    const plain = Buffer.from(content)
    const packed = method === 8 ? deflateRawSync(plain) : plain
    const shared = little(
      ...([
        [2, 20],
        [2, flags],
        [2, method],
        [4, 0],
        [4, crc32(plain)],
        [4, packed.length],
        [4, plain.length],
        [2, name.length],
        [2, 0],
      ] as const),
    )
    const local = Buffer.concat([little([4, 0x04034b50]), shared, Buffer.from(name), packed])
    const rest = little([2, 0], [2, 0], [2, 0], [4, 0], [4, offset])
    directory.push(little([4, 0x02014b50], [2, 20]), shared, rest, Buffer.from(name))
    files.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const counts = little([2, 0], [2, 0], [2, entries.length], [2, entries.length])
  const end = Buffer.concat([little([4, 0x06054b50]), counts, little([4, central.length], [4, offset], [2, 0])])
  return Buffer.concat([...files, central, end])
}
