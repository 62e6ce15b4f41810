import type { RefusalReason } from '../../../core/market/row-check'
import { isMessage } from '../message-fields'
import { startRecentIds, type RecentIds } from '../recent-ids'
import type { Listener } from '../source'
import { startBook, type BookReader } from './book'
import { deribitInstrument, readChannel } from './channels'
import { readQuote, readTicker, readTrade } from './read-message'

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
      // A book without one of its changes is wrong from there on.
      if (changes !== 'gap') refuse(changes, data)
      listener.broken(instrument)
      return
    }
    const event = kind === 'quote' ? readQuote(data) : readTicker(name, data)
    if (typeof event === 'string') refuse(event, data)
    else listener.event(instrument, event)
  }
}
