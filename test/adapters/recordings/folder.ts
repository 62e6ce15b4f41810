import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRecording, type FormatName } from '../../../src/adapters/recordings'
import { importRecording, type ImportRequest } from '../../../src/cli/import'
import type { Bar } from '../../../src/core/market/bar'
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
  format: FormatName,
  inputs: string | readonly string[],
  more: Partial<ImportRequest> = {},
) => {
  const out = more.out ?? join(temporaryFolder(), 'recording')
  const summary = await importRecording({ format, inputs: [inputs].flat(), out, ...more })
  return { out, summary, total: summary.total }
}

export const quarantineOf = (out: string): readonly string[] =>
  readdirSync(join(out, 'quarantine')).flatMap((name) =>
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

export const barsOf = (out: string, instrument: InstrumentId, span?: Span): Promise<readonly Bar[]> =>
  withReader(out, async (reader) => {
    const bars: Bar[] = []
    for await (const some of reader.bars(instrument, span)) bars.push(...some)
    return bars
  })
