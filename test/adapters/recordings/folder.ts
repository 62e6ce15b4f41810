import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRecording, type FormatName } from '../../../src/adapters/recordings'
import { importRecording, type ImportRequest } from '../../../src/cli/import'
import type { Bar } from '../../../src/core/market/bar'
import type { DerivativeTicker, FeedEvent, OptionSummary } from '../../../src/core/market/event'
import { EventKind, type EventBlock } from '../../../src/core/market/event-block'
import type { InstrumentId, RecordingReader, Span } from '../../../src/ports/recording-store'

const folders: string[] = []

/** A folder of its own, removed after the tests of the file. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'bandshift-recording-'))
  folders.push(folder)
  return folder
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

export const fileWith = (name: string, content: string | Buffer): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, content)
  return path
}

/** Imports into a new recording unless `out` is given. */
export const imported = async (
  format: FormatName | undefined,
  inputs: string | readonly string[],
  more: Partial<ImportRequest> = {},
) => {
  const out = more.out ?? join(temporaryFolder(), 'recording')
  const summary = await importRecording({ format, inputs: [inputs].flat(), out, ...more })
  return { out, summary, total: summary.total }
}

/** The refused lines of a recording, without the headers; the folder is there where there is one. */
export const quarantineOf = (out: string): readonly string[] =>
  (existsSync(join(out, 'quarantine')) ? readdirSync(join(out, 'quarantine')) : []).flatMap((name) =>
    readFileSync(join(out, 'quarantine', name), 'utf8')
      .trim()
      .split('\n')
      .slice(1),
  )

export const withReader = async <T>(out: string, use: (reader: RecordingReader) => Promise<T>): Promise<T> => {
  const reader = await openRecording(out)
  try {
    return await use(reader)
  } finally {
    await reader.close()
  }
}

const eventAt = (block: EventBlock, i: number) => {
  const at = block.timestamp[i]
  if (block.kind[i] === EventKind.trade) return { at, price: block.price[i], size: block.size[i], side: block.side[i] }
  if (block.kind[i] === EventKind.gap) return { at, gap: true }
  return { at, bid: block.bid[i], bidSize: block.bidSize[i], ask: block.ask[i], askSize: block.askSize[i] }
}

export const eventsOf = (out: string, instrument: InstrumentId, span?: Span) =>
  withReader(out, async (reader) => {
    const events: ReturnType<typeof eventAt>[] = []
    for await (const block of reader.events(instrument, span))
      for (let i = 0; i < block.length; i++) events.push(eventAt(block, i))
    return events
  })

const gathered = async <T>(blocks: AsyncIterable<readonly T[]>): Promise<readonly T[]> => {
  const rows: T[] = []
  for await (const block of blocks) rows.push(...block)
  return rows
}

export const optionsOf = (out: string, venue: string, symbol: string): Promise<readonly OptionSummary[]> =>
  withReader(out, (reader) => gathered(reader.options({ venue, symbol })))

export const tickersOf = (out: string, venue: string, symbol: string): Promise<readonly DerivativeTicker[]> =>
  withReader(out, (reader) => gathered(reader.derivativeTickers({ venue, symbol })))

/** Everything of an instrument but bars, in the order of arrival. */
export const arrivalsOf = (out: string, venue: string, symbol: string): Promise<readonly FeedEvent[]> =>
  withReader(out, (reader) => gathered(reader.arrivals({ venue, symbol })))

export const barsOf = (out: string, instrument: InstrumentId, span?: Span): Promise<readonly Bar[]> =>
  withReader(out, async (reader) => {
    const bars: Bar[] = []
    for await (const some of reader.bars(instrument, span)) bars.push(...some)
    return bars
  })
