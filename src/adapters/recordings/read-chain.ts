import { Fault } from '../../core/error'
import type { OptionSummary, Timestamp } from '../../core/market/event'
import { instrumentName, type InstrumentId } from '../../core/market/instrument'
import { instrumentFacts } from '../../core/market/venues/instrument-facts'
import type { ChainTerms } from '../../core/surface/chain-quotes'
import type { RecordingDescription, RecordingReader } from '../../ports/recording-store'

/** What a chain is read by: its instrument (the underlying), a moment, and how old a quotation may be, microseconds. */
export type ChainQuery = {
  readonly instrument: InstrumentId
  readonly at: Timestamp
  readonly staleAfter: number
}

/** The last quotation of every option of a chain at a moment; of two at one time the one recorded later. */
export const readChain = async (
  reader: RecordingReader,
  { instrument, at, staleAfter }: ChainQuery,
): Promise<readonly OptionSummary[]> => {
  const last = new Map<string, OptionSummary>()
  for await (const options of reader.options(instrument, { from: at - staleAfter, to: at + 1 }))
    for (const option of options) last.set(option.instrument, option)
  return [...last.values()]
}

/**
 * The chain of a recording: by its symbol, else the one with the most quotations; with the time of its last one.
 * `bad-input` where there is none.
 */
export const chainOf = (
  { instruments }: RecordingDescription,
  symbol?: string,
): { readonly instrument: InstrumentId; readonly last: Timestamp } => {
  const chains = instruments.flatMap(({ venue, symbol, channels }) => {
    const options = channels.find(({ channel }) => channel === 'options')
    return options === undefined ? [] : [{ instrument: { venue, symbol }, rows: options.rows, last: options.to }]
  })
  const named = chains.filter(({ instrument }) => symbol === undefined || instrument.symbol === symbol)
  if (named.length === 0) {
    const held = chains.map(({ instrument }) => instrumentName(instrument)).join(', ')
    throw new Fault(
      'bad-input',
      `the recording has no options of ${symbol ?? 'any instrument'}; it holds ${held || 'none: import a chain'}`,
    )
  }
  return named.reduce((most, chain) => (chain.rows > most.rows ? chain : most))
}

/** How the options of a chain settle, by their venue's names; `bad-input` where the names do not tell. */
export const chainSettlement = (venue: string, options: Iterable<OptionSummary>): ChainTerms['settlement'] => {
  const told = new Set([...options].map(({ instrument }) => instrumentFacts(venue, instrument)?.settlement))
  const [settlement] = told
  if (told.size === 1 && (settlement === 'linear' || settlement === 'inverse')) return settlement
  throw new Fault('bad-input', `the names of this chain at ${venue} do not tell how it settles: pass --settlement`)
}
