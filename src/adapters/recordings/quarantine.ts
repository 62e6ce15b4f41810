import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, existsSync, mkdirSync, openSync, type WriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { RefusalReason } from '../../core/market/row-check'
import type { OffBook, SourceLine } from './formats/format'
import { removeAbandoned, removeEmpty, unfinishedPrefix } from './unfinished'

/** Keeps refused lines beside the data, with row number and reason. */
export type Quarantine = {
  readonly counts: Readonly<Partial<Record<RefusalReason, number>>>
  add(reason: RefusalReason, line: SourceLine): void
  /** Keeps a line of which something is left out, by kind, without counting it as refused. */
  keep(kind: OffBook, line: SourceLine): void
  /** Resolves once the disk has caught up. */
  drained(): Promise<void>
  /** Puts the file in place as `<recording>/quarantine/<name>.csv`; there is none where nothing was refused. */
  commit(name: string): Promise<void>
  /** Removes the file, also after `commit`, and the folder where it was made for it. */
  abandon(): Promise<void>
}

/** Text is handed to the disk in pieces of so many characters. */
const atOnce = 65_536

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** Quarantine of one source: a CSV file with columns row, reason, line (the whole line as it was, quoted). */
export const startQuarantine = async (recording: string): Promise<Quarantine> => {
  const folder = join(recording, 'quarantine')
  const temporary = join(folder, `${unfinishedPrefix()}${randomUUID()}.csv`)
  const counts: Partial<Record<RefusalReason, number>> = {}
  let stream: WriteStream | undefined
  let placed: string | undefined
  let waiting = ''
  let kept: number | undefined
  const isOld = existsSync(folder)
  if (isOld) await removeAbandoned(folder)
  const writeOut = (): void => {
    if (waiting !== '') stream!.write(waiting)
    waiting = ''
  }
  const write = (reason: RefusalReason | OffBook, { number, raw }: SourceLine): void => {
    if (stream === undefined) {
      mkdirSync(folder, { recursive: true })
      // Opened at once: an import that gives up removes the folder where it is empty.
      stream = createWriteStream(temporary, { fd: openSync(temporary, 'w') })
      waiting = 'row,reason,line\n'
    }
    waiting += `${number},${reason},${quoted(raw)}\n`
    if (waiting.length > atOnce) writeOut()
  }
  const close = async (): Promise<void> => {
    if (stream === undefined) return
    writeOut()
    stream.end()
    await finished(stream)
  }
  return {
    counts,
    add: (reason, line) => {
      counts[reason] = (counts[reason] ?? 0) + 1
      if (reason !== 'off-market' || kept !== line.number) write(reason, line)
    },
    keep: (kind, line) => {
      if (kept !== line.number) write(kind, line)
      kept = line.number
    },
    drained: async () => {
      if (stream?.writableNeedDrain) await once(stream, 'drain')
    },
    commit: async (name) => {
      await close()
      if (stream === undefined) return
      const path = join(folder, `${name}.csv`)
      await rename(temporary, path)
      placed = path
    },
    abandon: async () => {
      await close()
      await rm(temporary, { force: true })
      if (placed !== undefined) await rm(placed, { force: true })
      if (!isOld) await removeEmpty(folder, folder)
    },
  }
}
