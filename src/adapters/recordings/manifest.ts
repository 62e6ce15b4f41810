import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { Fault } from '../../core/error'
import { manifestPath } from './layout'

const channel = z.enum([
  'trades',
  'quotes',
  'book_snapshot',
  'book_change',
  'derivative_ticker',
  'options',
  'bars',
  'gaps',
  'truth',
])

const part = z.object({
  path: z.string(),
  venue: z.string(),
  symbol: z.string(),
  channel,
  rows: z.number().int().positive(),
  /** Timestamps of the first and last row, microseconds. */
  from: z.number(),
  to: z.number(),
  /** Of regular bars: their distance, microseconds. */
  period: z.number().positive().optional(),
})

const source = z.object({
  file: z.string(),
  sha256: z.string(),
  read: z.number().int().nonnegative(),
  accepted: z.number().int().nonnegative(),
  quarantined: z.record(z.string(), z.number().int().nonnegative()),
  levelChanges: z
    .array(
      z.object({
        instrument: z.object({ venue: z.string(), symbol: z.string() }),
        ...{ at: z.number(), from: z.number(), to: z.number() },
      }),
    )
    .readonly()
    .optional(),
})

const schema = z.object({
  version: z.literal(1),
  origin: z.enum(['real', 'synthetic']),
  title: z.string(),
  licence: z.string(),
  world: z.unknown().optional(),
  sources: z.array(source),
  parts: z.array(part),
})

export type Part = Readonly<z.infer<typeof part>>
/** The content of recording.json: only what it lists is part of the recording. */
export type Manifest = Readonly<z.infer<typeof schema>>

/** The manifest, or undefined where the folder holds no recording. A damaged one is a `bad-input` fault. */
export const readManifest = async (folder: string): Promise<Manifest | undefined> => {
  const path = manifestPath(folder)
  if (!existsSync(path)) return undefined
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new Fault('bad-input', `${path}: not a manifest of a recording`, { cause })
  }
}

/** Replaces the manifest in one step. */
export const writeManifest = async (folder: string, manifest: Manifest): Promise<void> => {
  const path = manifestPath(folder)
  const temporary = `${path}.${randomUUID()}`
  await writeFile(temporary, `${JSON.stringify(manifest, undefined, 2)}\n`)
  await rename(temporary, path)
}
