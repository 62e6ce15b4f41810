import type { MarketState } from '../../core/reading/market-state'

/** Whether a state knows more than another: of later time, at one time of more events. */
export const isNewer = (state: Pick<MarketState, 'time' | 'events'>, than: Pick<MarketState, 'time' | 'events'>) =>
  state.time > than.time || (state.time === than.time && state.events > than.events)
