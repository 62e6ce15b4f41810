import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { Fault } from '../../core/error'
import { SECOND } from '../../core/market/event'
import { factDifferences, instrumentName, type Instrument } from '../../core/market/instrument'
import { instrumentFacts } from '../../core/market/venues/instrument-facts'
import type { Channel, InstrumentId, Origin, RecordingWriter, SourceDescription } from '../../ports/recording-store'
import { whileLocked } from './lock'
import { ownInstrument, readManifest, writeManifest, type Manifest, type Part } from './manifest'
import { startPartTable } from './part-table'
import { partsOf } from './query'
import { channelOf, startStage, writeEvent } from './stage'
import { storeParts } from './store-parts'
import { removeAbandoned, removeEmpty, unfinishedPrefix } from './unfinished'

/**
 * Of each part of staged bars the distance of neighbouring times that at least half of the neighbours have,
 * microseconds; none for bars that follow no clock and for a lone bar.
 */
const regularPeriods = async (connection: DuckDBConnection): Promise<ReadonlyMap<number, number>> => {
  const found = await connection.runAndReadAll(
    `WITH d AS (SELECT part, "timestamp" - lag("timestamp") OVER (PARTITION BY part ORDER BY "timestamp") AS distance
      FROM bars), c AS (SELECT part, distance, count(*) AS times, sum(count(*)) OVER (PARTITION BY part) AS total
      FROM d WHERE distance > 0 GROUP BY part, distance)
    SELECT part, distance FROM c WHERE 2 * times >= total
    QUALIFY row_number() OVER (PARTITION BY part ORDER BY times DESC, distance) = 1`,
  )
  return new Map(found.getRows().map(([part, distance]) => [Number(part), Number(distance)]))
}

/** What a recording is; kept from the first commit on, except `world`, which a later writer may give. */
export type RecordingIdentity = {
  readonly origin: Origin
  readonly title: string
  readonly licence: string
  readonly world?: unknown
  /** What an instrument is; the tables of venues without it. */
  readonly facts?: ((instrument: InstrumentId) => Instrument | undefined) | undefined
}

/** Facts that make the amounts of two sources of an instrument comparable. */
const units: readonly string[] = ['kind', 'settlement', 'amounts', 'contract-size', 'contract-unit']

/**
 * The manifest's instruments with those of new parts: facts of an instrument that is recorded already are renewed.
 * Throws `bad-input` where its amounts would count something else than before.
 */
const withInstruments = (
  manifest: Manifest,
  parts: readonly Part[],
  { facts = ({ venue, symbol }) => instrumentFacts(venue, symbol) }: RecordingIdentity,
): Pick<Manifest, 'instruments'> => {
  const known = new Map((manifest.instruments ?? []).map((own) => [instrumentName(own), own]))
  for (const id of parts) {
    const [own, name] = [facts(id), instrumentName(id)]
    if (own === undefined) continue
    const before = known.has(name) ? ownInstrument(manifest, id) : undefined
    const wrong = before && factDifferences(before, own).find(({ fact }) => units.includes(fact))
    if (wrong !== undefined)
      throw new Fault(
        'bad-input',
        `${name} is recorded as ${wrong.fact} ${wrong.one}, not ${wrong.other}; give it another symbol or another recording`,
      )
    known.set(name, own)
  }
  const instruments = [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own)
  return instruments.length > 0 ? { instruments } : {}
}

export type WriterSettings = {
  /** Rows that the recording holds already are not stored again. */
  readonly leavesOut?: boolean
  /**
   * Called right before the source becomes part of the recording, with the sources that are; not where it is one of
   * them already.
   */
  readonly beforeManifest?: (others: readonly SourceDescription[]) => Promise<void>
  /** Gets a sentence where another writer of the recording has to be waited for. */
  readonly onWait?: ((text: string) => void) | undefined
}

const checkOrigin = (folder: string, manifest: Manifest | undefined, { origin }: RecordingIdentity): void => {
  if (manifest !== undefined && manifest.origin !== origin)
    throw new Fault('bad-input', `${folder}: holds a ${manifest.origin} recording, ${origin} rows cannot join it`)
}

/**
 * A writer of one source into the recording in `folder`, which is made where it is missing. Rows wait in a temporary
 * folder inside the recording (a database that spills to disk past 256 MiB); `commit` writes one sorted Parquet file a
 * partition, moves them into place and then replaces the manifest, which alone says what belongs to the recording: a
 * crash in between leaves nothing visible. Writers of one recording, in any process, commit one after the other. The
 * same rows give the same bytes. A recording is real or synthetic, never both: `bad-input` otherwise.
 */
export const startRecording = async (
  folder: string,
  identity: RecordingIdentity,
  { leavesOut = false, beforeManifest = async () => undefined, onWait }: WriterSettings = {},
): Promise<RecordingWriter> => {
  const made = await mkdir(folder, { recursive: true })
  checkOrigin(folder, await readManifest(folder), identity)
  await removeAbandoned(folder)
  const temporary = await mkdtemp(join(folder, unfinishedPrefix()))
  const stage = await startStage(temporary)
  const table = startPartTable()
  let open = true

  const begin = (instrument: InstrumentId, channel: Channel, timestamp: number) => {
    if (!open) throw new Fault('usage', 'a recording writer ends with commit or abandon')
    const part = table.count(instrument, channel, timestamp)
    const target = stage.channel(channel)
    const row = target.begin()
    target.columns[0].setItem(row, part.index)
    return { target, row }
  }

  const end = async (): Promise<void> => {
    if (open) stage.close()
    open = false
    await rm(temporary, { recursive: true, force: true })
  }

  // Hourly and daily bars under one name would be read as one series.
  const checkPeriod = (file: string, id: InstrumentId, period: number | undefined, recorded: readonly Part[]): void => {
    if (period === undefined) return
    const other = partsOf(recorded, id, 'bars').find((p) => p.period !== undefined && p.period !== period)
    if (other?.period !== undefined)
      throw new Fault(
        'bad-input',
        `${file}: row 1: bars of ${period / SECOND} s, but ${id.symbol} is recorded in bars of ${other.period / SECOND} s; give these another symbol`,
      )
  }

  const store = async ({ file, sha256 }: SourceDescription, recorded: readonly Part[]): Promise<readonly Part[]> => {
    stage.finish()
    const { connection } = stage
    const bars = table.parts.filter(({ channel }) => channel === 'bars')
    const periods = bars.length > 0 ? await regularPeriods(connection) : new Map<number, number>()
    for (const { index, instrument } of bars) checkPeriod(file, instrument, periods.get(index), recorded)
    const besides = leavesOut ? { folder, parts: recorded } : undefined
    return storeParts({ connection, temporary, sha256, periods, besides }, table.parts)
  }

  const addSource = async (given: SourceDescription): Promise<SourceDescription> => {
    const existing = await readManifest(folder)
    checkOrigin(folder, existing, identity)
    const manifest: Manifest = existing ?? {
      ...{ version: 1, origin: identity.origin, title: identity.title, licence: identity.licence },
      ...{ world: identity.world, sources: [], parts: [] },
    }
    const known = manifest.sources.find(({ sha256 }) => sha256 === given.sha256)
    if (known !== undefined) return known
    const parts = await store(given, manifest.parts)
    const rowsOf = (all: readonly { readonly rows: number }[]): number => all.reduce((sum, { rows }) => sum + rows, 0)
    const recordedAlready = rowsOf(table.parts) - rowsOf(parts)
    const source = { ...given, ...(recordedAlready > 0 && { recordedAlready }) }
    const instruments = withInstruments(manifest, parts, identity)
    for (const { path } of parts) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await rename(join(temporary, path), join(folder, path))
    }
    await beforeManifest(manifest.sources)
    await writeManifest(folder, {
      ...manifest,
      ...instruments,
      world: identity.world ?? manifest.world,
      sources: [...manifest.sources, { ...source, quarantined: { ...source.quarantined } }],
      parts: [...manifest.parts, ...parts].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    })
    return source
  }

  const commit = async (given: SourceDescription): Promise<SourceDescription> => {
    if (!open) throw new Fault('usage', 'a recording writer ends with commit or abandon')
    try {
      return await whileLocked(folder, () => addSource(given), onWait)
    } catch (cause) {
      if (!(cause instanceof Error && cause.message.startsWith('Out of Memory Error'))) throw cause
      const reason = 'storing it takes more than the 256 MiB that an import may use; split it by instrument or time'
      throw new Fault('bad-input', `${given.file}: ${reason}`, { cause })
    } finally {
      await end()
    }
  }

  return {
    write: (instrument, event) => {
      const { target, row } = begin(instrument, channelOf(event), event.timestamp)
      writeEvent(target, row, event)
    },
    commit,
    abandon: async () => {
      await end()
      if (made !== undefined) await removeEmpty(resolve(folder), resolve(made))
    },
  }
}
