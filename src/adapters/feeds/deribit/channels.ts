import { readDeribitName } from '../../../core/market/deribit-name'
import type { Instrument } from '../../../ports/recording-store'

/** Options are stored under their underlying, the chain as one instrument; all else under its own name. */
export const deribitInstrument = (name: string): Instrument => ({
  venue: 'deribit',
  symbol: readDeribitName(name)?.underlying ?? name,
})

/** The public channels of an instrument: of an option its ticker, which carries volatilities and Greeks. */
export const deribitChannels = (name: string, withBook: boolean): readonly string[] =>
  readDeribitName(name) !== undefined
    ? [`ticker.${name}.100ms`]
    : [`trades.${name}.100ms`, `quote.${name}`, `ticker.${name}.100ms`, ...(withBook ? [`book.${name}.100ms`] : [])]

/** What a channel is and of which instrument; undefined where it is none of ours. */
export const readChannel = (channel: string): { readonly kind: string; readonly name: string } | undefined => {
  const match = /^(trades|quote|ticker|book)\.([A-Za-z0-9_-]{1,64})(?:\.100ms)?$/.exec(channel)
  return match === null ? undefined : { kind: match[1], name: match[2] }
}
