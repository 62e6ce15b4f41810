import { z } from 'zod'
import { unitsOf } from '../../../core/decision/hedge-snapshot'
import { tradedInstrument, type PortfolioSettings } from '../../../core/decision/settings'
import { instrumentNamed } from '../../../core/market/instrument'
import { instrumentFacts } from '../../../core/market/venues/instrument-facts'
import type { Attribution } from '../../../core/portfolio/ledger/attribution'
import { markBook, optionMark, optionPrice, type Mark } from '../../../core/portfolio/mark-book'
import type { Book } from '../../../core/portfolio/portfolio'
import type { MarketState } from '../../../core/reading/market-state'
import type { DecisionRecord, PortfolioView } from '../../../ports/ledger'
import { lastEvaluation, memoryOf } from '../../engine/portfolio-memory'
import { band, type Portfolio } from '../web/schema/portfolio'

/** The parts of a stored decision of a hedge that are shown. */
const hedged = z.object({
  evaluated: z.object({
    kind: z.enum(['hedge', 'obpi']),
    decision: z.object({
      exposure: z.object({ delta: z.number(), gamma: z.number(), vega: z.number(), theta: z.number() }),
      band: band.optional(),
    }),
  }),
})

const strategyName = ({ mandate }: PortfolioSettings): string => {
  if (mandate.kind !== 'hedge' && mandate.kind !== 'obpi') return mandate.kind
  return mandate.strategy === 'adaptive' ? 'adaptive' : mandate.strategy.kind
}

const parts = (all: Attribution) => {
  const { delta, gamma, vega, theta, vanna, volga, residual, hedge, cost, funding, total } = all
  return { delta, gamma, vega, theta, vanna, volga, residual, hedge, cost, funding, total }
}

/** The underlying's name as a unit: the base of an instrument whose venue is known, else its symbol where short. */
const underlyingOf = (instrument: string): string => {
  const { venue, symbol } = instrumentNamed(instrument)
  return instrumentFacts(venue, symbol)?.base ?? (symbol.length <= 5 ? symbol : 'units')
}

/** How the last decision valued the options; of older versions, and where no market of options is followed, nothing. */
const valued = z.object({
  marks: z.object({
    instrument: z.string(),
    kind: z.enum(['surface', 'surface-too-old', 'surface-missing', 'surface-without-dividends']),
    fitted: z.number().optional(),
  }),
})

/** What each living option is worth now, and by what volatility; undefined where there is none. */
const marksOf = ({ options }: Book, mark: Mark, last: DecisionRecord | undefined): Portfolio['marks'] => {
  const living = options.filter(({ expiry }) => expiry > mark.time)
  const { instrument, kind, fitted } = valued.safeParse(last?.inputs).data?.marks ?? {}
  const legs = living.flatMap((held) => {
    const [vol, price] = [optionMark(held, mark)?.vol, optionPrice(held, mark)]
    return vol === undefined || price === undefined ? [] : [{ option: held.option, vol, price }]
  })
  return legs.length === 0 ? undefined : { by: kind ?? 'volatility', instrument, fitted, options: legs }
}

/** A portfolio as the page shows it: its last decision, its book, marked at the market now where that is known. */
export const portfolioItem = (
  settings: PortfolioSettings,
  { state, book, open }: PortfolioView,
  last: DecisionRecord | undefined,
  market: MarketState | undefined,
): Portfolio => {
  const memory = memoryOf(state.last)
  const decision = hedged.safeParse(last?.outputs).data?.evaluated.decision
  const seen = memory?.seen?.mark
  const mark = seen && { ...seen, ...(market && { spot: market.spot, time: market.time }) }
  const evaluation = lastEvaluation(memory)
  const quiet = evaluation?.quiet
  const value = mark && markBook(book, mark)
  return {
    id: settings.id,
    instrument: settings.instrument,
    venue: settings.venue,
    currency: settings.currency ?? 'USD',
    underlying: underlyingOf(settings.instrument),
    mandate: settings.mandate.kind,
    strategy: strategyName(settings),
    mode: state.mode,
    modeReason: state.modeReason,
    sequence: state.sequence,
    evaluatedAt: state.evaluatedAt,
    dueAt: state.dueAt,
    last: last && { kind: last.kind, trigger: last.trigger, reasons: last.reasons },
    waitingSince: last?.reasons.includes('toxic-flow') === true ? evaluation?.waitingSince : undefined,
    underway: memory?.underway?.map(({ name, side, slices }) => ({
      ...{ name, side, slices: slices.length },
      nextAt: slices[0].at,
    })),
    greeks: decision?.exposure,
    position: unitsOf(book, tradedInstrument(settings)),
    band: decision?.band,
    quiet: quiet && { from: quiet.above, to: quiet.below },
    book: {
      cash: book.cash,
      positions: book.positions,
      options: book.options,
      fees: book.fees,
      slippage: book.slippage,
      ...(book.funding !== undefined && { funding: book.funding }),
      ...(book.dividends !== undefined && { dividends: book.dividends }),
      turnover: book.turnover,
      fills: book.fills,
    },
    unsettled: memory?.unsettled?.map(({ option, expiry, mark: { price, at } }) => ({ option, expiry, price, at })),
    funding: memory?.funded?.map(({ instrument, until, lost, awaited }) => ({ instrument, until, lost, awaited })),
    marks: mark && marksOf(book, mark, last),
    equity: value?.equity,
    attribution: memory?.seen && { ...parts(memory.seen.attribution), since: memory.seen.since },
    open: open.map((intent) => ({ ...intent })),
  }
}
