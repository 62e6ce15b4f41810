import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../src/core/error'
import { canonicalJson } from './canonical-json'
import { historyRecordSchema, recordId, type HistoryEntry, type HistoryRecord } from './history-record'

const folderOf = (registry: string): string => join(registry, 'history')
const nameOf = (ordinal: number): string => `${String(ordinal).padStart(6, '0')}.json`

const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes((error as NodeJS.ErrnoException).code ?? '')

const refused = (name: string, flaw: string, cause?: unknown): Fault =>
  new Fault('model-refused', `history/${name}: ${flaw}`, { cause })

/** Ordinal of the last record, 0 where there is none. Cheap: nothing is read but the names. */
export const lastOrdinal = async (registry: string): Promise<number> => {
  const names = await readdir(folderOf(registry)).catch((cause: unknown) => {
    if (isCode(cause, 'ENOENT')) return []
    throw new Fault('model-refused', `${folderOf(registry)} cannot be read`, { cause })
  })
  return names.reduce((last, name) => Math.max(last, Number(/^(\d{6})\.json$/.exec(name)?.[1] ?? 0)), 0)
}

const readRecord = async (registry: string, ordinal: number): Promise<HistoryRecord> => {
  const name = nameOf(ordinal)
  const text = await readFile(join(folderOf(registry), name), 'utf8').catch((cause: unknown) => {
    throw refused(name, isCode(cause, 'ENOENT') ? 'is missing' : 'cannot be read', cause)
  })
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (cause) {
    throw refused(name, 'is not JSON', cause)
  }
  const checked = historyRecordSchema.safeParse(content)
  if (!checked.success) {
    const [{ path, message }] = checked.error.issues
    throw refused(name, `${path.join('.') || 'record'}: ${message}`, checked.error)
  }
  const record = checked.data
  if (record.id !== recordId(record)) throw refused(name, 'was changed after it was written')
  if (record.ordinal !== ordinal) throw refused(name, `is record ${record.ordinal}`)
  return record
}

/**
 * Everything that was done to a registry, oldest first; empty where nothing was. @throws Fault 'model-refused' naming
 * the record that is missing, unreadable, changed, or does not follow from the one before.
 */
export const readHistory = async (registry: string): Promise<readonly HistoryRecord[]> => {
  const last = await lastOrdinal(registry)
  const records = await Promise.all(Array.from({ length: last }, (_, i) => readRecord(registry, i + 1)))
  records.forEach(({ previous }, i) => {
    if (previous !== records[i - 1]?.id) throw refused(nameOf(i + 1), 'does not follow from the record before')
  })
  return records
}

let written = 0

/** Writes a record whole, under its ordinal or not at all. False where another came first. */
const place = async (folder: string, record: HistoryRecord): Promise<boolean> => {
  const unfinished = join(folder, `.${nameOf(record.ordinal)}-${process.pid}-${++written}`)
  const file = await open(unfinished, 'w')
  try {
    await file.writeFile(canonicalJson(record))
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(unfinished, join(folder, nameOf(record.ordinal)))
    return true
  } catch (error) {
    // ENOENT: whoever came first has cleared away what cannot come second.
    if (isCode(error, 'EEXIST', 'ENOENT')) return false
    throw error
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** Clears away what processes left that died while they wrote a record whose place has been taken since. */
const clear = async (folder: string, last: number): Promise<void> => {
  for (const name of await readdir(folder)) {
    const ordinal = /^\.(\d{6})\.json-/.exec(name)?.[1]
    if (ordinal !== undefined && Number(ordinal) <= last) await rm(join(folder, name), { force: true })
  }
}

/** Writers that keep coming first before one gives up. */
const ATTEMPTS = 50

/**
 * Adds a record to what `entryAfter` was shown, in one step: it stands there whole or not at all, and no two follow the
 * same one. Where another came first the entry is asked for anew; where it is undefined nothing is written. Returns the
 * history as it stands then.
 */
export const appendHistory = async (
  registry: string,
  entryAfter: (records: readonly HistoryRecord[]) => Promise<HistoryEntry | undefined>,
): Promise<readonly HistoryRecord[]> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const records = await readHistory(registry)
    const entry = await entryAfter(records)
    if (entry === undefined) return records
    const folder = folderOf(registry)
    await mkdir(folder, { recursive: true })
    const rest = { ...entry, ordinal: records.length + 1, previous: records.at(-1)?.id }
    const checked = historyRecordSchema.safeParse({ ...rest, id: recordId(rest) })
    if (!checked.success) {
      const [{ path, message }] = checked.error.issues
      throw new Fault('bad-input', `promotion: ${path.join('.')}: ${message}`, { cause: checked.error })
    }
    if (!(await place(folder, checked.data))) continue
    await clear(folder, checked.data.ordinal)
    return [...records, checked.data]
  }
  throw new Fault('unavailable', `others keep writing the history of ${registry}`)
}
