import { systemTimers } from '../../../adapters/clock/system-clock'
import { openLoop } from '../../../adapters/feeds'
import type { Timestamp } from '../../../core/market/event'
import { instrumentNamed } from '../../../core/market/instrument'
import type { RecordingReader } from '../../../ports/recording-store'
import type { EventItem } from '../../engine/engine-parts'
import type { MarketRun } from '../../engine/market-run'

/**
 * The events of a run that was a replay, again from the recording that it replayed; without end, as the replay repeats.
 */
export const replayedEvents = async function* (
  reader: RecordingReader,
  { instruments, source }: MarketRun,
): AsyncGenerator<EventItem> {
  if (source.kind !== 'replay') return
  const { from, to, after } = source
  const feed = await openLoop({
    reader,
    instruments: instruments.map(instrumentNamed),
    from,
    to,
    after,
    timers: systemTimers,
  })
  try {
    for await (const item of feed.items()) if (item.kind === 'event') yield item
  } finally {
    await feed.close()
  }
}

/**
 * What a run recorded, one instrument after the other, up to where the next run began. The gap that the recorder put
 * before the first event is left out, because the service never received it. `isDone` ends an instrument early.
 */
export const recordedEvents = async function* (
  reader: RecordingReader,
  { instruments, takesOver }: MarketRun,
  until: Timestamp,
  isDone: (instrument: string) => boolean,
): AsyncGenerator<EventItem> {
  const span = { from: takesOver + 1, ...(until < Infinity && { to: until + 1 }) }
  for (const name of instruments) {
    if (isDone(name)) continue
    const instrument = instrumentNamed(name)
    let isFirst = true
    blocks: for await (const events of reader.arrivals(instrument, span))
      for (const event of events) {
        if (isDone(name)) break blocks
        const isRecorders = isFirst && event.kind === 'gap' && event.reason === 'session-end'
        isFirst = false
        if (!isRecorders) yield { kind: 'event', instrument, event }
      }
  }
}
