import { systemTimers } from '../../adapters/clock/system-clock'
import { startRecorder } from '../../adapters/recordings/live/recorder'
import { Fault } from '../../core/error'
import type { FeedItem } from '../../ports/market-feed'
import type { Log } from '../log'

/** What the service's feeds are recorded by; a recording that fails is told and ends, the hedging goes on. */
export type Recording = { readonly write: (item: FeedItem) => void; readonly close: () => Promise<void> }

const none: Recording = { write: () => undefined, close: () => Promise.resolve() }

/** Records what arrives into a folder; nothing where none is named. Throws as `startRecorder`. */
export const openServiceRecording = async (
  folder: string | undefined,
  isReplay: boolean,
  log: Log,
  onFault: (fault: Fault) => void,
): Promise<Recording> => {
  if (folder === undefined) return none
  let failed = false
  const fail = (fault: Fault): void => {
    if (failed) return
    failed = true
    log.error({ event: 'recording.failed', folder, error: fault })
    onFault(fault)
  }
  const identity = {
    origin: isReplay ? ('synthetic' as const) : ('real' as const),
    title: isReplay ? 'A replay, recorded by the service' : 'Recorded by the service',
    licence: 'as its source',
  }
  const recorder = await startRecorder(folder, { identity, timers: systemTimers, onFault: fail })
  log.info({ event: 'recording.started', folder, recovered: recorder.recovered })
  return {
    write: (item) => {
      if (failed) return
      try {
        recorder.write(item)
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        fail(error)
      }
    },
    close: recorder.close,
  }
}
