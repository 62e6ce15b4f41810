import { diagonalRisk } from '../../../src/core/hedging/greeks/factor-risk'
import type { Snapshot } from '../../../src/core/hedging/snapshot'
import { evaluateMandate } from '../../../src/core/mandates/evaluate-mandate'
import type { Mandate } from '../../../src/core/mandates/mandate'
import { DAY } from '../../../src/core/market/event'
import { solverForTests } from '../hedging/greeks/solver'
import { aSnapshot as anAllocation } from './allocation/a-portfolio'
import { aPolicy, YEARS_PER_SECOND } from './insurance/a-policy'

const solve = solverForTests()
const yearsPerMicrosecond = 1 / (365 * DAY)
const call = { type: 'call', strike: 100, expiry: 30 * DAY, quantity: -1 } as const

const hedging = {
  time: 0,
  spot: 100,
  yearsPerMicrosecond,
  position: 0,
  oneWayCost: 5e-4,
  posterior: [],
  volatility: [{ years: 0.1, vol: 0.6 }],
  rate: 0,
  toxicityPercentile: undefined,
  strategy: { kind: 'fixed-band', halfWidth: 0.05 },
  scale: { contracts: 1, price: 100 },
  last: undefined,
} satisfies Omit<Snapshot, 'legs'>

const neutral = 0.534
const plan = { strike: 100, units: 1, participation: 1, putCost: 0 }
const underlying = { kind: 'underlying', id: 'future', bid: 99.9, ask: 100.1, lot: 0, lower: -9, upper: 9 } as const

const greeks = (position: number): Mandate => ({
  kind: 'greeks',
  snapshot: {
    ...hedging,
    legs: [call],
    instruments: [{ ...underlying, position }],
    targets: [{ greek: 'delta', tolerance: 0.05 }],
    risk: diagonalRisk([10]),
    schedule: { share: 0.5, minInterval: 60, maxInterval: 86_400 },
  },
})

const cppi = (units: number): Mandate => ({
  kind: 'cppi',
  snapshot: {
    time: 0,
    price: 100,
    units,
    cash: 1000 - 100 * units,
    oneWayCost: 0,
    rate: 0,
    vol: 0.4,
    drift: 0,
    jumps: undefined,
    posterior: [],
    yearsPerMicrosecond: YEARS_PER_SECOND / 1e6,
    policy: aPolicy({ maxMultiplier: 3 }),
    last: { floor: 800 },
  },
})

/** Each mandate far from where it should be, and the same where it should be. */
const mandates: readonly (readonly [string, Mandate, Mandate])[] = [
  [
    'hedge',
    { kind: 'hedge', snapshot: { ...hedging, legs: [call] } },
    { kind: 'hedge', snapshot: { ...hedging, legs: [call], position: neutral } },
  ],
  ['greeks', greeks(0), greeks(neutral)],
  ['cppi', cppi(0), cppi(6)],
  [
    'obpi',
    { kind: 'obpi', snapshot: { ...hedging, plan, expiry: 30 * DAY } },
    { kind: 'obpi', snapshot: { ...hedging, plan, expiry: 30 * DAY, position: neutral } },
  ],
  [
    'allocation',
    { kind: 'allocation', snapshot: anAllocation() },
    { kind: 'allocation', snapshot: anAllocation({ units: [4, 15, 40], cash: 100 }) },
  ],
  [
    'pool',
    { kind: 'pool', snapshot: { ...hedging, books: [{ name: 'calls', legs: [call], position: 0 }] } },
    { kind: 'pool', snapshot: { ...hedging, books: [{ name: 'calls', legs: [call], position: neutral }] } },
  ],
]

describe.each(mandates)('the %s mandate', (kind, far, near) => {
  test('far from its target gives orders and the reason', () => {
    const { instruction, ...evaluated } = evaluateMandate(far, solve)
    expect(evaluated.kind).toBe(kind)
    expect(instruction.kind).toBe('trade')
    expect(instruction.orders.length).toBeGreaterThan(0)
    for (const { quantity } of instruction.orders) expect(Math.abs(quantity)).toBeGreaterThan(0)
    expect(instruction.reasons.length).toBeGreaterThan(0)
  })

  test('on its target holds, without orders', () => {
    const { instruction } = evaluateMandate(near, solve)
    expect(instruction).toMatchObject({ kind: 'hold', orders: [] })
    expect(instruction.nextEvaluationSeconds).toBeGreaterThanOrEqual(0)
  })

  test('evaluated again decides the same', () => {
    expect(evaluateMandate(far, solve)).toEqual(evaluateMandate(far, solve))
  })
})
