import { once } from 'node:events'
import { createWriteStream, existsSync, mkdirSync, type WriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { RefusalReason } from '../../core/market/row-check'
import type { SourceLine } from './formats/format'
import { removeAbandoned, removeEmpty, unfinishedPrefix } from './unfinished'

/** Keeps refused lines beside the data, with row number and reason. */
export type Quarantine = {
  readonly counts: Readonly<Partial<Record<RefusalReason, number>>>
  add(reason: RefusalReason, line: SourceLine): void
  /** Resolves once the disk has caught up. */
  drained(): Promise<void>
  /** Puts the file in place; there is none where nothing was refused. */
  commit(): Promise<void>
  /** Removes the file, also after `commit`, and the folder where it was made for it. */
  abandon(): Promise<void>
}

/** Text is handed to the disk in pieces of so many characters. */
const atOnce = 65_536

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

/**
 * Quarantine of one source, `<recording>/quarantine/<name>.csv` with columns row, reason, line (the whole line as it
 * was, quoted).
 */
export const startQuarantine = async (recording: string, name: string): Promise<Quarantine> => {
  const folder = join(recording, 'quarantine')
  const temporary = join(folder, `${unfinishedPrefix()}${name}.csv`)
  const counts: Partial<Record<RefusalReason, number>> = {}
  let stream: WriteStream | undefined
  let isPlaced = false
  let waiting = ''
  const isOld = existsSync(folder)
  if (isOld) await removeAbandoned(folder)
  const writeOut = (): void => {
    if (waiting !== '') stream!.write(waiting)
    waiting = ''
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
      if (stream === undefined) {
        mkdirSync(folder, { recursive: true })
        stream = createWriteStream(temporary)
        waiting = 'row,reason,line\n'
      }
      waiting += `${line.number},${reason},${quoted(line.raw)}\n`
      if (waiting.length > atOnce) writeOut()
    },
    drained: async () => {
      if (stream?.writableNeedDrain) await once(stream, 'drain')
    },
    commit: async () => {
      await close()
      if (stream === undefined) return
      await rename(temporary, join(folder, `${name}.csv`))
      isPlaced = true
    },
    abandon: async () => {
      await close()
      await rm(temporary, { force: true })
      if (isPlaced) await rm(join(folder, `${name}.csv`), { force: true })
      if (!isOld) await removeEmpty(folder, folder)
    },
  }
}
