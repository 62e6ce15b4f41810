import type { DuckDBInstance } from '@duckdb/node-api'
import { emptyBlock, type EventBlock } from '../../core/market/event-block'
import type { Instrument, Span } from '../../ports/recording-store'
import { grouped } from './grouped'
import { openCursor, type EventChannel, type EventCursor } from './event-cursor'
import { partitionSpan } from './layout'
import type { Manifest, Part } from './manifest'
import { partsOf } from './query'

const blockRows = 65_536

/** Order within a microsecond: a quote, then the trades against it, then the break of the record. */
const ranked: readonly EventChannel[] = ['quotes', 'trades', 'gaps']

const inSpan = (part: Part, { from, to }: Span): boolean =>
  (from === undefined || part.to >= from) && (to === undefined || part.from < to)

const earliest = (cursors: readonly EventCursor[]): EventCursor => {
  let best = cursors[0]
  for (let i = 1; i < cursors.length; i++) if (cursors[i].time < best.time) best = cursors[i]
  return best
}

/**
 * Merges trades, quotes and gaps of one instrument in time order. Files hold a day each and are sorted, so memory is a
 * few chunks a file, whatever the size of the recording. Rows of one microsecond: quotes, trades, gaps; within a
 * channel by source, then as recorded.
 */
export const readEvents = async function* (
  instance: DuckDBInstance,
  folder: string,
  manifest: Manifest,
  instrument: Instrument,
  span: Span,
): AsyncGenerator<EventBlock> {
  const parts = ranked.flatMap((channel) => partsOf(manifest.parts, instrument, channel)).filter((p) => inSpan(p, span))
  const days = grouped(parts, (part) => partitionSpan(part.channel, part.from).from)
  let block = emptyBlock(blockRows)
  let length = 0
  for (const day of [...days.keys()].sort((a, b) => a - b)) {
    const cursors = days.get(day)!.map((part) => openCursor(instance, folder, part, span))
    try {
      await Promise.all(cursors.map((cursor) => cursor.load()))
      for (let next = earliest(cursors); next.time < Infinity; next = earliest(cursors)) {
        if (next.take(block, length++)) await next.load()
        if (length < blockRows) continue
        yield block
        block = emptyBlock(blockRows)
        length = 0
      }
    } finally {
      await Promise.all(cursors.map((cursor) => cursor.close()))
    }
  }
  if (length > 0) yield { ...block, length }
}
