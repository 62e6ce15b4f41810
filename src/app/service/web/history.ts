import { startRing, type Ring } from './ring'
import type { MarketHistory, MarketPoint, PortfolioHistory, PortfolioPoint } from './schema/history'

const marketColumns = ['spot', 'regime', 'forecast', 'low', 'high', 'realized'] as const
const portfolioColumns = ['position', 'centre', 'lower', 'upper', 'interval', 'traded', 'equity'] as const

export type HistoryOptions = {
  /** Rows kept of each instrument and of each portfolio (default 1,440). */
  readonly capacity?: number
  /**
   * Of an instrument's rows, microseconds (default 10 s): of several within one step the last stays. Decisions are all
   * kept.
   */
  readonly spacing?: number
}

/** What the charts show: the last rows of every instrument and portfolio, in memory. */
export type History = {
  /** Takes over a state of the market; false where a later one is known. */
  readonly market: (instrument: string, point: MarketPoint) => boolean
  /** Takes over a decision, now or read back from the ledger, oldest first. */
  readonly portfolio: (id: string, point: PortfolioPoint) => boolean
  readonly marketHistory: (instrument: string) => MarketHistory | undefined
  readonly portfolioHistory: (id: string) => PortfolioHistory | undefined
}

const pick = <Name extends string>(rings: Map<string, Ring<Name>>, id: string, start: () => Ring<Name>): Ring<Name> => {
  const ring = rings.get(id) ?? start()
  rings.set(id, ring)
  return ring
}

/** Starts an empty history; it forgets the oldest rows and nothing else. */
export const startHistory = ({ capacity = 1_440, spacing = 10_000_000 }: HistoryOptions = {}): History => {
  const markets = new Map<string, Ring<(typeof marketColumns)[number]>>()
  const portfolios = new Map<string, Ring<(typeof portfolioColumns)[number]>>()
  return {
    market: (instrument, point) =>
      pick(markets, instrument, () => startRing(marketColumns, capacity, spacing)).push(point.at, point),
    portfolio: (id, point) =>
      pick(portfolios, id, () => startRing(portfolioColumns, capacity, 0)).push(point.at, point),
    marketHistory(instrument) {
      const ring = markets.get(instrument)
      return ring && { instrument, ...ring.columns() }
    },
    portfolioHistory(id) {
      const ring = portfolios.get(id)
      return ring && { portfolio: id, ...ring.columns() }
    },
  }
}
