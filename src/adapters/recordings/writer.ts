import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { Fault } from '../../core/error'
import { SECOND } from '../../core/market/event'
import { EventKind, type EventBlock } from '../../core/market/event-block'
import { instrumentName, type Instrument } from '../../core/market/instrument'
import { instrumentFacts } from '../../core/market/venues/instrument-facts'
import type { Channel, InstrumentId, Origin, RecordingWriter, SourceDescription } from '../../ports/recording-store'
import { partPath } from './layout'
import { readManifest, recordedInstrument, writeManifest, type Manifest, type Part } from './manifest'
import { startPartTable, type OpenPart } from './part-table'
import { partsOf } from './query'
import { channelOf, startStage, writeEvent } from './stage'
import { storePart } from './store-part'
import { removeAbandoned, removeEmpty, unfinishedPrefix } from './unfinished'

/**
 * The distance of neighbouring times that at least half of the neighbours have, microseconds; undefined for bars that
 * follow no clock and for a lone bar. `times` is a query of one column of doubles.
 */
const regularPeriod = async (connection: DuckDBConnection, times: string): Promise<number | undefined> => {
  const sql = `WITH t(t) AS (${times}), d AS (SELECT t - lag(t) OVER (ORDER BY t) AS distance FROM t)
    SELECT distance FROM d WHERE distance > 0 GROUP BY distance
    HAVING 2 * count(*) >= (SELECT count(*) FROM d WHERE distance > 0) ORDER BY count(*) DESC, distance LIMIT 1`
  const rows = (await connection.runAndReadAll(sql)).getRows()
  const value = rows[0]?.[0]
  return typeof value === 'number' ? value : undefined
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

/** What makes the amounts of two sources of an instrument comparable. */
const units = ({ kind, settlement, amounts, contract }: Instrument): string =>
  JSON.stringify([kind, settlement, amounts ?? null, contract ? [contract.size, contract.unit] : null])

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
    const before = known.has(name) ? recordedInstrument(manifest, id) : undefined
    if (before !== undefined && units(own) !== units(before))
      throw new Fault(
        'bad-input',
        `${name} is recorded as ${units(before)} (kind, settlement, amounts, contract), not as ${units(own)}; give it another symbol or another recording`,
      )
    known.set(name, own)
  }
  const instruments = [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own)
  return instruments.length > 0 ? { instruments } : {}
}

/**
 * A writer of one source into the recording in `folder`, which is made where it is missing. Rows wait in a temporary
 * folder inside the recording (a database that spills to disk past 256 MiB); `commit` writes one sorted Parquet file a
 * partition, moves them into place and then replaces the manifest, which alone says what belongs to the recording: a
 * crash in between leaves nothing visible. The same rows give the same bytes. A recording is real or synthetic, never
 * both: `bad-input` otherwise. With `leavesOut` rows that the recording holds already are not stored again.
 */
export const startRecording = async (
  folder: string,
  identity: RecordingIdentity,
  leavesOut = false,
): Promise<RecordingWriter> => {
  const made = await mkdir(folder, { recursive: true })
  const existing = await readManifest(folder)
  if (existing && existing.origin !== identity.origin)
    throw new Fault(
      'bad-input',
      `${folder}: holds a ${existing.origin} recording, ${identity.origin} rows cannot join it`,
    )
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

  const writeBlock = (instrument: InstrumentId, block: EventBlock): void => {
    const { kind, timestamp } = block
    for (let i = 0; i < block.length; i++) {
      const channel = kind[i] === EventKind.trade ? 'trades' : kind[i] === EventKind.quote ? 'quotes' : 'gaps'
      const { target, row } = begin(instrument, channel, timestamp[i])
      const { columns } = target
      columns[1].setItem(row, timestamp[i])
      if (channel === 'gaps') {
        columns[2].setItem(row, 'session-end')
        continue
      }
      columns[2].setItem(row, timestamp[i])
      if (channel === 'trades') {
        columns[3].setItem(row, block.price[i])
        columns[4].setItem(row, block.size[i])
        columns[5].setItem(row, block.side[i])
      } else {
        columns[3].setItem(row, block.bid[i])
        columns[4].setItem(row, block.bidSize[i])
        columns[5].setItem(row, block.ask[i])
        columns[6].setItem(row, block.askSize[i])
      }
    }
  }

  const end = async (): Promise<void> => {
    if (open) stage.close()
    open = false
    await rm(temporary, { recursive: true, force: true })
  }

  // Hourly and daily bars under one name would be read as one series.
  const checkedPeriod = async (source: SourceDescription, part: OpenPart, recorded: readonly Part[]) => {
    if (part.channel !== 'bars') return {}
    const period = await regularPeriod(stage.connection, `SELECT "timestamp" FROM bars WHERE part = ${part.index}`)
    if (period === undefined) return {}
    const other = partsOf(recorded, part.instrument, 'bars').find((p) => p.period !== undefined && p.period !== period)
    if (other?.period !== undefined)
      throw new Fault(
        'bad-input',
        `${source.file}: row 1: bars of ${period / SECOND} s, but ${part.instrument.symbol} is recorded in bars of ${other.period / SECOND} s; give these another symbol`,
      )
    return { period }
  }

  const store = async (source: SourceDescription, recorded: readonly Part[]) => {
    stage.finish()
    const parts: Part[] = []
    let recordedAlready = 0
    for (const open of table.parts) {
      const { instrument, channel, from } = open
      const regular = await checkedPeriod(source, open, recorded)
      const path = partPath(instrument, channel, from, source.sha256)
      await mkdir(dirname(join(temporary, path)), { recursive: true })
      const held = leavesOut ? { folder, parts: recorded } : undefined
      const stored = await storePart(stage.connection, open, join(temporary, path), held)
      recordedAlready += open.rows - (stored?.rows ?? 0)
      if (stored !== undefined) parts.push({ path, ...instrument, channel, ...stored, ...regular })
    }
    return { parts, recordedAlready }
  }

  const commit = async (given: SourceDescription): Promise<SourceDescription> => {
    if (!open) throw new Fault('usage', 'a recording writer ends with commit or abandon')
    try {
      const manifest: Manifest = (await readManifest(folder)) ?? {
        ...{ version: 1, origin: identity.origin, title: identity.title, licence: identity.licence },
        ...{ world: identity.world, sources: [], parts: [] },
      }
      const known = manifest.sources.find(({ sha256 }) => sha256 === given.sha256)
      if (known !== undefined) return known
      const { parts, recordedAlready } = await store(given, manifest.parts)
      const source = { ...given, ...(recordedAlready > 0 && { recordedAlready }) }
      const instruments = withInstruments(manifest, parts, identity)
      for (const { path } of parts) {
        await mkdir(dirname(join(folder, path)), { recursive: true })
        await rename(join(temporary, path), join(folder, path))
      }
      await writeManifest(folder, {
        ...manifest,
        ...instruments,
        world: identity.world ?? manifest.world,
        sources: [...manifest.sources, { ...source, quarantined: { ...source.quarantined } }],
        parts: [...manifest.parts, ...parts].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
      })
      return source
    } finally {
      await end()
    }
  }

  return {
    write: (instrument, event) => {
      const { target, row } = begin(instrument, channelOf(event), event.timestamp)
      writeEvent(target, row, event)
    },
    writeBlock,
    commit,
    abandon: async () => {
      await end()
      if (made !== undefined) await removeEmpty(resolve(folder), resolve(made))
    },
  }
}
