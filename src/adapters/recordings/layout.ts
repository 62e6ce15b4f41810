import { join } from 'node:path'
import { DAY, type Timestamp } from '../../core/market/event'
import type { Channel, InstrumentId } from '../../ports/recording-store'
import { partitionedByYear } from './schema'

/** Microseconds since the epoch at which the partition of `timestamp` begins and the next one begins. */
export const partitionSpan = (
  channel: Channel,
  timestamp: Timestamp,
): { readonly from: number; readonly to: number } => {
  if (!partitionedByYear(channel)) {
    const from = Math.floor(timestamp / DAY) * DAY
    return { from, to: from + DAY }
  }
  const year = new Date(timestamp / 1000).getUTCFullYear()
  return { from: Date.UTC(year, 0, 1) * 1000, to: Date.UTC(year + 1, 0, 1) * 1000 }
}

const isoDate = (timestamp: Timestamp): string => new Date(timestamp / 1000).toISOString().slice(0, 10)

/** Hive's percent-encoding, and of '*' too: a path is not to read like a pattern. */
const encoded = (name: string): string => encodeURIComponent(name).replaceAll('*', '%2A')

/** The name of every partition file of a source. */
export const sourceMark = (sha256: string): string => `part-${sha256.slice(0, 12)}.parquet`

/** Path of a partition file inside the recording, with `/` on every system; names are percent-encoded as Hive does. */
export const partPath = (
  { venue, symbol }: InstrumentId,
  channel: Channel,
  from: Timestamp,
  sourceSha256: string,
): string =>
  [
    `venue=${encoded(venue)}`,
    `symbol=${encoded(symbol)}`,
    `channel=${channel}`,
    `date=${isoDate(from)}`,
    sourceMark(sourceSha256),
  ].join('/')

export const manifestPath = (folder: string): string => join(folder, 'recording.json')

/** A path as a pattern that matches nothing but it: the database reads '*', '?' and '[' in a path as a pattern. */
export const exactPath = (path: string): string => path.replace(/[*?[]/g, '[$&]')

/** A path as a SQL string literal. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`
