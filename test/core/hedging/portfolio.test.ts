import fc from 'fast-check'
import { evaluate } from '../../../src/core/hedging/evaluate'
import { bookExposure } from '../../../src/core/hedging/exposure'
import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import type { Leg, Snapshot } from '../../../src/core/hedging/snapshot'
import type { Strategy } from '../../../src/core/hedging/strategy'
import { DAY } from '../../../src/core/market/event'

const NOW = 1_700_000_000_000_000

const policy: AdaptivePolicy = {
  band: 'zakamouline',
  riskAversion: 10,
  multiplier: 1,
  floor: 0.02,
  ceiling: 0.5,
  insideShare: 0.2,
  diffusionShare: 0.5,
  minInterval: 60,
  maxInterval: 86_400,
  priceTrigger: 1,
  toxicityThreshold: 1,
  toxicityDelay: 0,
  riskLimit: 1,
}
const strategies: readonly Strategy[] = [
  { kind: 'every-step' },
  { kind: 'fixed-band', halfWidth: 0.05 },
  { kind: 'whalley-wilmott', riskAversion: 10, multiplier: 1 },
  { kind: 'whalley-wilmott', riskAversion: 10, multiplier: 1, seconds: 3600 },
  { kind: 'zakamouline', riskAversion: 10 },
  { kind: 'leland', seconds: 86_400 },
  { kind: 'adaptive', policy },
]

/** The adaptive band whose formula vanishes with gamma. */
const wilmott: Strategy = { kind: 'adaptive', policy: { ...policy, band: 'whalley-wilmott' } }

const leg = fc.record({
  type: fc.constantFrom('call' as const, 'put' as const),
  strike: fc.double({ min: 70, max: 140, noNaN: true }),
  expiry: fc.integer({ min: 1, max: 90 }).map((days) => NOW + days * DAY),
  quantity: fc.integer({ min: -6, max: 6 }).map((contracts) => contracts / 2),
})
const someBook = fc.array(leg, { minLength: 1, maxLength: 6 })
const strategy = fc.constantFrom(...strategies)
const ticket = fc.constantFrom(0, 0.01)

const snapshotOf = (legs: readonly Leg[], chosen: Strategy, change: Partial<Snapshot> = {}): Snapshot => ({
  time: NOW,
  spot: 100,
  legs,
  yearsPerMicrosecond: 1 / (365 * DAY),
  position: 0.1,
  oneWayCost: 5e-4,
  posterior: [1],
  volatility: [
    { years: 7 / 365, vol: 0.7 },
    { years: 90 / 365, vol: 0.55 },
  ],
  rate: 0,
  toxicityPercentile: undefined,
  strategy: chosen,
  scale: { contracts: 1, price: 100 },
  last: undefined,
  ...change,
})

/** The band and the target, which is what must not change; whether a trade is a rounding's worth does not matter. */
const gist = (snapshot: Snapshot, unit = 1): readonly number[] => {
  const { band, target } = evaluate(snapshot)
  if (band === undefined) throw new Error('a strategy without a band')
  return [target, band.lower, band.lowerTarget, band.upperTarget, band.upper].map((x) => x / unit)
}

const expectSame = (ours: readonly number[], theirs: readonly number[]): void =>
  ours.forEach((x, i) => expect(Math.abs(x - theirs[i])).toBeLessThanOrEqual(1e-8))

describe('the band of a portfolio', () => {
  it('scales with contracts and price', () => {
    const factors = [fc.integer({ min: 1, max: 1000 }), fc.double({ min: 1e-3, max: 1e3, noNaN: true })] as const
    fc.assert(
      fc.property(fc.tuple(someBook, strategy, ticket, ...factors), ([legs, chosen, fixedCost, contracts, price]) => {
        const many = snapshotOf(
          legs.map((one) => ({ ...one, strike: one.strike * price, quantity: one.quantity * contracts })),
          chosen,
          {
            spot: 100 * price,
            position: 0.1 * contracts,
            fixedCost: fixedCost * contracts * price,
            scale: { contracts, price: 100 * price },
          },
        )
        expectSame(gist(many, contracts), gist(snapshotOf(legs, chosen, { fixedCost })))
      }),
    )
  })

  it('does not depend on the order of legs, on how they are split or on how contracts are counted', () => {
    fc.assert(
      fc.property(someBook, strategy, ticket, (legs, chosen, fixedCost) => {
        const whole = gist(snapshotOf(legs, chosen, { fixedCost }))
        const halves = legs.map((one) => ({ ...one, quantity: one.quantity / 2 }))
        const counted = legs.map((one) => ({ ...one, quantity: one.quantity * 10, multiplier: 0.1 }))
        for (const same of [[...legs].reverse(), [...halves, ...halves.reverse()], counted])
          expectSame(gist(snapshotOf(same, chosen, { fixedCost })), whole)
      }),
    )
  })

  it('of the opposite book is mirrored, but for strategies that depend on the side', () => {
    const symmetric = strategies.filter(
      (one) => one.kind !== 'zakamouline' && one.kind !== 'leland' && one.kind !== 'adaptive',
    )
    fc.assert(
      fc.property(someBook, fc.constantFrom(...symmetric, wilmott), ticket, (legs, chosen, fixedCost) => {
        const ours = gist(snapshotOf(legs, chosen, { fixedCost }))
        const mirror = legs.map((one) => ({ ...one, quantity: -one.quantity }))
        const [target, lower, lowerTarget, upperTarget, upper] = gist(
          snapshotOf(mirror, chosen, { fixedCost, position: -0.1 }),
        )
        expectSame([-target, -upper, -upperTarget, -lowerTarget, -lower], ours)
      }),
    )
  })

  it('is that of a put whatever part of it is held as call and forward', () => {
    const [put, call] = (['put', 'call'] as const).map((type): Leg => ({
      ...{ type, strike: 105, expiry: NOW + 20 * DAY, quantity: -1 },
    }))
    for (const chosen of strategies) {
      // Short a put = short a call and long the underlying, at zero rates.
      const [asPut, asCall] = [gist(snapshotOf([put], chosen)), gist(snapshotOf([call], chosen, { position: 1.1 }))]
      expectSame(
        asCall,
        asPut.map((x) => x + 1),
      )
    }
  })

  it('nets long against short: a book that cancels has no centre and the band of no gamma', () => {
    fc.assert(
      // Zakamouline's half-width has a part without gamma, so that its value at no gamma is not the floor.
      fc.property(someBook, fc.constantFrom(...strategies.slice(0, -1), wilmott), (legs, chosen) => {
        const netted = [...legs, ...legs.map((one) => ({ ...one, quantity: -one.quantity })).reverse()]
        const snapshot = snapshotOf(netted, chosen, { position: 0 })
        const { gamma, delta } = bookExposure(snapshot, snapshot.volatility)
        expect(Math.abs(gamma)).toBeLessThan(1e-12)
        expect(Math.abs(delta)).toBeLessThan(1e-12)
        const { band, target } = evaluate(snapshot)
        expect(Math.abs(band?.centre ?? 1)).toBeLessThan(1e-9)
        expect(Math.abs(target)).toBeLessThan(1e-9)
        const width = band?.halfWidth ?? 0
        if (chosen.kind === 'adaptive') expect(width).toBeCloseTo(policy.floor, 6)
        if (chosen.kind === 'whalley-wilmott') expect(width).toBeLessThan(1e-6)
      }),
    )
  })

  it('shifts the volatility of every leg by the sign of the net gamma', () => {
    const short: Leg = { type: 'call', strike: 100, expiry: NOW + 30 * DAY, quantity: -2 }
    const wing: Leg = { type: 'call', strike: 125, expiry: NOW + 30 * DAY, quantity: 1 }
    const chosen: Strategy = { kind: 'leland', seconds: 86_400 }
    const centre = (legs: readonly Leg[]): number => evaluate(snapshotOf(legs, chosen)).band?.centre ?? NaN
    const plain = (legs: readonly Leg[], factor: number): number => {
      const [near, far] = snapshotOf(legs, chosen).volatility
      const volatility = [near, far].map(({ years, vol }) => ({ years, vol: factor * vol }))
      return evaluate(snapshotOf(legs, { kind: 'every-step' }, { volatility })).target
    }
    const both = snapshotOf([short, wing], chosen)
    const { vol } = bookExposure(both, both.volatility)
    const shift = (Math.sqrt(8 / Math.PI) * 5e-4) / (vol * Math.sqrt(1 / 365))
    expect(centre([short, wing])).toBeCloseTo(plain([short, wing], Math.sqrt(1 + shift)), 10)
    const mirror = [short, wing].map((one) => ({ ...one, quantity: -one.quantity }))
    expect(centre(mirror)).toBeCloseTo(plain(mirror, Math.sqrt(1 - shift)), 10)
  })
})
