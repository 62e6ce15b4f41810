import { Fault } from '../../src/core/error'
import type { Bar, Bars } from '../../src/core/market/bar'
import type { DerivativeTicker, OptionSummary, Timestamp, Truth } from '../../src/core/market/event'
import { startFunding, startImpliedVol } from '../../src/core/market/side-channels'
import type { Channel, InstrumentId, InstrumentDescription, RecordingReader } from '../../src/ports/recording-store'
import { startBarTable, type BarTable } from './bar-table'

type Row = { readonly timestamp: Timestamp }

/** Calls `at` for every bar in turn after `take` has taken the rows, in time order, up to its close. */
const walk = async <R extends Row>(
  bars: Bars,
  blocks: AsyncIterable<readonly R[]>,
  take: (row: R) => void,
  at: (bar: Bar) => void,
): Promise<void> => {
  const coming = bars[Symbol.iterator]()
  let next = coming.next()
  const give = (bar: Bar): void => {
    at(bar)
    next = coming.next()
  }
  for await (const rows of blocks)
    for (const row of rows) {
      while (!next.done && next.value.timestamp < row.timestamp) give(next.value)
      if (next.done) return
      take(row)
    }
  while (!next.done) give(next.value)
}

/**
 * The bars with the at-the-money implied volatility in force at each close for options of `years` of life: from the
 * latest quotation of every option at or before the close, none older than two hours; undefined where there is none.
 * `blocks` are in time order.
 * @internal
 */
export const withImpliedVol = async (
  bars: Bars,
  blocks: AsyncIterable<readonly OptionSummary[]>,
  years: number,
): Promise<BarTable> => {
  const chain = startImpliedVol(years)
  const out = startBarTable()
  await walk(bars, blocks, chain.take, (bar) => out.push({ ...bar, impliedVol: chain.at(bar.timestamp, bar.close) }))
  return out.table()
}

/**
 * The bars with the funding rate in force at each close: the last one recorded at or before it, undefined before the
 * first and a day after the last.
 * @internal
 */
export const withFundingRate = async (
  bars: Bars,
  blocks: AsyncIterable<readonly DerivativeTicker[]>,
): Promise<BarTable> => {
  const funding = startFunding()
  const out = startBarTable()
  await walk(bars, blocks, funding.take, (bar) => out.push({ ...bar, fundingRate: funding.at(bar.timestamp) }))
  return out.table()
}

/** The truth in force at each bar's close. */
export type TruthColumns = { readonly states: number; readonly state: Uint8Array; readonly variance: Float64Array }

/**
 * Lays the truth rows (in time order) over bar closes: the last row at or before each. Throws where the first bar
 * precedes the first row by more than a bar.
 */
export const alignTruth = async (
  blocks: AsyncIterable<readonly Truth[]>,
  closes: Float64Array,
  barMicroseconds: number,
): Promise<TruthColumns> => {
  const state = new Uint8Array(closes.length)
  const variance = new Float64Array(closes.length)
  let states = 0
  let i = 0
  let last: Truth | undefined
  const fillBefore = (until: number): void => {
    for (; i < closes.length && closes[i] < until; i++) {
      if (last === undefined) continue
      state[i] = last.state
      variance[i] = last.variance
    }
  }
  for await (const block of blocks)
    for (const row of block) {
      if (last === undefined && closes[0] < row.timestamp - barMicroseconds)
        throw new Fault('bad-input', 'the truth channel begins after the first bars')
      last ??= row
      fillBefore(row.timestamp)
      last = row
      states = Math.max(states, row.state + 1)
    }
  fillBefore(Infinity)
  return { states, state, variance }
}

const holds = ({ channels }: InstrumentDescription, channel: Channel): boolean =>
  channels.some((own) => own.channel === channel)

/**
 * The instrument whose option chain belongs to the bars: the one named; else the one of the bars' own symbol (in any
 * case), else the recording's only one; undefined where the recording has no chain. Several candidates without a name
 * are a `usage` fault, a name that has no chain is `missing-data`.
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

/** The instrument whose funding belongs to the market: its own, else the recording's only one that has any. */
const chooseFunding = (
  instruments: readonly InstrumentDescription[],
  { venue, symbol }: InstrumentId,
): InstrumentDescription | undefined => {
  const tickers = instruments.filter((instrument) => holds(instrument, 'derivative_ticker'))
  const own = tickers.find((ticker) => ticker.venue === venue && ticker.symbol === symbol)
  return own ?? (tickers.length === 1 ? tickers[0] : undefined)
}

export type SideChannelOptions = {
  /** Of the recording. */
  readonly instruments: readonly InstrumentDescription[]
  /** Life of the options whose implied volatility is read. */
  readonly optionYears: number
  /** Symbol of the option chain, where the recording has several. */
  readonly options?: string | undefined
}

/**
 * The bars with columns from other channels of the recording: implied volatility for options of `optionYears` of life
 * from the option chain, funding from the derivative ticker. Bars are unchanged where the recording has neither.
 */
export const withSideChannels = async (
  bars: BarTable,
  reader: RecordingReader,
  instrument: InstrumentId,
  { instruments, optionYears, options }: SideChannelOptions,
): Promise<BarTable> => {
  const chain = chooseOptions(instruments, instrument.symbol, options)
  const funding = chooseFunding(instruments, instrument)
  const quoted = chain ? await withImpliedVol(bars, reader.options(chain), optionYears) : bars
  return funding ? withFundingRate(quoted, reader.derivativeTickers(funding)) : quoted
}
