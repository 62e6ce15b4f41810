import { instrumentName, instrumentNamed } from '../../../core/market/instrument'
import { systemTimers } from '../../../adapters/clock/system-clock'
import { openLoop } from '../../../adapters/feeds'
import type { FeedEvent, Timestamp } from '../../../core/market/event'
import type { RecordingReader } from '../../../ports/recording-store'
import type { MarketRun } from '../../engine/market-run'

export type RunEvent = { readonly instrument: string; readonly event: FeedEvent }

/** What a replay told, told again from the recording that it replayed; without end, as it goes round. */
export const replayedEvents = async function* (
  reader: RecordingReader,
  { instruments, source }: MarketRun,
): AsyncGenerator<RunEvent> {
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
    for await (const item of feed.items())
      if (item.kind === 'event') yield { instrument: instrumentName(item.instrument), event: item.event }
  } finally {
    await feed.close()
  }
}

/**
 * What a run recorded, one instrument after the other, up to where the next run began. A gap that the recorder put
 * before its first event, since nobody had listened, was never told to the service. `isDone` ends an instrument early.
 */
export const recordedEvents = async function* (
  reader: RecordingReader,
  { instruments, takesOver }: MarketRun,
  until: Timestamp,
  isDone: (instrument: string) => boolean,
): AsyncGenerator<RunEvent> {
  const span = { from: takesOver + 1, ...(until < Infinity && { to: until + 1 }) }
  for (const instrument of instruments) {
    if (isDone(instrument)) continue
    let isFirst = true
    blocks: for await (const events of reader.arrivals(instrumentNamed(instrument), span))
      for (const event of events) {
        if (isDone(instrument)) break blocks
        const isRecorders = isFirst && event.kind === 'gap' && event.reason === 'session-end'
        isFirst = false
        if (!isRecorders) yield { instrument, event }
      }
  }
}
