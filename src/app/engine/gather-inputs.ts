import { Fault } from '../../core/error'
import type { TradingTerms } from '../../core/execution/order'
import type { LedgerEntry } from '../../core/portfolio/ledger/entry'
import type { MarketState, ModelVersions } from '../../core/reading/market-state'
import { YEARS_PER_MICROSECOND, type Timestamp } from '../../core/market/event'
import { postEntry } from '../../core/portfolio/book'
import type { DecisionInputs, Tradable } from '../../core/decision/decision-inputs'
import { settlementEntries } from '../../core/portfolio/entries'
import type { HedgingPolicy } from '../../core/decision/hedging-policy'
import { mandateOf, marketsOf } from '../../core/decision/mandate-of'
import { markBook, type Mark } from '../../core/portfolio/mark-book'
import { nextOption } from '../../core/decision/option-programme'
import type { Book } from '../../core/portfolio/portfolio'
import { tradedInstrument, type PortfolioSettings } from '../../core/decision/settings'
import type { Clock } from '../../ports/clock'
import type { Ledger, PortfolioStanding, PortfolioView } from '../../ports/ledger'
import { executionInputs, tradableName } from '../../core/decision/execution-inputs'
import { gateMarket, gateState } from './gate-state'
import { dayOf, memoryOf, seenNow, type PortfolioMemory } from './portfolio-memory'

/** Where an evaluation gets what it does not find in the ledger. */
export type Surroundings = {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly market: (instrument: string) => Promise<MarketState | undefined>
  /** By what made the forecasts of the market that is hedged; undefined where there is none. */
  readonly policy: (madeBy: ModelVersions | undefined) => Promise<HedgingPolicy | undefined>
  readonly terms: (venue: string, instrument: string) => Promise<TradingTerms>
}

/** Everything for one decision, and what becomes of the book before it is made. */
export type Gathered = {
  readonly inputs: DecisionInputs
  readonly markets: readonly MarketState[]
  /** Settlements that are due and options that the programme opens: committed with the decision. */
  readonly entries: readonly LedgerEntry[]
  readonly memory: Pick<PortfolioMemory, 'day' | 'seen'>
}

/**
 * Why a look is due although the last decision named a later time: somebody asks for it, or orders of that decision
 * were not filled.
 */
export type Urgency = { readonly force: boolean; readonly unfilled: boolean }

/**
 * The last decision as the mandate remembers it; due now where it is forced, and where it was not filled with what it
 * had waited.
 */
const remembered = (memory: PortfolioMemory | undefined, time: Timestamp, { force, unfilled }: Urgency): unknown => {
  const last = memory?.mandate
  if (typeof last !== 'object' || last === null) return last ?? undefined
  const since = unfilled ? memory?.waitedSince : undefined
  return { ...last, ...(since !== undefined && { waitingSince: since }), ...((force || unfilled) && { dueAt: time }) }
}

/** Entries posted since the book was last seen, oldest first. */
const postedSince = async (ledger: Ledger, { state, book }: PortfolioView, memory: PortfolioMemory | undefined) => {
  const count = memory?.seen === undefined ? 0 : book.entries - memory.seen.book.entries
  return count > 0 ? [...(await ledger.entries(state.id, { limit: count }))].reverse() : []
}

const dueEntries = (
  settings: PortfolioSettings,
  book: Book,
  market: MarketState,
  time: Timestamp,
): readonly LedgerEntry[] => {
  const settled = settlementEntries(book, time, market.spot)
  const { mandate } = settings
  if (mandate.kind !== 'hedge' || mandate.programme === undefined) return settled
  const after = settled.reduce(postEntry, book)
  const opened = nextOption(mandate.programme, after, market, settings.rate, time)
  return opened === undefined ? settled : [...settled, opened]
}

const tradablesOf = async (
  { terms }: Surroundings,
  settings: PortfolioSettings,
  { positions }: Book,
  markets: readonly MarketState[],
): Promise<readonly Tradable[]> =>
  Promise.all(
    markets.map(async ({ instrument: feed, spot }, place) => {
      const instrument = tradedInstrument(settings, feed)
      const held = positions.find((own) => own.instrument === instrument)
      const known = await terms(settings.venue, instrument)
      if (held !== undefined && held.lot !== known.lot)
        throw new Fault(
          'usage',
          `${settings.id} holds ${instrument} in lots of ${held.lot}, the venue now says ${known.lot}: post an adjustment first`,
        )
      return {
        name: tradableName(settings, place),
        instrument,
        mid: spot,
        held: held?.lots ?? 0,
        terms: known,
      }
    }),
  )

const known = async ({ market }: Surroundings, names: readonly string[]): Promise<readonly MarketState[]> =>
  (await Promise.all(names.map(market))).filter((state) => state !== undefined)

/**
 * Gathers what one decision depends on, as of now; undefined while too little is known of the markets. Options that
 * have expired are settled and the programme's next one is opened first, which makes a look due and begins its trades
 * anew.
 */
export const gatherInputs = async (
  around: Surroundings,
  settings: PortfolioSettings,
  view: PortfolioStanding,
  urgency: Urgency,
): Promise<Gathered | undefined> => {
  const { ledger, clock, policy } = around
  const markets = await known(around, marketsOf(settings))
  if (markets.length < marketsOf(settings).length) return undefined
  const [own] = markets
  const time = Math.max(clock.now(), ...markets.map((state) => state.time))
  const due = dueEntries(settings, view.book, own, time)
  const book = due.reduce(postEntry, view.book)
  const memory = memoryOf(view.state.last)
  const last = remembered(memory, time, { ...urgency, force: urgency.force || due.length > 0 })
  const byName = Object.fromEntries(markets.map((state) => [state.instrument, state]))
  const ready = mandateOf(settings, { book, state: { last } }, byName, await policy(own.models), time)
  if (ready.kind === 'blind') return undefined
  const mark: Mark = {
    time,
    spot: own.spot,
    prices: Object.fromEntries(markets.map((state) => [tradedInstrument(settings, state.instrument), state.spot])),
    volatility: own.volatility,
    rate: settings.rate,
    yearsPerMicrosecond: YEARS_PER_MICROSECOND,
  }
  const value = markBook(book, mark)
  if (value === undefined) return undefined
  const day = dayOf(memory, time, value.equity)
  const posted = await postedSince(ledger, view, memory)
  const references = await known(around, settings.references)
  const gate = gateState({
    time,
    settings,
    view: { ...view, book },
    mark,
    value,
    dayEquity: day.equity,
    markets: markets.map((state) => gateMarket(tradedInstrument(settings, state.instrument), state, references)),
    trust: ready.baseline.length === 0 ? { kind: 'models' } : { kind: 'baseline', reasons: ready.baseline },
  })
  return {
    inputs: {
      time,
      mandate: ready.mandate,
      tradables: await tradablesOf(around, settings, book, markets),
      gate,
      interval: { least: settings.minInterval, most: settings.maxInterval, retry: settings.minInterval },
      ...executionInputs(settings, due.length > 0 ? [] : (memory?.underway ?? []), markets),
    },
    markets: [...markets, ...references],
    entries: due,
    memory: { day, seen: seenNow(memory, book, mark, [...posted, ...due]) },
  }
}
