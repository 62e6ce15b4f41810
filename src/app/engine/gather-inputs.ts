import { bookMarks, quotesOf, usableSurface, type UsableSurface } from '../../core/decision/book-marks'
import type { DecisionInputs, TradedInstrument } from '../../core/decision/decision-inputs'
import { executionInputs, tradableName } from '../../core/decision/execution-inputs'
import { mandateOf, marketsOf } from '../../core/decision/mandate-of'
import { nextOption, type ProgrammeStep } from '../../core/decision/option-programme'
import type { MandateMemory } from '../../core/decision/remembered'
import { tradedInstrument, type PortfolioSettings } from '../../core/decision/settings'
import { Fault } from '../../core/error'
import { DAY, SECOND, YEARS_PER_MICROSECOND, type Timestamp } from '../../core/market/event'
import { postEntry } from '../../core/portfolio/book'
import { dividendEntry } from '../../core/portfolio/entries'
import type { LedgerEntry } from '../../core/portfolio/ledger/entry'
import { markBook, type Mark } from '../../core/portfolio/mark-book'
import type { Book } from '../../core/portfolio/portfolio'
import { settleExpired, type Expiries } from '../../core/portfolio/settle-expired'
import { bookVolatility, type MarketState } from '../../core/reading/market-state'
import type { Ledger, PortfolioStanding, PortfolioView } from '../../ports/ledger'
import type { EngineParts } from './engine-parts'
import { dueDividends } from './due-dividends'
import { dueFunding } from './due-funding'
import { expiryInputs } from './expired-options'
import { gateMarket, gateState, quotedIn } from './gate-state'
import { dayOf, memoryOf, seenNow, type PortfolioMemory } from './portfolio-memory'

type Surroundings = Pick<
  EngineParts,
  'ledger' | 'clock' | 'market' | 'policy' | 'venues' | 'delivery' | 'funding' | 'log'
>

/** Everything for one decision, and what becomes of the book before it is made. */
export type Gathered = {
  readonly inputs: DecisionInputs
  readonly markets: readonly MarketState[]
  /** Settlements, funding and dividends that are due, options that the programme opens: committed with the decision. */
  readonly entries: readonly LedgerEntry[]
  readonly memory: Pick<PortfolioMemory, 'day' | 'seen' | 'unsettled' | 'funded' | 'priceSeen'>
}

/** The ledger's current state of a portfolio, with its orders of the last minute and its turnover of the last day. */
const standingOf = ({ ledger, clock }: Surroundings, id: string): Promise<PortfolioStanding> => {
  const now = clock.now()
  return ledger.standing(id, { sent: now - 60 * SECOND, turnover: now - DAY })
}

/**
 * The ledger's state of a portfolio without open orders; those that it has are sent and followed first. undefined where
 * some stay open.
 */
export const settledStanding = async (
  around: Surroundings,
  id: string,
  execute: (portfolio: string) => Promise<unknown>,
): Promise<PortfolioStanding | undefined> => {
  const view = await standingOf(around, id)
  if (view.open.length === 0) return view
  await execute(id)
  const after = await standingOf(around, id)
  return after.open.length === 0 ? after : undefined
}

/** Whether an order of the last decision ended with lots that were not filled: the position is not what was decided. */
const leftUnfilled = async (ledger: Ledger, { state }: PortfolioView): Promise<boolean> => {
  const intents = await ledger.intents(state.id, { limit: 20 })
  return intents.some(({ sequence, filledLots, order }) => sequence === state.sequence && filledLots < order.lots)
}

/** Whether the next evaluation lies further ahead than the longest interval: the clock was set back since. */
const isFar = ({ state }: PortfolioView, { maxInterval }: PortfolioSettings, now: Timestamp): boolean =>
  state.dueAt !== undefined && state.dueAt - now > 1.5 * maxInterval * SECOND

/** `isForced`: due now although the last decision named a later time. `isUnfilled`: its orders were not filled. */
type Urgency = { readonly isForced: boolean; readonly isUnfilled: boolean }

/**
 * The last decision as the mandate stores it. Due now where it is forced; where its orders were not filled, with the
 * time it had already waited, and its trade was none.
 */
const rememberedAt = (
  memory: PortfolioMemory | undefined,
  time: Timestamp,
  { isForced, isUnfilled }: Urgency,
): MandateMemory | undefined => {
  if (memory === undefined || memory.mandate === null) return undefined
  const since = isUnfilled ? memory.waitedSince : undefined
  return {
    ...memory.mandate,
    ...(since !== undefined && { waitingSince: since }),
    ...(isUnfilled && 'traded' in memory.mandate && { traded: undefined }),
    ...((isForced || isUnfilled) && { dueAt: time }),
  }
}

/** Entries posted since the last decision's book, oldest first. */
const postedSince = async (ledger: Ledger, { state, book }: PortfolioView, memory: PortfolioMemory | undefined) => {
  const count = memory?.seen === undefined ? 0 : book.entries - memory.seen.book.entries
  return count > 0 ? [...(await ledger.entries(state.id, { limit: count }))].reverse() : []
}

/** What the portfolio's programme does after the settlements. */
const programmeStep = (
  settings: PortfolioSettings,
  book: Book,
  market: MarketState,
  {
    settled,
    ...at
  }: {
    readonly time: Timestamp
    readonly settled: readonly LedgerEntry[]
    readonly surface: UsableSurface | undefined
  },
): ProgrammeStep | undefined => {
  const { mandate } = settings
  if (mandate.kind !== 'hedge' || mandate.programme === undefined) return undefined
  const { rate, dividends } = settings
  return nextOption(mandate.programme, settled.reduce(postEntry, book), market, { rate, dividends, ...at })
}

/** Whether an option has expired since the last decision and stays unsettled: it is decided at once, and said. */
const isNews = ({ unsettled }: Expiries, memory: PortfolioMemory | undefined): boolean =>
  unsettled.some(({ option, isTold }) => {
    const known = memory?.unsettled?.find((own) => own.option === option)
    return known === undefined || known.isTold !== isTold
  })

/** What the next decision must know of expiries. */
const rememberedExpiries = (
  { options }: Book,
  { unsettled }: Expiries,
  { time, venueTime, spot }: MarketState,
): Pick<PortfolioMemory, 'unsettled' | 'priceSeen'> => ({
  ...(unsettled.length > 0 && { unsettled }),
  ...(options.some(({ expiry }) => expiry > time) && { priceSeen: { at: venueTime, price: spot } }),
})

/** Longest seconds between two questions for a delivery price that is awaited. */
const askEvery = 60

const tradablesOf = async (
  { venues }: Surroundings,
  settings: PortfolioSettings,
  { positions }: Book,
  markets: readonly MarketState[],
): Promise<readonly TradedInstrument[]> =>
  Promise.all(
    markets.map(async ({ instrument: feed, spot }, place) => {
      const venue = venues.find(({ name }) => name === settings.venue)
      if (venue === undefined) throw new TypeError(`no venue ${settings.venue}`)
      const instrument = tradedInstrument(settings, feed)
      const held = positions.find((own) => own.instrument === instrument)
      const known = await venue.terms(instrument)
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

/** Every market once. */
const unique = (markets: readonly MarketState[]): readonly MarketState[] =>
  markets.filter(({ instrument }, i) => markets.findIndex((one) => one.instrument === instrument) === i)

const noExpiries: Expiries = { entries: [], unsettled: [] }

/** The interval of a portfolio, shorter while a delivery price is awaited. */
const intervalOf = (
  { minInterval, maxInterval }: PortfolioSettings,
  expired: DecisionInputs['expired'],
): DecisionInputs['interval'] => {
  const awaits = Object.values(expired?.deliveries ?? {}).some(({ kind }) => kind === 'awaited')
  const most = awaits ? Math.max(minInterval, Math.min(maxInterval, askEvery)) : maxInterval
  return { least: minInterval, most, retry: minInterval }
}

/**
 * Gathers what one decision depends on, as of now; undefined while too little is known of the markets. Options that
 * have expired are settled first where the price of their expiry is known, and the programme's next one is opened,
 * which makes an evaluation due and begins its trades anew. Funding that is due is booked with the next decision.
 * `isRequested`: an operator requests an evaluation although none is due.
 */
export const gatherInputs = async (
  around: Surroundings,
  settings: PortfolioSettings,
  view: PortfolioStanding,
  isRequested: boolean,
): Promise<Gathered | undefined> => {
  const { ledger, clock, policy } = around
  const memory = memoryOf(view.state.last)
  const isUnfilled = memory?.ordered === true && (await leftUnfilled(ledger, view))
  const isForced = isRequested || isFar(view, settings, clock.now())
  const markets = await known(around, marketsOf(settings))
  if (markets.length < marketsOf(settings).length) return undefined
  const [own] = markets
  const time = Math.max(clock.now(), ...markets.map((state) => state.time))
  const expired = await expiryInputs(around, settings, view.book, { time, market: own, memory })
  const expiries = expired === undefined ? noExpiries : settleExpired(expired)
  const settled = expiries.entries
  const quoted = await quotedIn(around, settings, view.book, own)
  const surface = quoted && usableSurface(settings, quoted, time)
  const programme = programmeStep(settings, view.book, own, { time, settled, surface })
  const due = programme?.kind === 'opens' ? [...settled, programme.entry] : settled
  const funding = await dueFunding(around, settings, view, { time, markets, memory })
  const dividends = await dueDividends(around, settings, view, { time, memory })
  const entries = [...due, ...funding.entries, ...dividends.map(dividendEntry)]
  const book = entries.reduce(postEntry, view.book)
  const last = rememberedAt(memory, time, {
    isUnfilled,
    isForced: isForced || due.length > 0 || dividends.length > 0 || isNews(expiries, memory),
  })
  const byName = Object.fromEntries(markets.map((state) => [state.instrument, state]))
  const marks = quoted && surface && bookMarks(book, quoted.instrument, surface, time)
  const quotes = quotesOf(marks)
  const ready = mandateOf(settings, { book, state: { last } }, byName, {
    ...{ policy: await policy(own.models), time, quotes },
  })
  if (ready.kind === 'not-ready') return undefined
  const mark: Mark = {
    time,
    spot: own.spot,
    prices: Object.fromEntries(markets.map((state) => [tradedInstrument(settings, state.instrument), state.spot])),
    volatility: bookVolatility(own),
    ...(quotes && { quotes }),
    rate: settings.rate,
    ...(settings.dividends && { dividends: settings.dividends }),
    yearsPerMicrosecond: YEARS_PER_MICROSECOND,
    ...(expiries.unsettled.length > 0 && {
      unsettled: Object.fromEntries(expiries.unsettled.map(({ option, mark }) => [option, mark.price])),
    }),
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
    unsettled: expiries.unsettled.map(({ option }) => option),
    markets: markets.map((state) => gateMarket(tradedInstrument(settings, state.instrument), state, references)),
    surface:
      marks && settings.limits.surfaceMaxAge !== undefined
        ? { instrument: marks.instrument, fitted: quoted.state?.surface?.time, carried: quoted.state?.surface?.carried }
        : undefined,
    trust: ready.baseline.length === 0 ? { kind: 'models' } : { kind: 'baseline', reasons: ready.baseline },
  })
  return {
    inputs: {
      time,
      mandate: ready.mandate,
      tradables: await tradablesOf(around, settings, book, markets),
      gate,
      interval: intervalOf(settings, expired),
      ...(expired && { expired }),
      ...(marks && { marks }),
      ...(programme?.kind === 'waits' && { programme }),
      ...(funding.inputs && { funding: funding.inputs }),
      ...(dividends.length > 0 && { dividends }),
      ...executionInputs(settings, due.length > 0 ? [] : (memory?.underway ?? []), markets),
    },
    markets: unique([...markets, ...references, ...(marks && quoted.state ? [quoted.state] : [])]),
    entries,
    memory: {
      day,
      seen: seenNow(memory, book, mark, [...posted, ...entries]),
      ...rememberedExpiries(book, expiries, own),
      ...(funding.funded.length > 0 && { funded: funding.funded }),
    },
  }
}
