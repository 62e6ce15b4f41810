import type { Published } from '../../adapters/feeds'
import { DAY, SECOND, type PublishedFact, type Timestamp } from '../../core/market/event'
import { fundingRuleOf, nextFunding } from '../../core/market/funding'
import { instrumentName, type InstrumentId } from '../../core/market/instrument'
import { instrumentFacts } from '../../core/market/venues/instrument-facts'
import type { Clock } from '../../ports/clock'
import type { Timers } from '../../ports/timers'

export type PublishedRecordingParts = {
  /** Asked at every look: a chain lists more with time. */
  readonly instruments: () => readonly InstrumentId[]
  /** What the venue of an instrument publishes; undefined where it is not known. */
  readonly published: (instrument: InstrumentId) => Published | undefined
  readonly note: (instrument: InstrumentId, fact: PublishedFact) => void
  readonly clock: Clock
  readonly timers: Timers
  /** A question that failed: it is asked again. */
  readonly onError: (instrument: string, error: unknown) => void
}

/** Options expire at this time of the day, UTC, at every venue that is known here. */
const expiryHour = 8 * 3_600 * SECOND

/** Milliseconds between two looks at what is due. */
const lookEvery = 60_000

type Asked = { funded: Timestamp; delivered: Timestamp }

/** What an instrument's venue has published that is not recorded yet. */
const newFacts = async function* (
  instrument: InstrumentId,
  published: Published,
  asked: Asked,
  now: Timestamp,
): AsyncGenerator<PublishedFact> {
  const { venue, symbol } = instrument
  const kind = instrumentFacts(venue, symbol)?.kind
  const rule = kind === 'perpetual' ? fundingRuleOf(venue) : undefined
  if (rule !== undefined && nextFunding(rule, asked.funded) <= now)
    for (const { at, from, rate, price } of await published.funding(symbol, asked.funded, now)) {
      if (rate === undefined || at <= asked.funded) continue
      yield { kind: 'funding', timestamp: at, localTimestamp: now, from, rate, price }
      asked.funded = at
    }
  const expiry = Math.floor((now - expiryHour) / DAY) * DAY + expiryHour
  if (kind !== undefined && kind !== 'spot' && expiry > asked.delivered) {
    const delivery = await published.delivery(symbol, expiry)
    if (delivery.kind === 'price') {
      const { basis } = published
      yield { kind: 'delivery-price', timestamp: expiry, localTimestamp: now, price: delivery.price, basis }
    }
    if (delivery.kind !== 'awaited') asked.delivered = expiry
  }
}

/**
 * Records what the venues publish of instruments: fundings from a day before the start on, and the delivery price of
 * every expiry from then on, each once. A question that fails is asked again a minute later.
 */
export const startPublishedRecording = (parts: PublishedRecordingParts): { readonly close: () => Promise<void> } => {
  const { instruments, published, note, clock, timers, onError } = parts
  const known = new Map<string, Asked>()
  let isClosed = false
  let cancel = (): void => undefined
  const look = async (): Promise<void> => {
    for (const instrument of instruments()) {
      const source = published(instrument)
      if (source === undefined || isClosed) continue
      const name = instrumentName(instrument)
      const asked = known.get(name) ?? { funded: clock.now() - DAY, delivered: clock.now() - DAY }
      known.set(name, asked)
      try {
        for await (const fact of newFacts(instrument, source, asked, clock.now())) if (!isClosed) note(instrument, fact)
      } catch (error) {
        onError(name, error)
      }
    }
  }
  let looking = Promise.resolve()
  const turn = (): void => {
    looking = look().then(() => {
      if (!isClosed) cancel = timers.after(lookEvery, turn)
    })
  }
  turn()
  return {
    close: async () => {
      isClosed = true
      cancel()
      await looking
    },
  }
}
