import { Fault } from '../../src/core/error'
import type { Channel, Instrument, InstrumentDescription, RecordingReader } from '../../src/ports/recording-store'
import type { BarTable } from './bar-table'
import { withFundingRate, withImpliedVol } from './implied-vol-columns'

const holds = ({ channels }: InstrumentDescription, channel: Channel): boolean =>
  channels.some((own) => own.channel === channel)

/**
 * The instrument whose option chain belongs to the bars: the one named; else the one of the bars' own symbol (in any
 * case), else the recording's only one; undefined where the recording has no chain. Several that could be meant are a
 * `usage` fault, a name that has no chain is `missing-data`.
 */
export const chooseOptions = (
  instruments: readonly InstrumentDescription[],
  symbol: string,
  named?: string,
): InstrumentDescription | undefined => {
  const chains = instruments.filter((instrument) => holds(instrument, 'options'))
  const list = chains.map((chain) => chain.symbol).join(', ')
  if (named !== undefined) {
    const chain = chains.find((one) => one.symbol === named)
    if (chain !== undefined) return chain
    throw new Fault('missing-data', `the recording has no options on ${named}${list === '' ? '' : `; it has ${list}`}`)
  }
  const own = chains.filter((chain) => chain.symbol.toLowerCase() === symbol.toLowerCase())
  const meant = own.length > 0 ? own : chains
  if (meant.length > 1) throw new Fault('usage', `the recording has options on ${list}: name one with --options`)
  return meant[0]
}

/** Where the funding of a market stands: with its own instrument, else with the recording's only one that has any. */
const chooseFunding = (
  instruments: readonly InstrumentDescription[],
  { venue, symbol }: Instrument,
): InstrumentDescription | undefined => {
  const tickers = instruments.filter((instrument) => holds(instrument, 'derivative_ticker'))
  const own = tickers.find((ticker) => ticker.venue === venue && ticker.symbol === symbol)
  return own ?? (tickers.length === 1 ? tickers[0] : undefined)
}

/**
 * The bars with what other channels of the recording say of them: implied volatility for options of `optionYears` of
 * life from the option chain, funding from the derivative ticker. Bars are unchanged where the recording has neither.
 */
export const withSideChannels = async (
  bars: BarTable,
  reader: RecordingReader,
  instruments: readonly InstrumentDescription[],
  instrument: Instrument,
  { optionYears, options }: { readonly optionYears: number; readonly options?: string | undefined },
): Promise<BarTable> => {
  const chain = chooseOptions(instruments, instrument.symbol, options)
  const funding = chooseFunding(instruments, instrument)
  const quoted = chain ? await withImpliedVol(bars, reader.options(chain), optionYears) : bars
  return funding ? withFundingRate(quoted, reader.derivativeTickers(funding)) : quoted
}
