import { link, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Fault } from '../../src/core/error'
import { contentId, contentJson, readDocument, readJson, writeWhole } from './content'

const id = z.string().regex(/^[0-9a-f]{16}$/)

/**
 * A policy with the models that it was tuned for, and the spot-vol slope learned beside them where there is one: they
 * go into service together. The policy names the set.
 */
const modelSetSchema = z.strictObject({ policy: id, forecaster: id, classifier: id, centre: id.optional() })

export type ModelSet = Readonly<z.infer<typeof modelSetSchema>>

const common = {
  /** The `contentId` of the record. */
  id,
  /** Counted from 1. */
  ordinal: z.int().positive(),
  /** Id of the record before: a record cannot be changed without breaking the chain. Absent in the first. */
  previous: id.optional(),
  by: z.string().min(1).max(200),
  reason: z.string().min(1).max(4000),
  /** By the clock of the process that acted, microseconds since the epoch; absent where it had none. */
  at: z.number().optional(),
  /** The evidence of the decision, such as compared losses. */
  evidence: z.json().optional(),
}

/** One change of a registry. */
const historyRecordSchema = z.discriminatedUnion('action', [
  /** `set` is in service from here on; an earlier rollback from it no longer counts. */
  z.strictObject({ action: z.literal('promote'), set: modelSetSchema, ...common }),
  /** `set`, an earlier champion, is in service again, in the place of `from`, which no later rollback returns to. */
  z.strictObject({ action: z.literal('rollback'), set: modelSetSchema, from: modelSetSchema, ...common }),
  /** `set` is shadowed beside the champion, in the place of an earlier challenger. */
  z.strictObject({ action: z.literal('nominate'), set: modelSetSchema, ...common }),
  /** `set` is no longer a challenger. */
  z.strictObject({ action: z.literal('withdraw'), set: modelSetSchema, ...common }),
])

export type HistoryRecord = z.infer<typeof historyRecordSchema>

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** A record without its ordinal and chain. */
export type HistoryEntry = Without<HistoryRecord, 'id' | 'ordinal' | 'previous'>

const folderOf = (registry: string): string => join(registry, 'history')

const nameOf = (ordinal: number): string => `${String(ordinal).padStart(6, '0')}.json`

const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes((error as NodeJS.ErrnoException).code ?? '')

const refused = (name: string, flaw: string, cause?: unknown): Fault =>
  new Fault('model-refused', `history/${name}: ${flaw}`, { cause })

/** Ordinals of the records by their file names, in no order. */
const ordinalsOf = async (registry: string): Promise<readonly number[]> => {
  const names = await readdir(folderOf(registry)).catch((cause: unknown) => {
    if (isCode(cause, 'ENOENT')) return []
    throw new Fault('model-refused', `${folderOf(registry)} cannot be read`, { cause })
  })
  return names.flatMap((name) => /^(\d{6})\.json$/.exec(name)?.[1] ?? []).map(Number)
}

/** Ordinal of the last record, 0 where there is none. Cheap: only file names are read. */
export const lastOrdinal = async (registry: string): Promise<number> =>
  (await ordinalsOf(registry)).reduce((last, ordinal) => Math.max(last, ordinal), 0)

/** File that names the newest record when it was written, so that the record cannot be lost unnoticed. */
const anchor = 'last'

type Named = { readonly ordinal: number; readonly id: string }

/** What the anchor names; undefined for a history of before anchors. */
const readAnchor = async (registry: string): Promise<Named | undefined> => {
  const path = join(folderOf(registry), anchor)
  const text = await readDocument(path, (flaw, cause) => refused(anchor, flaw, cause)).catch((error: unknown) => {
    if (error instanceof Fault && isCode(error.cause, 'ENOENT')) return undefined
    throw error
  })
  if (text === undefined) return undefined
  const [, ordinal, id] = /^(\d{1,6}) ([0-9a-f]{16})\n$/.exec(text) ?? []
  if (id === undefined) throw refused(anchor, 'does not name a record')
  return { ordinal: Number(ordinal), id }
}

const readRecord = async (registry: string, ordinal: number): Promise<HistoryRecord> => {
  const name = nameOf(ordinal)
  const content = await readJson(join(folderOf(registry), name), (flaw, cause) => refused(name, flaw, cause))
  const checked = historyRecordSchema.safeParse(content)
  if (!checked.success) {
    const [{ path, message }] = checked.error.issues
    throw refused(name, `${path.join('.') || 'record'}: ${message}`, checked.error)
  }
  const record = checked.data
  if (record.id !== contentId(record)) throw refused(name, 'was changed after it was written')
  if (record.ordinal !== ordinal) throw refused(name, `is record ${record.ordinal}`)
  return record
}

/**
 * Every change of a registry, oldest first. @throws Fault 'model-refused' naming the record that is missing,
 * unreadable, changed, or does not follow from the one before, or the newest one where it is gone.
 */
export const readHistory = async (registry: string): Promise<readonly HistoryRecord[]> => {
  // Before the records, so that one that is written meanwhile is not missed.
  const named = await readAnchor(registry)
  const ordinals = new Set(await ordinalsOf(registry))
  // Found by name, so that a stray file with a high number costs nothing.
  for (let i = 1; i <= ordinals.size; i++) if (!ordinals.has(i)) throw refused(nameOf(i), 'is missing')
  const records = await Promise.all(Array.from(ordinals, (_, i) => readRecord(registry, i + 1)))
  records.forEach(({ previous }, i) => {
    if (previous !== records[i - 1]?.id) throw refused(nameOf(i + 1), 'does not follow from the record before')
  })
  if (named !== undefined) {
    const name = nameOf(named.ordinal)
    if (named.ordinal > records.length) throw refused(name, 'is missing, and was the newest record')
    if (records[named.ordinal - 1]?.id !== named.id) throw refused(name, 'is not the record that was written')
  }
  return records
}

let written = 0

/** Writes a record under its ordinal in one step. False where another process took the ordinal. */
const place = async (folder: string, record: HistoryRecord): Promise<boolean> => {
  const unfinished = join(folder, `.${nameOf(record.ordinal)}-${process.pid}-${++written}`)
  const file = await open(unfinished, 'w')
  try {
    await file.writeFile(contentJson(record))
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(unfinished, join(folder, nameOf(record.ordinal)))
    return true
  } catch (error) {
    // ENOENT: the process that wrote this ordinal first has removed this file.
    if (isCode(error, 'EEXIST', 'ENOENT')) return false
    throw error
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** Removes the unfinished files of processes that died while writing a record, where another record has its ordinal. */
const clear = async (folder: string, last: number): Promise<void> => {
  for (const name of await readdir(folder)) {
    const ordinal = /^\.(\d{6})\.json-/.exec(name)?.[1]
    if (ordinal !== undefined && Number(ordinal) <= last) await rm(join(folder, name), { force: true })
  }
}

/** Makes the anchor name the newest record, also where the process that wrote the record died before it could. */
const nameNewest = async (registry: string, newest: HistoryRecord | undefined): Promise<void> => {
  if (newest === undefined || (await readAnchor(registry))?.id === newest.id) return
  await writeWhole(join(folderOf(registry), anchor), `${newest.ordinal} ${newest.id}\n`)
}

/** Times that another process may take the next ordinal before this one gives up. */
const ATTEMPTS = 50

/**
 * Adds the record that `entryAfter` returns for the present history, in one step, so that no two records follow the
 * same one. Where another process added a record first, `entryAfter` is called again; where it returns undefined no
 * record is written. Returns the resulting history.
 */
export const appendHistory = async (
  registry: string,
  entryAfter: (records: readonly HistoryRecord[]) => Promise<HistoryEntry | undefined>,
): Promise<readonly HistoryRecord[]> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const records = await readHistory(registry)
    const entry = await entryAfter(records)
    if (entry === undefined) {
      await nameNewest(registry, records.at(-1))
      return records
    }
    const folder = folderOf(registry)
    await mkdir(folder, { recursive: true })
    const rest = { ...entry, ordinal: records.length + 1, previous: records.at(-1)?.id }
    const checked = historyRecordSchema.safeParse({ ...rest, id: contentId(rest) })
    if (!checked.success) {
      const [{ path, message }] = checked.error.issues
      throw new Fault('bad-input', `promotion: ${path.join('.')}: ${message}`, { cause: checked.error })
    }
    if (!(await place(folder, checked.data))) continue
    await nameNewest(registry, checked.data)
    await clear(folder, checked.data.ordinal)
    return [...records, checked.data]
  }
  throw new Fault('unavailable', `others keep writing the history of ${registry}`)
}
