import type { DecisionInputs } from '../../../src/core/decision/decision-inputs'
import type { Snapshot } from '../../../src/core/hedging/snapshot'
import { DAY } from '../../../src/core/market/event'
import { NOW } from '../risk/a-book'
import { aMarket, aState, INSTRUMENT, someLimits } from '../risk/gate/a-state'

/** Short ten at-the-money calls of 30 days at 50,000, hedged within a fixed band; nothing held. */
export const someInputs = (snapshot: Partial<Snapshot> = {}, change: Partial<DecisionInputs> = {}): DecisionInputs => ({
  time: NOW,
  mandate: {
    kind: 'hedge',
    snapshot: {
      time: NOW,
      spot: 50_000,
      legs: [{ type: 'call', strike: 50_000, expiry: NOW + 30 * DAY, quantity: -1 }],
      yearsPerMicrosecond: 1 / (365 * DAY),
      position: 0,
      oneWayCost: 5e-4,
      posterior: [],
      volatility: [{ years: 0.1, vol: 0.6 }],
      rate: 0,
      toxicityPercentile: undefined,
      strategy: { kind: 'fixed-band', halfWidth: 0.05 },
      scale: { contracts: 1, price: 50_000 },
      last: undefined,
      ...snapshot,
    },
  },
  tradables: [
    { name: 'underlying', instrument: INSTRUMENT, mid: 50_000, held: 0, terms: { lot: 0.01, minLots: 1, tick: 0.5 } },
  ],
  gate: aState({ limits: someLimits({ margin: undefined }), margin: undefined, positions: [], markets: [aMarket()] }),
  interval: { least: 60, most: 3_600, retry: 30 },
  ...change,
})
