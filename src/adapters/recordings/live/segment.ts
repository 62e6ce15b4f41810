import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { FeedEvent, PublishedFact } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import type { InstrumentId } from '../../../ports/recording-store'
import { startRecording, type RecordingIdentity } from '../writer'
import { eventLine, refusalLine, startJournal } from './journal'
import { journalExtension, liveSource } from './recover'

/** A part of a live recording: a journal that survives a crash, and the rows staged beside it for the commit. */
export type RecordingSegment = {
  readonly write: (instrument: InstrumentId, event: FeedEvent | PublishedFact) => void
  readonly refuse: (reason: RefusalReason) => void
  /** Events so far. */
  readonly rows: () => number
  /** Resolves once everything written before survives a crash. */
  readonly flush: () => Promise<void>
  /**
   * Makes the rows part of the recording and removes the journal. A crash in between commits them once, at the next
   * start.
   */
  readonly commit: () => Promise<void>
  /** Gives the commit up; the journal stays for the next start. */
  readonly abandon: () => Promise<void>
}

export const startSegment = async (folder: string, identity: RecordingIdentity): Promise<RecordingSegment> => {
  const name = randomUUID()
  const writer = await startRecording(folder, identity)
  const journal = await startJournal(join(folder, 'live', `${name}${journalExtension}`))
  const refused: Partial<Record<RefusalReason, number>> = {}
  let [read, accepted] = [0, 0]
  return {
    write: (instrument, event) => {
      // The writer goes first, because it may refuse the event: the next start must be able to write every event of the
      // journal.
      writer.write(instrument, event)
      journal.append(eventLine(instrument, event))
      read++
      accepted++
    },
    refuse: (reason) => {
      journal.append(refusalLine(reason))
      refused[reason] = (refused[reason] ?? 0) + 1
      read++
    },
    rows: () => accepted,
    flush: journal.flush,
    commit: async () => {
      const sha256 = await journal.close()
      if (read === 0) await writer.abandon()
      else await writer.commit({ file: `${liveSource}${name}`, sha256, read, accepted, quarantined: { ...refused } })
      await journal.remove()
    },
    abandon: async () => {
      // The error that made the commit fail has been reported already.
      await journal.close().catch(() => undefined)
      await writer.abandon()
    },
  }
}
