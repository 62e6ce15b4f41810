import { Fault } from '../../core/error'
import { SECOND, type OptionSummary, type Timestamp } from '../../core/market/event'
import { instrumentName, type InstrumentId } from '../../core/market/instrument'
import { instrumentFacts } from '../../core/market/venues/instrument-facts'
import type { ChainTerms } from '../../core/surface/chain-quotes'
import type { RecordingDescription, RecordingReader, Span } from '../../ports/recording-store'

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

/** The last quotation of every option that was quoted since the snapshot before; `at` is the time of the newest. */
export type ChainSnapshot = { readonly at: Timestamp; readonly options: readonly OptionSummary[] }

/** A pause of the stream that ends a snapshot. */
const pause = 60 * SECOND

/**
 * The quotations of a chain in snapshots: one ends where the stream pauses for a minute, or `every` microseconds after
 * the one before.
 */
export const chainSnapshots = async function* (
  reader: RecordingReader,
  instrument: InstrumentId,
  every: number,
  span: Span = {},
): AsyncGenerator<ChainSnapshot> {
  let last = new Map<string, OptionSummary>()
  let [at, ended] = [Infinity, Infinity]
  for await (const block of reader.options(instrument, span))
    for (const option of block) {
      const { timestamp } = option
      if (at === Infinity) ended = timestamp
      if (timestamp - at > pause || (timestamp > at && at - ended >= every)) {
        yield { at, options: [...last.values()] }
        ended = at
        last = new Map()
      }
      at = timestamp
      last.set(option.instrument, option)
    }
  if (last.size > 0) yield { at, options: [...last.values()] }
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

/** How the options of a chain settle, by their venue's names; undefined where the names do not tell. */
export const toldSettlement = (
  venue: string,
  options: Iterable<OptionSummary>,
): ChainTerms['settlement'] | undefined => {
  const told = new Set([...options].map(({ instrument }) => instrumentFacts(venue, instrument)?.settlement))
  const [settlement] = told
  return told.size === 1 && (settlement === 'linear' || settlement === 'inverse') ? settlement : undefined
}

/** As `toldSettlement`; `bad-input` where the names do not tell. */
export const chainSettlement = (venue: string, options: Iterable<OptionSummary>): ChainTerms['settlement'] => {
  const settlement = toldSettlement(venue, options)
  if (settlement !== undefined) return settlement
  throw new Fault('bad-input', `the names of this chain at ${venue} do not tell how it settles: pass --settlement`)
}
