import type { PortfolioSettings } from '../../core/decision/settings'
import type { Timestamp } from '../../core/market/event'
import { chainInstrument } from '../../core/market/venues/instrument-facts'
import { optionMark, type BookValue, type Mark } from '../../core/portfolio/mark-book'
import type { Book } from '../../core/portfolio/portfolio'
import { closedBreaker } from '../../core/reading/breaker'
import type { MarketState } from '../../core/reading/market-state'
import type { GateMargin, GateMarket, GateState, GateSurface } from '../../core/risk/gate/gate-state'
import type { PortfolioStanding } from '../../ports/ledger'
import type { EngineParts } from './engine-parts'

/** The market that an execution instrument is judged by: its own feed and the references beside it. */
export const gateMarket = (
  instrument: string,
  market: MarketState,
  references: readonly MarketState[],
): GateMarket => ({
  instrument,
  time: market.time,
  spot: market.spot,
  gapSince: market.gapSince,
  quotes: [market, ...references].map((state) => ({ source: state.instrument, price: state.spot, at: state.time })),
  breaker: market.breaker ?? closedBreaker,
})

/** How far the search for a liquidation goes: a tenth and ten times the spot, a week at the market's volatility. */
const searchOf = (vol: number): GateMargin['search'] => ({
  lowest: 0.1,
  highest: 10,
  points: 40,
  vol,
  years: 7 / 365,
  volSlope: 0,
})

const marginOf = (book: Book, mark: Mark, value: BookValue): GateMargin => {
  const living = book.options.filter(({ expiry }) => expiry > mark.time)
  const options = living.map(({ type, strike, expiry, exercise, quantity, multiplier, ...held }) => ({
    type,
    strike,
    expiry,
    ...(exercise && { exercise }),
    quantity,
    multiplier,
    vol: optionMark({ ...held, expiry }, mark)?.vol ?? 0,
  }))
  const futures = book.positions.map(({ lots, lot }) => ({ quantity: lots * lot, price: mark.spot, expiry: undefined }))
  const { time, spot, yearsPerMicrosecond, rate, dividends, volatility } = mark
  return {
    account: {
      book: { time, spot, yearsPerMicrosecond, rate, ...(dividends && { dividends }), options, futures },
      // What has expired is owed, whatever the price does from now on.
      cash: value.cash + value.positions + value.provisional,
      coins: 0,
    },
    search: searchOf(volatility[0]?.vol ?? 1),
  }
}

/**
 * The market that the options of a portfolio are quoted in, its own or the chain at the venue; undefined where it has
 * none, and where neither market is followed and the surface's age has no limit. `state` is undefined where there is no
 * such market.
 */
export const quotedIn = async (
  { market }: Pick<EngineParts, 'market'>,
  { limits, mandate }: PortfolioSettings,
  { options }: Book,
  own: MarketState,
): Promise<{ readonly instrument: string; readonly state: MarketState | undefined } | undefined> => {
  const writes = mandate.kind === 'hedge' && mandate.programme !== undefined
  if (options.length === 0 && !writes) return undefined
  if (own.surface !== undefined) return { instrument: own.instrument, state: own }
  const instrument = chainInstrument(own.instrument)
  const state = instrument === own.instrument ? undefined : await market(instrument)
  return state === undefined && limits.surfaceMaxAge === undefined ? undefined : { instrument, state }
}

/** What the gate needs beside the markets. */
export type GateContext = {
  readonly time: Timestamp
  readonly settings: PortfolioSettings
  readonly view: PortfolioStanding
  readonly mark: Mark
  readonly value: BookValue
  readonly dayEquity: number
  /** Names of the options that wait for their settlement. */
  readonly unsettled: readonly string[]
  readonly markets: readonly GateMarket[]
  /** Absent where nothing is to be said of it. */
  readonly surface?: GateSurface | undefined
  readonly trust: GateState['trust']
}

/** Turns what is known now into the gate's state. */
export const gateState = (context: GateContext): GateState => {
  const { time, settings, view, mark, value, dayEquity, unsettled, markets, surface, trust } = context
  const { killSwitch, sent, turnover } = view
  const margined = settings.limits.margin !== undefined
  return {
    time,
    limits: settings.limits,
    killSwitch: { engaged: killSwitch.engaged, reason: killSwitch.reason },
    mode: view.state.mode,
    modeReason: view.state.modeReason,
    markets,
    positions: view.book.positions,
    turnover,
    sent,
    openIntents: view.open.length,
    dayProfit: value.equity - dayEquity,
    ...(unsettled.length > 0 && { unsettled }),
    ...(surface && { surface }),
    ...(margined && { margin: marginOf(view.book, mark, value) }),
    trust,
  }
}
