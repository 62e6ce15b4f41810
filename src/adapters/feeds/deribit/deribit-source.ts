import type { InstrumentId } from '../../../ports/recording-store'
import type { FeedSource, Listener } from '../source'
import { openDeribit, type DeribitAddress } from './connection'
import { deribitChannels, deribitInstrument, startSubscription } from './subscription'

export type DeribitSettings = DeribitAddress & {
  /** Names as Deribit spells them: 'BTC-PERPETUAL', 'BTC-27DEC24', 'BTC-27DEC24-100000-C'. */
  readonly names: readonly string[]
  /** The whole book besides its top. */
  readonly withBook?: boolean | undefined
}

/** A whole book of a busy instrument is far below this, in mebibytes. */
const largestMessage = 4
const channelsPerRequest = 100

const open = (
  address: DeribitAddress,
  channels: readonly string[],
  listener: Listener,
): { readonly close: () => void } => {
  const missing = new Set<unknown>(channels)
  let awaited = Math.ceil(channels.length / channelsPerRequest)
  const taken = (result: unknown): void => {
    for (const channel of Array.isArray(result) ? (result as readonly unknown[]) : []) missing.delete(channel)
    if (--awaited > 0) return
    if (missing.size > 0) connection.end(`no such channel: ${[...missing].slice(0, 5).join(', ')}`)
    else listener.opened()
  }
  const connection = openDeribit(address, largestMessage, {
    opened: () => {
      for (let i = 0; i < channels.length; i += channelsPerRequest)
        connection.ask('public/subscribe', { channels: channels.slice(i, i + channelsPerRequest) }, taken)
    },
    told: startSubscription(listener),
    refused: listener.refused,
    closed: listener.closed,
  })
  return connection
}

/**
 * Deribit's public market data over JSON-RPC on a WebSocket: trades, top of book, tickers of futures, perpetuals and
 * options, and whole books with their sequence checked. Each name is an instrument; options form one chain under their
 * underlying.
 */
export const deribitSource = ({ names, withBook = false, ...address }: DeribitSettings): FeedSource => {
  const channels = names.flatMap((name) => deribitChannels(name, withBook))
  const instruments = new Map<string, InstrumentId>(
    names.map((name) => [deribitInstrument(name).symbol, deribitInstrument(name)]),
  )
  return {
    name: 'deribit',
    instruments: [...instruments.values()],
    connect: (listener) => open(address, channels, listener),
  }
}
