import { randomUUID } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { Fault } from '../../core/error'
import type { Timestamp } from '../../core/market/event'
import type { RefusalReason } from '../../core/market/row-check'
import type {
  InstrumentId,
  LevelChangeDescription,
  RecordingWriter,
  SourceDescription,
} from '../../ports/recording-store'
import { formats, type FormatName } from './formats'
import { readDialect } from './formats/dialect'
import { keptLine, type Format, type OffBook, type SourceLine } from './formats/format'
import { splitObjects } from './formats/json-objects'
import { startTimeReader } from './formats/time'
import { sourceMark } from './layout'
import { lossOf } from './loss'
import { readManifest, type Manifest, type Part } from './manifest'
import { reversedLines, runsBackwards } from './newest-first'
import { startQuarantine } from './quarantine'
import { microseconds, numbers, parquetTable, partsOf, streamChunks } from './query'
import { firstNotBelow } from './recent-rows'
import { startScreen, type ScreenOutput } from './screen'
import { hashSource, headOf, namedLines, sourceLines, type ImportSource } from './source'
import { factsWith, type StatedFacts } from './stated-facts'
import { unfinishedPrefix } from './unfinished'
import { unitDoubts } from './unit-check'
import { startRecording, type RecordingIdentity } from './writer'

/** Returns a function that says whether a recording already holds a bar of an instrument that opens at a time. */
const recordedBarTimes = async (
  folder: string,
  manifest: Manifest | undefined,
  instrument: InstrumentId,
): Promise<(openingTime: Timestamp) => boolean> => {
  const parts = partsOf(manifest?.parts ?? [], instrument, 'bars')
  if (parts.length === 0) return () => false
  const times = new Float64Array(parts.reduce((sum, { rows }) => sum + rows, 0))
  let length = 0
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  try {
    for await (const chunk of streamChunks(
      instance,
      `SELECT ${microseconds('timestamp')} FROM ${parquetTable(folder, parts)}`,
    )) {
      const column = numbers(chunk, 0)
      for (let row = 0; row < chunk.rowCount; row++) times[length++] = column.at(row)!
    }
  } finally {
    instance.closeSync()
  }
  times.sort()
  return (openingTime) => times[firstNotBelow(times, length, openingTime)] === openingTime
}

export type SourceImport = {
  readonly format: FormatName
  readonly source: ImportSource
  readonly recording: string
  readonly identity: RecordingIdentity
  readonly venue?: string | undefined
  readonly symbol?: string | undefined
  /** IANA zone of stamps that state none; UTC where not given. */
  readonly zone?: string | undefined
  /** The rows come newest first; bars that do are told without it. */
  readonly newestFirst?: boolean | undefined
  /** Records what is left where no row is accepted, or more than half are refused for one reason. */
  readonly allowLoss?: boolean | undefined
  /** What is said of the instruments beside what their venues say. */
  readonly stated?: StatedFacts | undefined
  /** Rows read so far, now and then. */
  readonly onRows: (read: number) => void
  /** Gets a sentence where another writer of the recording has to be waited for. */
  readonly onWait?: ((text: string) => void) | undefined
}

/**
 * The result of an import; `isNew` is false where the recording held it already and nothing was written. `doubts`: what
 * speaks against the units of its amounts, a sentence each.
 */
export type SourceOutcome = SourceDescription & { readonly isNew: boolean; readonly doubts?: readonly string[] }

const symbolOf = (name: string): string => /^[^_\-.]+/.exec(basename(name))?.[0] ?? basename(name)

/** The lines of a source as its format splits them. */
const linesOf = (source: ImportSource, { split }: Format): AsyncIterable<readonly SourceLine[]> => {
  if (split === 'named') return namedLines(source)
  const lines = sourceLines(source)
  return split === 'objects' ? splitObjects(source.name, lines) : lines
}

const readRows = async (
  { format, source, recording, venue, symbol, zone, stated, newestFirst, allowLoss, onRows }: SourceImport,
  writer: RecordingWriter,
  quarantine: Awaited<ReturnType<typeof startQuarantine>>,
): Promise<Pick<SourceDescription, 'read' | 'accepted' | 'flagged' | 'levelChanges' | 'notes'>> => {
  let [read, accepted] = [0, 0]
  const levelChanges: LevelChangeDescription[] = []
  const layout = formats[format]
  const head = await headOf(source)
  const dialect = readDialect(head, layout, zone)
  const notes = new Map<string, string>()
  const [{ note: leftOut }] = source.files
  if (leftOut !== undefined) notes.set('archive', leftOut)
  const given = { venue, symbol, impliedVols: stated?.impliedVols }
  const own = { venue: 'file', symbol: symbolOf(source.name) }
  const times = startTimeReader(dialect.zone, dialect.dateOrder)
  const context = { file: source.name, ...own, given, dialect, times }
  const isBackwards = layout.split === undefined && runsBackwards(layout, context, head.lines)
  const isReversed = newestFirst === true || isBackwards
  if (isReversed) notes.set('order', 'newest row first, read from the last to the first')
  const first = new Map<RefusalReason, SourceLine>()
  let [recorded, areBars] = [0, false]
  const named = { venue: venue ?? own.venue, symbol: symbol ?? own.symbol }
  const isRecordedBar = await recordedBarTimes(recording, await readManifest(recording), named)
  // Bars of an instrument that a column names are compared with the recorded ones when they are stored.
  const isNamed = ({ venue, symbol }: InstrumentId): boolean => venue === named.venue && symbol === named.symbol
  const output: ScreenOutput = {
    store: ({ instrument }, events) => {
      accepted++
      for (const event of events) writer.write(instrument, event)
    },
    quarantine: (reason, line) => {
      if (!first.has(reason)) first.set(reason, keptLine(line))
      quarantine.add(reason, line)
    },
    level: (instrument, at, change) => {
      levelChanges.push({ instrument, at, ...change })
      writer.write(instrument, { kind: 'gap', timestamp: at - 1, reason: 'level-change' })
    },
  }
  const screen = startScreen(source.name, output, ({ instrument, stream, time }) => {
    if (stream !== 'bars') return false
    areBars = true
    const isRecorded = time !== undefined && isNamed(instrument) && isRecordedBar(time)
    if (isRecorded) recorded++
    return isRecorded
  })
  const note = (about: string, text: string | undefined): void => {
    if (text === undefined) notes.delete(about)
    else notes.set(about, text)
  }
  const flagged: Partial<Record<OffBook, number>> = {}
  let current: SourceLine | undefined
  const flag = (kind: OffBook): void => {
    flagged[kind] = (flagged[kind] ?? 0) + 1
    quarantine.keep(kind, current!)
  }
  const reader = layout.start({ ...context, sink: screen, note, flag })
  const spool = join(recording, `${unfinishedPrefix()}newest-first-${randomUUID()}`)
  const lines = linesOf(source, layout)
  for await (const some of isReversed ? reversedLines(lines, spool) : lines) {
    for (const line of some) {
      if (line.number <= (dialect.headerLine ?? 0)) continue
      read++
      current = line
      reader.line(line)
    }
    await quarantine.drained()
    onRows(read)
  }
  if (read === 0) throw new Fault('bad-input', `${source.name}: row 2: no rows after the header`)
  reader.end()
  screen.end()
  if (times.readAs() !== '') notes.set('timesReadAs', times.readAs())
  if (accepted === 0 && quarantine.counts['not-needed'] === read && reader.isToldElsewhere !== true)
    throw new Fault('bad-input', `${source.name}: row 1: holds nothing that the format ${format} reads`)
  const loss = lossOf({ read, accepted, refused: quarantine.counts, recorded, first, areBars }, dialect)
  if (loss !== undefined && allowLoss !== true) throw new Fault('bad-input', `${source.name}: ${loss}`)
  return {
    ...{ read, accepted },
    ...(Object.keys(flagged).length > 0 && { flagged }),
    ...(levelChanges.length > 0 && { levelChanges }),
    ...(notes.size > 0 && { notes: Object.fromEntries(notes) }),
  }
}

const flat = (name: string): string => name.replaceAll(/[\\/]/g, '-')

/** A name for the quarantine file that no other source of the recording has. */
const quarantineName = (name: string, sha256: string, others: readonly SourceDescription[]): string =>
  others.some(({ file }) => flat(file) === flat(name)) ? `${flat(name)}-${sha256.slice(0, 12)}` : flat(name)

/**
 * Imports one source into a recording: all of it or, on a fault of the whole file (`bad-input`, `<file>: row N:
 * reason`), nothing of it. Rows that cannot be taken as they are go to the quarantine file; read = accepted +
 * quarantined. A source that the recording holds already changes nothing.
 */
export const importSource = async (task: SourceImport): Promise<SourceOutcome> => {
  const { source, recording, stated } = task
  const identity = { ...task.identity, facts: (id: InstrumentId) => factsWith(stated ?? {}, id) }
  for (const { path } of source.files)
    if (!existsSync(path) || !statSync(path).isFile())
      throw new Fault('bad-input', `${source.name}: row 1: no such file`)
  const { fixedTimes } = formats[task.format]
  if (task.zone !== undefined && fixedTimes !== undefined)
    throw new Fault('usage', `--zone: the times of ${task.format} (${source.name}) are ${fixedTimes}; leave it out`)
  const sha256 = await hashSource(source, task.format)
  const known = (await readManifest(recording))?.sources.find((other) => other.sha256 === sha256)
  if (known) return { ...known, isNew: false }
  const quarantine = await startQuarantine(recording)
  let isNew = false
  const beforeManifest = async (others: readonly SourceDescription[]): Promise<void> => {
    await quarantine.commit(quarantineName(source.name, sha256, others))
    isNew = true
  }
  const { onWait } = task
  const writer = await startRecording(recording, identity, { leavesOut: true, beforeManifest, onWait })
  let done = false
  try {
    const counted = await readRows(task, writer, quarantine)
    const quarantined = Object.fromEntries(Object.entries(quarantine.counts).sort(([a], [b]) => (a < b ? -1 : 1)))
    const outcome = { file: source.name, sha256, ...counted, quarantined }
    const committed = await writer.commit(outcome)
    done = isNew
    // Another import has recorded the same source meanwhile.
    if (!isNew) return { ...committed, isNew }
    const isOwn = ({ path }: Part): boolean => path.includes(sourceMark(sha256))
    const parts = (await readManifest(recording))?.parts.filter(isOwn) ?? []
    const doubts = await unitDoubts(recording, parts, identity.facts)
    return { ...committed, isNew: true, ...(doubts.length > 0 && { doubts }) }
  } finally {
    if (!done) {
      await quarantine.abandon()
      await writer.abandon()
    }
  }
}
