import fc from 'fast-check'
import { evaluate } from '../../../../src/core/hedging/evaluate'
import type { Leg } from '../../../../src/core/hedging/snapshot'
import type { Strategy } from '../../../../src/core/hedging/strategy'
import { evaluatePool, type PoolSnapshot } from '../../../../src/core/mandates/vault/pool-hedge'
import { openVault } from '../../../../src/core/mandates/vault/vault'
import { runPooledVault, type VaultPlan } from '../../../../src/core/mandates/vault/vault-paths'
import { startRng } from '../../../../src/core/rng'
import { between } from '../../../support/between'
import { claimsOf } from './claims'
import { runVault } from './run-vault'

const DAY = 86_400_000_000
const terms = (strategy: Strategy): Omit<PoolSnapshot, 'books' | 'time' | 'spot' | 'last'> => ({
  yearsPerMicrosecond: 1 / (365 * DAY),
  oneWayCost: 1e-3,
  posterior: [],
  volatility: [{ years: 1, vol: 0.6 }],
  rate: 0,
  toxicityPercentile: undefined,
  strategy,
  scale: { contracts: 10, price: 100 },
})
const anyLeg: fc.Arbitrary<Leg> = fc.record({
  type: fc.constantFrom('call', 'put'),
  strike: between(60, 150),
  expiry: fc.integer({ min: 0, max: 60 }).map((days) => days * DAY),
  quantity: between(-20, 20),
})
const anyBooks = fc.array(
  fc.record({
    name: fc.string({ maxLength: 3 }),
    legs: fc.array(anyLeg, { maxLength: 4 }),
    position: between(-20, 20),
  }),
  { minLength: 1, maxLength: 5 },
)

describe('pooled hedging', () => {
  it('gives the books parts that sum to the pool’s position, trade and cost', () => {
    fc.assert(
      fc.property(
        anyBooks,
        fc.constantFrom<Strategy>({ kind: 'every-step' }, { kind: 'fixed-band', halfWidth: 0.2 }),
        (books, strategy) => {
          const {
            decision,
            books: parts,
            crossed,
          } = evaluatePool({ ...terms(strategy), books, time: 0, spot: 100, last: undefined })
          const total = (of: (part: (typeof parts)[number]) => number): number =>
            parts.reduce((sum, part) => sum + of(part), 0)
          expect(total((part) => part.position)).toBeCloseTo(decision.target, 9)
          expect(total((part) => part.trade)).toBeCloseTo(decision.trade, 9)
          expect(total((part) => part.cost)).toBeCloseTo(1e-3 * Math.abs(decision.trade) * 100, 9)
          expect(crossed).toBeGreaterThanOrEqual(0)
          expect(total((part) => Math.abs(part.trade))).toBeCloseTo(Math.abs(decision.trade) + 2 * crossed, 9)
        },
      ),
    )
  })

  it('never trades more than the books would alone', () => {
    fc.assert(
      fc.property(anyBooks, (books) => {
        const pooled = evaluatePool({ ...terms({ kind: 'every-step' }), books, time: 0, spot: 100, last: undefined })
        let alone = 0
        for (const { legs, position } of books)
          alone += Math.abs(
            evaluate({ ...terms({ kind: 'every-step' }), legs, position, time: 0, spot: 100, last: undefined }).trade,
          )
        expect(Math.abs(pooled.decision.trade)).toBeLessThanOrEqual(alone + 1e-9)
      }),
    )
  })
})

describe('a vault along a path', () => {
  const spots = new Float64Array(31)
  const rng = startRng(4)
  spots[0] = 100
  for (let i = 1; i <= 30; i++) spots[i] = spots[i - 1] * Math.exp(0.03 * rng.normal())
  const call = (quantity: number): Leg => ({ type: 'call', strike: 105, expiry: 30 * DAY, quantity })
  const put = (quantity: number): Leg => ({ type: 'put', strike: 95, expiry: 30 * DAY, quantity })
  const funded = runVault(
    openVault(
      {
        managementFee: 20_000n,
        performanceFee: 100_000n,
        feesAs: 'shares',
        feeAccount: 'manager',
        microsecondsPerYear: 365n * BigInt(DAY),
        virtualShares: 1000n,
        leastDeposit: 1n,
        shortOfCash: 'pro-rata',
      },
      0,
    ),
    [
      { kind: 'deposit', account: 'ann', amount: 1_000_000_000n },
      { kind: 'settle', time: 0 },
    ],
  ).vault
  const plan = (strategy: Strategy): VaultPlan => ({
    vault: funded,
    books: [
      { name: 'calls', legs: [call(-10)] },
      { name: 'puts', legs: [put(-10)] },
      { name: 'bought', legs: [call(4)] },
    ],
    terms: terms(strategy),
    start: 0,
    stepMicroseconds: DAY,
    stepsPerEpoch: 5,
    unitsPerCurrency: 1e6,
    collateralShare: 0.15,
    entries: [
      { epoch: 2, entry: { kind: 'deposit', account: 'bob', amount: 500_000_000n } },
      { epoch: 4, entry: { kind: 'withdraw', account: 'ann', shares: 900_000_000_000n } },
    ],
  })

  it('posts the book’s whole P&L and nothing else', () => {
    const run = runPooledVault(plan({ kind: 'every-step' }), spots)
    expect(run.epochs.length).toBe(6)
    const posted = run.epochs.reduce((sum, { profit }) => sum + profit, 0n)
    expect(Math.abs(Number(posted) - run.profit * 1e6)).toBeLessThan(1)
    const { custody, byAccount, dust } = claimsOf(run.vault)
    expect(custody).toBe(1_500_000_000n + posted)
    expect([...byAccount.values()].reduce((a, b) => a + b, dust)).toBe(custody)
    expect(run.outcomes.every(({ kind }) => kind !== 'refused')).toBe(true)
  })

  it('trades less inside a band, and crosses the opposite trades of its books', () => {
    const every = runPooledVault(plan({ kind: 'every-step' }), spots)
    const band = runPooledVault(plan({ kind: 'fixed-band', halfWidth: 0.1 }), spots)
    expect(band.turnover).toBeLessThan(every.turnover)
    expect(band.cost).toBeLessThan(every.cost)
    expect(every.crossed).toBeGreaterThan(1)
  })
})
