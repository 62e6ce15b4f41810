import type { Leg, Snapshot } from '../../../src/core/hedging/snapshot'
import { DAY } from '../../../src/core/market/event'

export const NOW = 1_700_000_000_000_000

/** A short call struck at 100 that expires in 30 days. */
export const aLeg = (change: Partial<Leg> = {}): Leg => ({
  type: 'call',
  strike: 100,
  expiry: NOW + 30 * DAY,
  quantity: -1,
  ...change,
})

/** The spot is 100, the volatility 60 %, nothing is held yet. */
export const aSnapshot = (change: Pick<Snapshot, 'strategy'> & Partial<Snapshot>): Snapshot => ({
  time: NOW,
  spot: 100,
  legs: [aLeg()],
  yearsPerMicrosecond: 1 / (365 * DAY),
  position: 0,
  oneWayCost: 5e-4,
  posterior: [1, 0, 0],
  volatility: [{ years: 30 / 365, vol: 0.6 }],
  rate: 0,
  toxicityPercentile: undefined,
  scale: { contracts: 1, price: 100 },
  last: undefined,
  ...change,
})
