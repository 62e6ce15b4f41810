import * as tf from '@tensorflow/tfjs'
import { modelFiles, networkOf } from '../../models/store/model-files'

/**
 * A result of a step as files by name, each in consecutive pieces, so that the columns of a long recording are not
 * copied.
 */
export type Packed = Readonly<Record<string, readonly Uint8Array[]>>

const arrays = { $f64: Float64Array, $f32: Float32Array, $i32: Int32Array, $u8: Uint8Array } as const
type Tag = keyof typeof arrays
type Column = InstanceType<(typeof arrays)[Tag]>

const tagOf = (value: object): Tag | undefined =>
  (Object.keys(arrays) as Tag[]).find((tag) => Object.getPrototypeOf(value) === arrays[tag].prototype)

const isNetwork = (value: object): value is tf.LayersModel => value instanceof tf.LayersModel

const ALIGNMENT = 8
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT

/**
 * A plain value with typed arrays and networks in it as files: `value.json` says where in `columns.bin` each array
 * lies, and a network stands in two files of its own, in TensorFlow's layout. Equal values give the same bytes, in
 * whatever order their members were written. Absent members stay absent; NaN and infinities are kept.
 */
export const packResult = async (value: unknown): Promise<Packed> => {
  const columns: Column[] = []
  const files: Record<string, readonly Uint8Array[]> = {}
  let length = 0
  const place = (column: Column): number => {
    const at = length
    columns.push(column)
    length += aligned(column.byteLength)
    return at
  }
  const walk = async (own: unknown): Promise<unknown> => {
    if (typeof own === 'number' && !Number.isFinite(own)) return { $number: String(own) }
    if (typeof own !== 'object' || own === null) return own
    if (Array.isArray(own)) {
      const items: unknown[] = []
      for (const item of own) items.push(await walk(item))
      return items
    }
    const tag = tagOf(own)
    if (tag !== undefined) return { [tag]: [place(own as Column), (own as Column).length] }
    if (isNetwork(own)) {
      const name = `network-${Object.keys(files).length / 2}`
      const { 'model.json': json, 'weights.bin': weights } = await modelFiles(own)
      files[`${name}.model.json`] = [json]
      files[`${name}.weights.bin`] = [weights]
      return { $network: name }
    }
    const members: Record<string, unknown> = {}
    for (const name of Object.keys(own).sort()) members[name] = await walk((own as Record<string, unknown>)[name])
    return members
  }
  const json = Buffer.from(JSON.stringify((await walk(value)) ?? null))
  const bin = columns.flatMap(({ buffer, byteOffset, byteLength }) => {
    const piece = new Uint8Array(buffer, byteOffset, byteLength)
    return byteLength === aligned(byteLength) ? [piece] : [piece, new Uint8Array(aligned(byteLength) - byteLength)]
  })
  return { 'value.json': [json], 'columns.bin': bin, ...files }
}

/**
 * The value that `packResult` packed, networks on the backend in use; the caller disposes of them. `files` returns the
 * bytes of a file.
 */
export const unpackResult = async (files: (name: string) => Promise<Uint8Array>): Promise<unknown> => {
  const bin = await files('columns.bin')
  // Copied only where the bytes do not begin on a boundary of eight.
  const bytes = bin.byteOffset % ALIGNMENT === 0 ? bin : Uint8Array.from(bin)
  const walk = async (own: unknown): Promise<unknown> => {
    if (typeof own !== 'object' || own === null) return own
    if (Array.isArray(own)) {
      const items: unknown[] = []
      for (const item of own) items.push(await walk(item))
      return items
    }
    const [[name, member] = ['', undefined]] = Object.entries(own)
    if (name === '$number') return Number(member)
    if (name === '$network')
      return networkOf({
        'model.json': await files(`${String(member)}.model.json`),
        'weights.bin': await files(`${String(member)}.weights.bin`),
      })
    if (name in arrays) {
      const [at, length] = member as [number, number]
      return new arrays[name as Tag](bytes.buffer as ArrayBuffer, bytes.byteOffset + at, length)
    }
    const members: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(own)) members[key] = await walk(value)
    return members
  }
  return walk(JSON.parse(Buffer.from(await files('value.json')).toString('utf8')))
}
