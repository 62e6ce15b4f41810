import type { RefusalReason } from '../../../core/market/row-check'
import { instrumentFacts } from '../../../core/market/venues/instrument-facts'
import type { InstrumentId } from '../../../ports/recording-store'
import { isMessage, startRecentIds, type RecentIds } from '../messages'
import type { Listener } from '../source'
import { readQuote, readTicker, readTrade, startBook, type BookReader } from './read-message'

/** Options are stored under their underlying, the chain as one instrument; all else under its own name. */
export const deribitInstrument = (name: string): InstrumentId => ({
  venue: 'deribit',
  symbol: instrumentFacts('deribit', name)?.option?.underlying ?? name,
})

/** The public channels of an instrument: of an option its ticker, which carries volatilities and Greeks. */
export const deribitChannels = (name: string, withBook: boolean): readonly string[] =>
  instrumentFacts('deribit', name)?.option !== undefined
    ? [`ticker.${name}.100ms`]
    : [`trades.${name}.100ms`, `quote.${name}`, `ticker.${name}.100ms`, ...(withBook ? [`book.${name}.100ms`] : [])]

/** Kind and instrument of a channel; undefined where it was not subscribed to. */
const readChannel = (channel: string): { readonly kind: string; readonly name: string } | undefined => {
  const match = /^(trades|quote|ticker|book)\.([A-Za-z0-9_-]{1,64})(?:\.100ms)?$/.exec(channel)
  return match === null ? undefined : { kind: match[1], name: match[2] }
}

/**
 * Turns the messages of one connection's channels into events; what cannot be read is refused and nothing else happens.
 */
export const startSubscription = (
  listener: Pick<Listener, 'event' | 'refused' | 'broken'>,
): ((channel: unknown, data: unknown) => void) => {
  const books = new Map<string, BookReader>()
  const trades = new Map<string, RecentIds>()
  const kept = <T>(map: Map<string, T>, name: string, start: () => T): T => {
    const known = map.get(name)
    if (known !== undefined) return known
    const fresh = start()
    map.set(name, fresh)
    return fresh
  }

  return (channel, data) => {
    const read = typeof channel === 'string' ? readChannel(channel) : undefined
    const refuse = (reason: RefusalReason, part: unknown): void =>
      listener.refused({
        instrument: read && deribitInstrument(read.name),
        reason,
        detail: `${String(channel)}: ${JSON.stringify(part)}`.slice(0, 500),
      })
    if (read === undefined) {
      refuse('columns', data)
      return
    }
    const { kind, name } = read
    const instrument = deribitInstrument(name)
    if (kind === 'trades') {
      if (!Array.isArray(data)) {
        refuse('columns', data)
        return
      }
      const recent = kept(trades, name, startRecentIds)
      for (const part of data as readonly unknown[]) {
        const trade = readTrade(part)
        if (typeof trade === 'string') refuse(trade, part)
        else if (recent.repeats(trade.id)) refuse('duplicate', part)
        else listener.event(instrument, trade.trade)
      }
      return
    }
    if (!isMessage(data)) {
      refuse('columns', data)
      return
    }
    if (kind === 'book') {
      const changes = kept(books, name, startBook).read(data)
      if (typeof changes !== 'string') {
        for (const change of changes) listener.event(instrument, change)
        return
      }
      // After a missing change the book stays wrong until a new snapshot.
      if (changes !== 'gap') refuse(changes, data)
      listener.broken(instrument)
      return
    }
    const event = kind === 'quote' ? readQuote(data) : readTicker(name, data)
    if (typeof event === 'string') refuse(event, data)
    else listener.event(instrument, event)
  }
}
