import type { HedgingPolicy } from '../../../src/core/decision/hedging-policy'
import type { MandateSettings, PortfolioSettings } from '../../../src/core/decision/settings'
import { DAY } from '../../../src/core/market/event'
import { emptyBook } from '../../../src/core/portfolio/book'
import type { Book } from '../../../src/core/portfolio/portfolio'
import type { MarketState } from '../../../src/core/reading/market-state'

export const noon = 20_000 * DAY + DAY / 2

/** A market at 200 whose models are warm and trusted. */
export const aMarketState = (own: Partial<MarketState> = {}): MarketState => ({
  instrument: 'simulated/microstructure',
  events: 1000,
  time: noon,
  venueTime: noon,
  spot: 200,
  bid: 199.98,
  ask: 200.02,
  bidSize: 10,
  askSize: 10,
  gapSince: undefined,
  barTime: noon,
  bars: 500,
  posterior: [0.2, 0.5, 0.3],
  regime: 1,
  volatility: [
    { years: 1 / 8760, vol: 0.7 },
    { years: 1 / 365, vol: 0.5 },
  ],
  interval: [],
  realizedVol: 0.8,
  toxicityPercentile: 0.4,
  relativeSpread: 3e-4,
  models: { forecaster: 'f', classifier: 'c', policy: 'p' },
  trust: { kind: 'models' },
  ...own,
})

export const aHedgingPolicy = (own: Partial<HedgingPolicy> = {}): HedgingPolicy => ({
  id: 'p',
  adaptive: {
    band: 'whalley-wilmott',
    riskAversion: 30,
    multiplier: 1,
    floor: 0.002,
    ceiling: 0.5,
    insideShare: 0,
    diffusionShare: 0.5,
    minInterval: 60,
    maxInterval: 600,
    toxicityThreshold: 1,
    toxicityDelay: 60,
    riskLimit: 0,
  },
  baseline: { kind: 'whalley-wilmott', riskAversion: 30, multiplier: 0.5 },
  ...own,
})

export const aHedge = (
  own: Partial<Extract<MandateSettings, { kind: 'hedge' }>> = {},
): Extract<MandateSettings, { kind: 'hedge' }> => ({
  kind: 'hedge',
  strategy: 'adaptive',
  options: [],
  scale: { contracts: 100, price: 200 },
  ...own,
})

export const aPortfolio = (own: Partial<PortfolioSettings> = {}): PortfolioSettings => ({
  id: 'book',
  instrument: 'simulated/microstructure',
  venue: 'paper',
  symbol: 'MICRO',
  mandate: aHedge(),
  cash: 100_000,
  rate: 0,
  costs: { fee: 1e-4, fixed: 0 },
  limits: {
    orderNotional: 1e6,
    positionNotional: 1e7,
    dailyTurnover: 1e8,
    ordersPerMinute: 60,
    slippage: 0.01,
    price: { leastSources: 1, maxAge: 60, maxDeviation: 0.01 },
    dailyLoss: 1e6,
  },
  references: [],
  minInterval: 1,
  maxInterval: 3600,
  ...own,
})

export const aCall = (own: Partial<Book['options'][number]> = {}): Book['options'][number] => ({
  option: 'call-200',
  type: 'call',
  strike: 200,
  expiry: noon + DAY,
  quantity: -100,
  multiplier: 1,
  ...own,
})

/** A book short of a hundred calls, unhedged. */
export const aBook = (own: Partial<Book> = {}): Book => ({ ...emptyBook, cash: 1e11, options: [aCall()], ...own })
