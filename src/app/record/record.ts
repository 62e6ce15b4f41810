import { systemClock, systemTimers } from '../../adapters/clock/system-clock'
import { openFeed, publishedBy, type FeedRefusal, type TardisExchange } from '../../adapters/feeds'
import { startRecorder } from '../../adapters/recordings'
import { Fault } from '../../core/error'
import { instrumentName, type InstrumentId } from '../../core/market/instrument'
import { startRng } from '../../core/rng'
import type { FeedItem } from '../../ports/market-feed'
import { startPublishedRecording } from './record-published'
import { toldInstruments } from './told-facts'

export const recordSources = ['deribit', 'deribit-test', 'binance', 'binance-futures'] as const
export type RecordSource = (typeof recordSources)[number]

export type RecordRequest = {
  readonly source: RecordSource
  /** Names as the venue spells them; of a chain none. */
  readonly instruments: readonly string[]
  /** The whole option chain of a currency, or of an underlying, with its futures; Deribit only. */
  readonly chain?: string | undefined
  /** Between two snapshots of the chain. */
  readonly everySeconds?: number | undefined
  /** Folder of the recording: made where missing, added to where there is one. */
  readonly out: string
  /** Ends by itself after so many minutes. */
  readonly minutes?: number | undefined
  /** Whole books besides their tops; Deribit only. */
  readonly withBook?: boolean | undefined
  /** Address instead of the venue's own. */
  readonly url?: string | undefined
  /** Address of the interface that publishes funding and delivery prices, instead of the venue's own. */
  readonly publishedUrl?: string | undefined
  readonly title?: string | undefined
  readonly licence?: string | undefined
  /** Goes on with what the recording says its instruments are, where the venue says otherwise now. */
  readonly keepFacts?: boolean | undefined
  readonly seed: number
}

export type RecordSummary = {
  readonly recording: string
  /** Rows saved from what a crash had left. */
  readonly recovered: number
  readonly recorded: number
  readonly gaps: number
  /** What is to be said of the facts of instruments: not told, or told otherwise by name, venue and recording. */
  readonly facts: readonly string[]
  /** What the feed refused, by reason. */
  readonly refused: Readonly<Record<string, number>>
}

export type RecordObserver = {
  readonly onStatus: (item: Extract<FeedItem, { kind: 'status' }>) => void
  /** Called before anything is recorded. */
  readonly onFacts: (note: string) => void
  readonly onRefused: (refusal: FeedRefusal) => void
  readonly onClockJump: (milliseconds: number) => void
  /** What a venue publishes of an instrument could not be asked for; it is asked again. */
  readonly onUnpublished: (instrument: string, error: unknown) => void
}

const feedOf = ({ source, instruments, chain, everySeconds, withBook, url }: RecordRequest) => {
  if (source !== 'deribit' && source !== 'deribit-test')
    return {
      ...({ kind: 'tardis', exchange: source satisfies TardisExchange } as const),
      ...{ symbols: instruments, withTickers: source === 'binance-futures', url },
    }
  const address = { sandbox: source === 'deribit-test', url }
  return chain === undefined
    ? ({ kind: 'deribit', names: instruments, withBook, ...address } as const)
    : ({ kind: 'deribit-chain', chain, everySeconds, ...address } as const)
}

/**
 * Records what arrives from a venue until `stop` resolves or the minutes are over, with what the venue says its
 * instruments are. Throws `unavailable` where the folder cannot be written to, or not any more; what was written until
 * then is kept. Throws `bad-input` at once where the recording says otherwise of an instrument, or the venue has none
 * of the name.
 */
export const recordLive = async (
  request: RecordRequest,
  stop: Promise<unknown>,
  observer: RecordObserver,
): Promise<RecordSummary> => {
  const { source, instruments, chain, out, minutes, seed } = request
  const what = chain === undefined ? instruments.join(', ') : `options and futures of ${chain}`
  const refused: Record<string, number> = {}
  let close = (): void => undefined
  const told = await toldInstruments(feedOf(request))
  if (told.unknown !== undefined) throw new Fault('bad-input', told.unknown)
  const recorder = await startRecorder(out, {
    told: { instruments: told.instruments, keepsRecorded: request.keepFacts, override: '--keep-facts' },
    identity: {
      origin: 'real',
      title: request.title ?? `Recorded live from ${source}: ${what}`,
      licence: request.licence ?? 'terms of the venue',
    },
    timers: systemTimers,
    onFault: () => close(),
  })
  const facts = [...told.notes, ...recorder.notes]
  for (const note of facts) observer.onFacts(note)
  let gaps = 0
  try {
    const clock = systemClock(observer.onClockJump)
    const { feed } = await openFeed({
      ...feedOf(request),
      ...{ clock, timers: systemTimers, rng: startRng(seed) },
      onRefused: (refusal) => {
        refused[refusal.reason] = (refused[refusal.reason] ?? 0) + 1
        recorder.refuse(refusal.reason)
        observer.onRefused(refusal)
      },
    })
    close = () => void feed.close()
    const seen = new Map<string, InstrumentId>()
    // An address of tests is that of their feed: its venue publishes nothing.
    const isAsked = request.url === undefined || request.publishedUrl !== undefined
    const published = startPublishedRecording({
      instruments: () => (isAsked ? [...seen.values()] : []),
      published: ({ venue }) => publishedBy(venue, { sandbox: source === 'deribit-test', url: request.publishedUrl }),
      ...{ note: recorder.note, clock, timers: systemTimers, onError: observer.onUnpublished },
    })
    void stop.then(close)
    const cancel = minutes === undefined ? undefined : systemTimers.after(minutes * 60_000, close)
    try {
      for await (const item of feed.items()) {
        if (item.kind === 'status') observer.onStatus(item)
        else {
          seen.set(instrumentName(item.instrument), item.instrument)
          if (item.event.kind === 'gap') gaps++
        }
        recorder.write(item)
      }
    } finally {
      cancel?.()
      await published.close()
    }
  } finally {
    await recorder.close()
  }
  return { recording: out, recovered: recorder.recovered, recorded: recorder.counts().written, gaps, facts, refused }
}
