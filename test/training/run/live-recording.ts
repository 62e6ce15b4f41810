import { systemTimers } from '../../../src/adapters/clock/system-clock'
import { startRecorder } from '../../../src/adapters/recordings'
import type { FeedEvent } from '../../../src/core/market/event'

export const recordedInstrument = { venue: 'simulated', symbol: 'microstructure' }

/** Records events as the service does, in many segments, and stops. */
export const recordAsLive = async (folder: string, events: readonly FeedEvent[]): Promise<void> => {
  const recorder = await startRecorder(folder, {
    identity: { origin: 'synthetic', title: 'Recorded by the service', licence: 'as its source' },
    timers: systemTimers,
    ...{ flushSeconds: 0.01, segmentSeconds: 0.01 },
  })
  for (let from = 0; from < events.length; from += 5_000) {
    for (const event of events.slice(from, from + 5_000))
      recorder.write({ kind: 'event', instrument: recordedInstrument, event })
    await recorder.flush()
  }
  await recorder.close()
}
