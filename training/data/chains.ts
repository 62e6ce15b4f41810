import { chainSettlement, chainSnapshots } from '../../src/adapters/recordings'
import { Fault } from '../../src/core/error'
import { SECOND, type OptionSummary, type Timestamp } from '../../src/core/market/event'
import { instrumentName, type InstrumentId } from '../../src/core/market/instrument'
import { startChainSurface } from '../../src/core/reading/chain-surface'
import type { ChainTerms } from '../../src/core/surface/chain-quotes'
import { openChain, type MarkedChain } from '../../src/core/surface/mark-option'
import type { RecordingReader, Span } from '../../src/ports/recording-store'

/** How the options of a recording settle, by the names of its first ones; faults where they do not tell. */
export const chainSettles = async (
  reader: RecordingReader,
  instrument: InstrumentId,
): Promise<ChainTerms['settlement']> => {
  for await (const options of reader.options(instrument)) return chainSettlement(instrument.venue, options)
  throw new Fault('missing-data', `${instrumentName(instrument)}: no option is recorded`)
}

/** How a stream of quotations is cut into chains. */
export type ChainReading = {
  readonly settlement: ChainTerms['settlement']
  /** A quotation older than this does not count, seconds. */
  readonly stale: number
  /** Shortest time between two chains of a stream that does not pause, seconds. */
  readonly every: number
  /** All of the recording where absent. */
  readonly span?: Span | undefined
}

/** How a chain is cut where nothing else is asked for: as the service follows it, a chain an hour at most. */
export const chainCadence = { stale: 900, every: 3600 } as const

/** The chain of every snapshot; one of which there is no surface yet is left out. */
export const readChains = async (
  reader: RecordingReader,
  instrument: InstrumentId,
  { stale, every, settlement, span }: ChainReading,
  onChain: (at: Timestamp) => void,
): Promise<readonly MarkedChain[]> => {
  const followed = startChainSurface({ settlement, everySeconds: 1, staleSeconds: stale })
  const last = new Map<string, OptionSummary>()
  const chains: MarkedChain[] = []
  const terms = { settlement, staleAfter: stale * SECOND }
  for await (const { at, options } of chainSnapshots(reader, instrument, every * SECOND, span)) {
    for (const option of options) {
      last.set(option.instrument, option)
      followed.take(option)
    }
    followed.advance(at)
    const reading = followed.at(at)
    for (const [name, { timestamp }] of last) if (at - timestamp > terms.staleAfter) last.delete(name)
    if (reading !== undefined) chains.push(openChain([...last.values()], reading, { ...terms, at }, chains.at(-1)))
    onChain(at)
  }
  return chains
}
