import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import type { Timestamp } from '../../../core/market/event'
import { grouped } from '../grouped'
import { partitionSpan, partPath, sqlText } from '../layout'
import { whileLocked } from '../lock'
import { readManifest, writeManifest, type Manifest, type Part } from '../manifest'
import { parquetTable } from '../query'
import { unfinishedPrefix } from '../unfinished'
import { liveSource } from './recover'

/**
 * Files that are no longer part of the recording, or never were. The list is written before the manifest changes, so
 * that after a crash the next start can remove them.
 */
const listPath = (folder: string): string => join(folder, 'live', 'superseded')

/** Removes what an earlier consolidation replaced, or did not complete. */
export const removeSuperseded = async (folder: string): Promise<void> => {
  const path = listPath(folder)
  if (!existsSync(path)) return
  const kept = new Set((await readManifest(folder))?.parts.map((part) => part.path))
  for (const file of (await readFile(path, 'utf8')).split('\n'))
    if (file.endsWith('.parquet') && !file.includes('..') && !kept.has(file))
      await rm(join(folder, file), { force: true })
  await rm(path)
}

const sourceKey = (sha256: string): string => sha256.slice(0, 12)
const partSource = ({ path }: Part): string => /part-([0-9a-f]{12})\.parquet$/.exec(path)?.[1] ?? ''

const mergeParts = async (
  connection: DuckDBConnection,
  { folder, temporary }: { readonly folder: string; readonly temporary: string },
  parts: readonly Part[],
  sha256: string,
): Promise<Part> => {
  const [{ venue, symbol, channel, from }] = parts
  const path = partPath({ venue, symbol }, channel, partitionSpan(channel, from).from, sha256)
  await mkdir(dirname(join(temporary, path)), { recursive: true })
  const order = channel === 'gaps' ? 'timestamp' : 'timestamp, local_timestamp'
  await connection.run(
    `COPY (SELECT * FROM ${parquetTable(folder, parts)} ORDER BY ${order}) TO ${sqlText(join(temporary, path))} (FORMAT parquet, COMPRESSION zstd)`,
  )
  return {
    ...{ path, venue, symbol, channel, rows: parts.reduce((sum, { rows }) => sum + rows, 0) },
    from: parts.reduce((least, part) => Math.min(least, part.from), Infinity),
    to: parts.reduce((most, part) => Math.max(most, part.to), -Infinity),
  }
}

type Counts = Manifest['sources'][number]

const addUp = (sources: readonly Counts[], sha256: string): Counts => {
  const quarantined: Record<string, number> = {}
  for (const source of sources)
    for (const [reason, count] of Object.entries(source.quarantined))
      quarantined[reason] = (quarantined[reason] ?? 0) + count
  return {
    ...{ file: `${liveSource}consolidated ${sourceKey(sha256)}`, sha256, quarantined },
    read: sources.reduce((sum, { read }) => sum + read, 0),
    accepted: sources.reduce((sum, { accepted }) => sum + accepted, 0),
  }
}

/**
 * Makes one file a day and channel of the many that live segments left, for days that end by `before`; the rows stay
 * the same. The manifest changes in one step; the files that it no longer lists stay until `removeSuperseded`, for
 * readers that opened the recording before. Only for the one process that records into the folder.
 */
export const consolidate = (folder: string, before: Timestamp = Infinity): Promise<void> =>
  whileLocked(folder, () => mergeDays(folder, before))

const mergeDays = async (folder: string, before: Timestamp): Promise<void> => {
  await removeSuperseded(folder)
  const manifest = await readManifest(folder)
  if (manifest === undefined) return
  const live = manifest.sources.filter(({ file }) => file.startsWith(liveSource))
  const liveKeys = new Set(live.map(({ sha256 }) => sourceKey(sha256)))
  const spanOf = (part: Part) => partitionSpan(part.channel, part.from)
  const eligible = manifest.parts.filter((part) => liveKeys.has(partSource(part)) && spanOf(part).to <= before)
  const groups = [...grouped(eligible, (part) => dirname(part.path)).values()].filter((parts) => parts.length > 1)
  if (groups.length === 0) return

  const replaced = new Set(groups.flat())
  const hash = createHash('sha256')
  for (const { path } of replaced) hash.update(`${path}\n`)
  const sha256 = hash.digest('hex')
  const temporary = await mkdtemp(join(folder, unfinishedPrefix()))
  const instance = await DuckDBInstance.create(':memory:', {
    ...{ threads: '1', memory_limit: '256MiB', temp_directory: join(temporary, 'spill') },
  })
  try {
    const connection = await instance.connect()
    const merged: Part[] = []
    for (const parts of groups) merged.push(await mergeParts(connection, { folder, temporary }, parts, sha256))
    connection.closeSync()
    await writeFile(listPath(folder), [...replaced, ...merged].map(({ path }) => path).join('\n'))
    for (const { path } of merged) await rename(join(temporary, path), join(folder, path))
    const kept = manifest.parts.filter((part) => !replaced.has(part))
    const needed = new Set(kept.map(partSource))
    const emptied = live.filter((source) => !needed.has(sourceKey(source.sha256)))
    await writeManifest(folder, {
      ...manifest,
      sources: [...manifest.sources.filter((source) => !emptied.includes(source)), addUp(emptied, sha256)],
      parts: [...kept, ...merged].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    })
  } finally {
    instance.closeSync()
    await rm(temporary, { recursive: true, force: true })
  }
}
