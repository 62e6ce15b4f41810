import type { OrderReport, VenueFill } from '../../../src/core/execution/order'
import type { DecisionRecord, NewIntent } from '../../../src/ports/ledger'
import { anOrder, noon } from '../../core/portfolio/a-book'

export const aRecord = (change: Partial<DecisionRecord> = {}): DecisionRecord => ({
  portfolio: 'desk',
  sequence: 1,
  at: noon,
  trigger: 'scheduled',
  kind: 'hold',
  reasons: ['inside-band'],
  dueAt: noon + 30_000_000,
  next: { dueAt: noon + 30_000_000, spot: 50_000.1 },
  inputs: { time: noon, spot: 0.1 + 0.2, zebra: 1, apple: [5e-324, 1.7976931348623157e308] },
  outputs: { kind: 'hold', quiet: undefined },
  ...change,
})

/** Inputs whose strategy has `weights` numbers: as long as a learned band where they are many. */
export const inputsBy = (weights: number, seed = 1) => ({
  time: noon,
  mandate: {
    kind: 'hedge',
    snapshot: {
      spot: 50_000.1,
      strategy: { kind: 'adaptive', weights: Array.from({ length: weights }, (_, i) => Math.sin(seed + i)) },
      volatility: [{ years: 0.1, vol: 0.6 }],
    },
  },
})

/** A decision to trade and its orders, one a leg. */
export const aTrade = (
  portfolio: string,
  sequence: number,
  legs = 1,
): { readonly record: DecisionRecord; readonly intents: readonly NewIntent[] } => ({
  record: aRecord({ portfolio, sequence, kind: 'trade', reasons: ['outside-band'] }),
  intents: Array.from({ length: legs }, (_, leg) => ({
    leg,
    label: `${portfolio}.abc123.${sequence}.${leg}`,
    venue: 'paper',
    order: anOrder({ leg }),
  })),
})

export const aFill = (change: Partial<VenueFill> = {}): VenueFill => ({
  id: 'f1',
  lots: 10,
  price: 50_010,
  fee: 0.25,
  at: noon + 5,
  ...change,
})

export const aReport = (label: string, change: Partial<OrderReport> = {}): OrderReport => ({
  label,
  venueOrderId: 'v1',
  instrument: 'paper/BTC',
  side: 'buy',
  lots: 10,
  state: 'filled',
  fills: [aFill()],
  ...change,
})
