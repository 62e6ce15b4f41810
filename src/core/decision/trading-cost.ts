import { proportionalCost } from '../execution/cost'
import type { MarketState } from '../reading/market-state'

/**
 * (ask − bid) / mid: its mean over the last decision bar, as in tuning, else that of the quote in force; 0 where there
 * is none.
 */
export const relativeSpreadOf = ({
  relativeSpread,
  bid,
  ask,
}: Pick<MarketState, 'relativeSpread' | 'bid' | 'ask'>): number => {
  if (relativeSpread !== undefined) return relativeSpread
  return bid === undefined || ask === undefined ? 0 : (2 * (ask - bid)) / (ask + bid)
}

/** One-way cost of trading in a market: the fee and half the spread, a share of the value, below 1. */
export const oneWayCostIn = (market: Parameters<typeof relativeSpreadOf>[0], fee: number): number =>
  Math.min(
    proportionalCost({ fee, relativeSpread: relativeSpreadOf(market), impact: 0, size: 0, volume: 0 }),
    1 - Number.EPSILON,
  )
