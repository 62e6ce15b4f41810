import { Fault } from '../../../src/core/error'
import type { Bar, Bars } from '../../../src/core/market/bar'
import { SECOND } from '../../../src/core/market/event'
import { mean } from '../../../src/core/statistics/moments'
import type { InstrumentId, RecordingReader } from '../../../src/ports/recording-store'
import { chooseInstrument, loadMarket } from '../../data/market'
import { effectiveSpread, type BarPair } from './bar-spread'
import { measureRegimes, type RegimeMeasures, type StateMeasures } from './regime-measures'
import { measureTicks, type TickMeasures } from './tick-measures'

export type StateOfMarket = StateMeasures & {
  /** Mean quoted spread where quotes are recorded, else the effective spread that the bars imply; basis points. */
  readonly spreadBps: number | undefined
}

/** What a recording says of the parameters of the simulated market with hidden states. */
export type MarketMeasures = {
  readonly instrument: InstrumentId
  readonly from: number
  readonly to: number
  /** Undefined where the recording is too short. */
  readonly regimes: (Omit<RegimeMeasures, 'states'> & { readonly states: readonly StateOfMarket[] }) | undefined
  /** Undefined without quotes. */
  readonly ticks: TickMeasures | undefined
}

type MeasureOptions = { readonly symbol?: string | undefined; readonly states: number }

/** State in force at a time, by bars of decision. */
const stateByTime = (bars: Bars, stateAt: (place: number) => number | undefined) => {
  const closes = Array.from(bars, ({ timestamp }) => timestamp)
  let place = 0
  // Times rise from call to call.
  return (time: number): number | undefined => {
    while (place < closes.length && closes[place] < time) place++
    return stateAt(place)
  }
}

const quotedSpreads = (bars: Bars, states: number, stateAt: (place: number) => number | undefined) => {
  const spreads = Array.from({ length: states }, (): number[] => [])
  let place = 0
  for (const { quote } of bars) {
    const state = stateAt(place++)
    if (state !== undefined && quote !== undefined) spreads[state].push(quote.relativeSpread)
  }
  return spreads.map((own) => (own.length === 0 ? undefined : mean(own)))
}

const impliedSpreads = async (
  recorded: AsyncIterable<readonly Bar[]>,
  states: number,
  stateOf: (time: number) => number | undefined,
) => {
  const pairs = Array.from({ length: states }, (): BarPair[] => [])
  let before: Bar | undefined
  for await (const block of recorded)
    for (const bar of block) {
      const state = stateOf(bar.timestamp)
      if (before !== undefined && state !== undefined && bar.timestamp - before.timestamp <= bar.periodSeconds * SECOND)
        pairs[state].push({ before, bar })
      before = bar
    }
  return pairs.map(effectiveSpread)
}

/**
 * Regimes, jumps, spread by regime and liquidity of one instrument: the one with the symbol, else the one with most
 * rows. Faults 'missing-data' where the recording is too short for regimes and has no quotes.
 */
export const measureMarket = async (
  reader: RecordingReader,
  { symbol, states }: MeasureOptions,
): Promise<MarketMeasures> => {
  const { instruments } = await reader.describe()
  const { venue, symbol: name } = chooseInstrument(instruments, symbol)
  const instrument = { venue, symbol: name }
  const ticks = await measureTicks(reader, instrument)
  const { bars, profile } = await loadMarket(reader, { symbol: name })
  const measured = measureRegimes(bars, profile, states)
  if (measured === undefined && ticks === undefined)
    throw new Fault(
      'missing-data',
      `${name}: too short for ${states} regimes, and there are no quotes to measure; take a longer recording`,
    )
  const { timestamp } = bars.columns
  const span = { from: timestamp[0] - profile.barSeconds * SECOND, to: timestamp[timestamp.length - 1] }
  if (measured === undefined) return { instrument, ...span, regimes: undefined, ticks }
  const { measures, stateAt } = measured
  const spreads =
    ticks === undefined
      ? await impliedSpreads(reader.bars(instrument), states, stateByTime(bars, stateAt))
      : quotedSpreads(bars, states, stateAt)
  return {
    instrument,
    ...span,
    regimes: {
      ...measures,
      states: measures.states.map((own, state) => {
        const spread = spreads[state]
        return { ...own, spreadBps: spread === undefined ? undefined : 1e4 * spread }
      }),
    },
    ticks,
  }
}
