import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { startQuarantine } from '../quarantine'
import { startRecording, type RecordingIdentity } from '../writer'
import { readJournalLine } from './journal'

export const journalExtension = '.ndjson'

/** Name of a source that is a segment of a live recording. */
export const liveSource = 'live '

/** Complete lines of a file, with their line ends; the rest is an incomplete last line. */
const completeLines = async function* (
  path: string,
): AsyncGenerator<{ readonly text: string; readonly isTorn: boolean }> {
  let rest = ''
  for await (const part of createReadStream(path, 'utf8')) {
    const lines = (rest + String(part)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield { text: `${line}\n`, isTorn: false }
  }
  if (rest !== '') yield { text: rest, isTorn: true }
}

const recoverJournal = async (folder: string, path: string, identity: RecordingIdentity): Promise<number> => {
  if ((await stat(path)).size === 0) {
    await rm(path)
    return 0
  }
  const name = basename(path, journalExtension)
  const writer = await startRecording(folder, identity)
  const quarantine = await startQuarantine(folder)
  const hash = createHash('sha256')
  const refused: Record<string, number> = {}
  let [read, accepted] = [0, 0]
  let isDone = false
  try {
    for await (const { text, isTorn } of completeLines(path)) {
      read++
      if (!isTorn) hash.update(text)
      const entry = isTorn ? undefined : readJournalLine(text)
      if (entry === undefined) quarantine.add('not-json', { number: read, raw: text.trimEnd() })
      else if (entry.kind === 'refusal') refused[entry.reason] = (refused[entry.reason] ?? 0) + 1
      else {
        writer.write(entry.instrument, entry.event)
        accepted++
      }
    }
    await quarantine.commit(name)
    // The hash is that of the whole lines: had the segment been committed before the crash, committing it again changes
    // nothing.
    await writer.commit({
      ...{ file: `${liveSource}${name}`, sha256: hash.digest('hex'), read, accepted },
      quarantined: { ...refused, ...quarantine.counts },
    })
    isDone = true
  } finally {
    if (!isDone) {
      await quarantine.abandon()
      await writer.abandon()
    }
  }
  await rm(path)
  return accepted
}

/**
 * Commits what journals a crash left behind; the rows that were saved. Only for the one process that records into the
 * folder.
 */
export const recoverJournals = async (folder: string, identity: RecordingIdentity): Promise<number> => {
  const live = join(folder, 'live')
  let rows = 0
  for (const name of (await readdir(live)).filter((name) => name.endsWith(journalExtension)).sort())
    rows += await recoverJournal(folder, join(live, name), identity)
  return rows
}
