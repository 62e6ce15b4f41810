import { mkdir } from 'node:fs/promises'
import { Fault } from '../../../core/error'
import { arrivalOf, DAY, type FeedEvent, type PublishedFact, type Timestamp } from '../../../core/market/event'
import { refuseEvent } from '../../../core/market/event-screen'
import { instrumentName, type InstrumentId } from '../../../core/market/instrument'
import type { RefusalReason } from '../../../core/market/row-check'
import type { FeedItem } from '../../../ports/market-feed'
import type { Timers } from '../../../ports/timers'
import { readManifest } from '../manifest'
import type { RecordingIdentity } from '../writer'
import { agreedFacts, recordedFacts, type AgreedFacts, type ToldFacts } from './agreed-facts'
import { consolidate, removeSuperseded } from './consolidate'
import { lockRecording } from '../lock'
import { recoverJournals } from './recover'
import { startSegment } from './segment'

const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const notAllowed = new Set(['EACCES', 'EPERM', 'EROFS'])
const noFolder = new Set(['ENOTDIR', 'EEXIST', 'ENOENT'])

/** A storage error of a recording as a fault whose message states what to do. A fault is returned unchanged. */
const storageFault = (error: unknown, folder: string): Fault => {
  if (error instanceof Fault) return error
  const { code = '', message = String(error) } = error as Partial<NodeJS.ErrnoException>
  const cause = { cause: error }
  if (noRoom.has(code) || /no space left|disk full/i.test(message))
    return new Fault(
      'unavailable',
      `${folder}: no room left to record; free some and start again, nothing committed is lost`,
      cause,
    )
  if (notAllowed.has(code)) return new Fault('unavailable', `${folder}: may not be written to by this user`, cause)
  if (noFolder.has(code)) return new Fault('unavailable', `${folder}: cannot be a folder here (${code})`, cause)
  return new Fault('unavailable', `${folder}: recording failed: ${message.split('\n')[0]}`, cause)
}

export type RecorderSettings = {
  readonly identity: Omit<RecordingIdentity, 'facts'>
  /** What the instruments are; the recording's own facts, else those of the tables of venues, without it. */
  readonly told?: ToldFacts | undefined
  readonly timers: Timers
  /** Seconds between writes to the disk: what a crash may lose. Default 1. */
  readonly flushSeconds?: number | undefined
  /** Seconds after which what was written becomes part of the recording. Default 300. */
  readonly segmentSeconds?: number | undefined
  /** Called once when recording has ended with a fault, whose message states what to do about it. */
  readonly onFault?: ((fault: Fault) => void) | undefined
}

/** Writes a feed into a recording as it arrives. */
export type Recorder = {
  /** Rows that a crash had left and that were saved at the start. */
  readonly recovered: number
  /** What an instrument is recorded as. */
  readonly facts: AgreedFacts['of']
  /** Facts told that differ from the recording's, a sentence each. */
  readonly notes: readonly string[]
  /** Records an item; statuses are left out. Throws the fault that ended the recording, `usage` after `close`. */
  readonly write: (item: FeedItem) => void
  /** Records what a venue published of an instrument after the fact. Throws as `write`. */
  readonly note: (instrument: InstrumentId, fact: PublishedFact) => void
  /** Counts something that the feed refused; never throws. */
  readonly refuse: (reason: RefusalReason) => void
  /** Resolves once everything written before survives a crash. */
  readonly flush: () => Promise<void>
  /** Events written so far, and those that are part of the recording. */
  readonly counts: () => { readonly written: number; readonly committed: number }
  /** Commits what is left and makes one file a day and channel of the segments. */
  readonly close: () => Promise<void>
}

const nothingTold: ToldFacts = { instruments: [], override: '' }

/** Rows that are committed at once, at most. */
const segmentRows = 1_000_000
/** A day is over an hour after its end: rows of its last moments arrive late. */
const dayGrace = DAY / 24

/**
 * Starts recording into a folder, made where missing. What a crash left is committed first, each row once; an
 * instrument that was recorded before goes on with a gap ('session-end'), since nothing was recorded in between. Throws
 * `unavailable` where another process records into the folder, or it cannot be written to; `bad-input` where it holds a
 * recording of another origin, or where the facts told contradict it; what a crash left is saved first.
 */
export const startRecorder = async (folder: string, settings: RecorderSettings): Promise<Recorder> => {
  const { timers, told = nothingTold, flushSeconds = 1, segmentSeconds = 300, onFault = () => undefined } = settings
  const guarded = async <T>(run: () => Promise<T>): Promise<T> => {
    try {
      return await run()
    } catch (error) {
      throw storageFault(error, folder)
    }
  }
  const release = await guarded(async () => {
    await mkdir(folder, { recursive: true })
    return lockRecording(folder)
  })

  const begin = async () => {
    // An earlier process recorded it under the facts of the recording.
    const facts = recordedFacts(await readManifest(folder), told)
    const recovered = await recoverJournals(folder, { ...settings.identity, facts })
    await removeSuperseded(folder)
    const manifest = await readManifest(folder)
    const agreed = agreedFacts(folder, manifest, told)
    const identity = { ...settings.identity, facts: agreed.of }
    const known = new Set(manifest?.parts.map(instrumentName))
    return { recovered, known, agreed, identity, first: await startSegment(folder, identity) }
  }
  const { recovered, known, agreed, identity, first } = await guarded(begin).catch(async (error: unknown) => {
    await release()
    throw error
  })

  let segment = first
  let segmentBegan = timers.now()
  let [written, committed] = [0, 0]
  let consolidatedTo: Timestamp | undefined
  let latest: Timestamp = -Infinity
  let fault: Fault | undefined
  let isClosed = false
  let cancelTick = (): void => undefined
  let work: Promise<void> = Promise.resolve()

  const fail = (error: unknown): Fault => {
    if (fault === undefined) {
      fault = storageFault(error, folder)
      cancelTick()
      onFault(fault)
    }
    return fault
  }

  /** Runs one task after the other; after a fault none. */
  const next = (run: () => Promise<void>): Promise<void> => {
    work = work.then(async () => {
      if (fault !== undefined) return
      try {
        await run()
      } catch (error) {
        fail(error)
      }
    })
    return work
  }

  const turnOver = async (): Promise<void> => {
    const old = segment
    if (old.rows() === 0) return
    const fresh = await startSegment(folder, identity)
    segment = fresh
    segmentBegan = timers.now()
    await old.commit()
    committed += old.rows()
  }

  const endDays = async (): Promise<void> => {
    const day = Math.floor((latest - dayGrace) / DAY) * DAY
    if (!Number.isFinite(day) || consolidatedTo === day) return
    if (consolidatedTo !== undefined) await consolidate(folder, day)
    consolidatedTo = day
  }

  const tick = (): void => {
    void next(async () => {
      await segment.flush()
      if (timers.now() - segmentBegan >= segmentSeconds * 1000 || segment.rows() >= segmentRows) {
        await turnOver()
        await endDays()
      }
    }).then(() => {
      if (!isClosed && fault === undefined) cancelTick = timers.after(flushSeconds * 1000, tick)
    })
  }
  cancelTick = timers.after(flushSeconds * 1000, tick)

  const store = (instrument: InstrumentId, event: FeedEvent | PublishedFact): void => {
    segment.write(instrument, event)
    written++
    latest = Math.max(latest, arrivalOf(event))
  }

  const usable = (): void => {
    if (fault !== undefined) throw fault
    if (isClosed) throw new Fault('usage', 'the recorder is closed')
  }

  return {
    recovered,
    ...{ facts: agreed.of, notes: agreed.notes },
    write: (item) => {
      usable()
      if (item.kind === 'status') return
      const { instrument, event } = item
      if (refuseEvent(event) === 'not-a-number') {
        segment.refuse('not-a-number')
        return
      }
      try {
        if (known.delete(instrumentName(instrument)) && event.kind !== 'gap')
          store(instrument, { kind: 'gap', timestamp: arrivalOf(event) - 1, reason: 'session-end' })
        store(instrument, event)
      } catch (error) {
        throw fail(error)
      }
    },
    note: (instrument, fact) => {
      usable()
      try {
        store(instrument, fact)
      } catch (error) {
        throw fail(error)
      }
    },
    refuse: (reason) => {
      if (fault !== undefined || isClosed) return
      try {
        segment.refuse(reason)
      } catch (error) {
        fail(error)
      }
    },
    flush: async () => {
      await next(() => segment.flush())
      if (fault !== undefined) throw fault
    },
    counts: () => ({ written, committed }),
    close: async () => {
      if (isClosed) return
      isClosed = true
      cancelTick()
      await next(async () => {
        const rows = segment.rows()
        await segment.commit()
        committed += rows
        await consolidate(folder)
        await removeSuperseded(folder)
      })
      if (fault !== undefined) await segment.abandon()
      await release()
      if (fault !== undefined) throw fault
    },
  }
}
