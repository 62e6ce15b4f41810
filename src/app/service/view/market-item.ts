import type { MarketState } from '../../../core/reading/market-state'
import type { FeedStatus, Market } from '../web/schema/market'

/** A market as the page shows it. */
export const marketItem = (state: MarketState, regimes: readonly string[], feed: FeedStatus | undefined): Market => ({
  instrument: state.instrument,
  regimes,
  events: state.events,
  time: state.time,
  spot: state.spot,
  bid: state.bid,
  ask: state.ask,
  gapSince: state.gapSince,
  barTime: state.barTime,
  bars: state.bars,
  posterior: state.posterior,
  regime: state.regime,
  volatility: state.volatility,
  interval: state.interval,
  realizedVol: state.realizedVol,
  toxicityPercentile: state.toxicityPercentile,
  models: state.models,
  trust: state.trust,
  trustFigures: state.trustFigures,
  feed,
})
