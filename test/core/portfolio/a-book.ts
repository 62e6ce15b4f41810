import fc from 'fast-check'
import type { Intent } from '../../../src/core/execution/intent'
import type { Approved } from '../../../src/core/execution/order'
import { DAY, type Side } from '../../../src/core/market/event'
import { fillEntry, optionEntry } from '../../../src/core/portfolio/entries'
import type { LedgerEntry } from '../../../src/core/portfolio/ledger/entry'
import { toMinor } from '../../../src/core/portfolio/ledger/money'

export const noon = 1_700_000_000_000_000

/** Tests make approved orders of their own; elsewhere the gate alone does. */
export const anOrder = (change: Partial<Approved> = {}): Approved =>
  ({
    leg: 0,
    instrument: 'paper/BTC',
    side: 'buy',
    lots: 10,
    lot: 0.001,
    price: 50_000,
    limitPrice: 50_100,
    reduces: true,
    ...change,
  }) as Approved

export const anIntent = (change: Partial<Intent> = {}): Intent => ({
  portfolio: 'desk',
  sequence: 1,
  leg: 0,
  label: 'desk.abc123.1.0',
  venue: 'paper',
  order: anOrder(),
  state: 'sent',
  createdAt: noon,
  sentAt: noon,
  filledLots: 0,
  reason: undefined,
  ...change,
})

const sides = fc.constantFrom<Side>('buy', 'sell')
const ticks = fc.integer({ min: 1, max: 400_000 }).map((half) => half / 2)

const aFill = fc
  .record({ side: sides, lots: fc.integer({ min: 1, max: 5_000 }), price: ticks, mid: ticks, fee: fc.integer() })
  .map(
    ({ side, lots, price, mid, fee }) =>
      (id: string): LedgerEntry =>
        fillEntry(
          { venue: 'paper', order: anOrder({ side, price: mid }) },
          { id, lots, price, fee: fee / 1e6, at: noon },
        ),
  )

const anOptionTrade = fc
  .record({ place: fc.integer({ min: 0, max: 2 }), quantity: fc.integer({ min: -9, max: 9 }), premium: ticks })
  .filter(({ quantity }) => quantity !== 0)
  .map(
    ({ place, quantity, premium }) =>
      (id: string): LedgerEntry =>
        optionEntry(`option:${id}`, `option-${place}`, noon, {
          type: place === 1 ? 'put' : 'call',
          strike: 40_000 + 5_000 * place,
          expiry: noon + (place + 1) * DAY,
          quantity,
          multiplier: 0.1,
          premium,
        }),
  )

const aCash = fc
  .record({ kind: fc.constantFrom('deposit' as const, 'funding' as const), cash: fc.integer() })
  .map(({ kind, cash }) => (id: string): LedgerEntry => {
    const posted = { cash, source: `${kind}:${id}`, at: noon }
    const terms = { instrument: 'paper/BTC', rate: 1e-4, price: 50_000, units: 1, basis: 'venue' } as const
    return kind === 'deposit' ? { kind, ...posted } : { kind, ...posted, ...terms }
  })

const anAdjustment = fc
  .record({ lots: fc.integer({ min: -50, max: 50 }), cash: fc.integer() })
  .map(({ lots, cash }) => (id: string): LedgerEntry => ({
    kind: 'adjustment',
    source: `adjustment:${id}`,
    at: noon,
    instrument: 'paper/BTC',
    lots,
    lot: 0.001,
    cash,
    by: 'ann',
  }))

/** Entries that commute, each with a source of its own. */
export const entries: fc.Arbitrary<readonly LedgerEntry[]> = fc
  .array(fc.oneof(aFill, anOptionTrade, aCash, anAdjustment), { maxLength: 20 })
  .map((makers) => makers.map((make, place) => make(String(place))))

/** Value of lots at a price, minor units. */
export const worthOf = (lots: number, lot: number, price: number): number => toMinor(lots * lot * price)
