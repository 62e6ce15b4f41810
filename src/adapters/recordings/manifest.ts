import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { Fault } from '../../core/error'
import type { Instrument, InstrumentId } from '../../core/market/instrument'
import { instrumentFacts } from '../../core/market/venues/instrument-facts'
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
  'funding',
  'delivery_prices',
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
  flagged: z.record(z.string(), z.number().int().positive()).optional(),
  recordedAlready: z.number().int().positive().optional(),
  levelChanges: z
    .array(
      z.object({
        instrument: z.object({ venue: z.string(), symbol: z.string() }),
        ...{ at: z.number(), from: z.number(), to: z.number() },
      }),
    )
    .readonly()
    .optional(),
  notes: z.record(z.string(), z.string()).optional(),
})

const absent = z.number().optional()

/** What is not known is not written. */
const instrument = z.object({
  venue: z.string(),
  symbol: z.string(),
  kind: z.enum(['spot', 'perpetual', 'future', 'option', 'index', 'equity']),
  base: z.string(),
  quote: z.string(),
  settlement: z.enum(['linear', 'inverse', 'quanto']),
  settlementCurrency: z.string(),
  contract: z
    .object({
      size: z.number().positive(),
      unit: z.enum(['base', 'quote']),
      assumed: z.literal(true).exactOptional(),
    })
    .optional(),
  amounts: z.enum(['contracts', 'base', 'quote']).optional(),
  ...{ tick: absent, lot: absent, leastQuantity: absent, leastNotional: absent, expiry: absent },
  option: z
    .object({
      underlying: z.string(),
      type: z.enum(['call', 'put']),
      strike: z.number().positive(),
      exercise: z.enum(['european', 'american']),
    })
    .optional(),
  fees: z.object({ maker: z.number(), taker: z.number() }).optional(),
  impliedVols: z.enum(['fraction', 'percent']).optional(),
})

const schema = z.object({
  version: z.literal(1),
  origin: z.enum(['real', 'synthetic']),
  title: z.string(),
  licence: z.string(),
  world: z.unknown().optional(),
  /** Of the instruments whose venue or importer told what they are. */
  instruments: z.array(instrument).optional(),
  sources: z.array(source),
  parts: z.array(part),
})

export type Part = Readonly<z.infer<typeof part>>
/** The content of recording.json: only what it lists is part of the recording. */
export type Manifest = Readonly<z.infer<typeof schema>>

/** What an instrument is, as its recording has it; undefined where it does not. */
export const ownInstrument = (
  { instruments = [] }: Pick<Manifest, 'instruments'>,
  { venue, symbol }: InstrumentId,
): Instrument | undefined => {
  const own = instruments.find((one) => one.venue === venue && one.symbol === symbol)
  if (own === undefined) return undefined
  const { contract, amounts, tick, lot, leastQuantity, leastNotional, expiry, option, fees, impliedVols, ...rest } = own
  return { ...rest, contract, amounts, tick, lot, leastQuantity, leastNotional, expiry, option, fees, impliedVols }
}

/** What an instrument is, as its recording has it, else as the tables of venues tell. */
export const recordedInstrument = (manifest: Pick<Manifest, 'instruments'>, id: InstrumentId): Instrument | undefined =>
  ownInstrument(manifest, id) ?? instrumentFacts(id.venue, id.symbol)

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

const emptyText = (sources: Manifest['sources']): string => {
  if (sources.length === 0) return 'nothing is recorded yet; import a file, or let the service record first'
  const refused: Record<string, number> = {}
  for (const { quarantined } of sources)
    for (const [reason, rows] of Object.entries(quarantined)) refused[reason] = (refused[reason] ?? 0) + rows
  const rows = sources.reduce((sum, { read }) => sum + read, 0)
  const files = sources.length === 1 ? sources[0].file : `${sources.length} files`
  const reasons = Object.entries(refused).map(([reason, count]) => `${count} ${reason}`)
  return `none of ${rows} rows of ${files} was accepted (${reasons.join(', ')}); import a file whose rows can be read, into a new folder`
}

/** Channels that say nothing without another one beside them. */
const besides: readonly Part['channel'][] = ['gaps', 'truth', 'funding', 'delivery_prices']

/**
 * The manifest of a recording to work with: to train, judge, measure or replay. Throws `missing-data` where the folder
 * holds no recording, and where the recording is empty.
 */
export const readForWork = async (folder: string): Promise<Manifest> => {
  const manifest = await readManifest(folder)
  if (manifest === undefined)
    throw new Fault('missing-data', `${folder}: no recording here (recording.json is missing)`)
  if (manifest.parts.every(({ channel }) => besides.includes(channel)))
    throw new Fault('missing-data', `${folder}: the recording is empty: ${emptyText(manifest.sources)}`)
  return manifest
}

/** Replaces the manifest in one step. */
export const writeManifest = async (folder: string, manifest: Manifest): Promise<void> => {
  const path = manifestPath(folder)
  const temporary = `${path}.${randomUUID()}`
  await writeFile(temporary, `${JSON.stringify(manifest, undefined, 2)}\n`)
  await rename(temporary, path)
}
