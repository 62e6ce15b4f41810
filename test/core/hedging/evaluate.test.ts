import fc from 'fast-check'
import { evaluate } from '../../../src/core/hedging/evaluate'
import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import type { Snapshot } from '../../../src/core/hedging/snapshot'
import { aLeg, aSnapshot as snapshotOf, NOW } from './a-snapshot'

const aPolicy = (change: Partial<AdaptivePolicy> = {}): AdaptivePolicy => ({
  band: 'whalley-wilmott',
  riskAversion: 10,
  multiplier: 1,
  floor: 0.01,
  ceiling: 0.2,
  insideShare: 0,
  diffusionShare: 0.5,
  minInterval: 60,
  maxInterval: 86_400,
  priceTrigger: 1,
  toxicityThreshold: 0.9,
  toxicityDelay: 300,
  riskLimit: 0.1,
  ...change,
})

const aSnapshot = (change: Partial<Snapshot> = {}): Snapshot =>
  snapshotOf({ strategy: { kind: 'adaptive', policy: aPolicy() }, ...change })

describe('evaluate', () => {
  it('buys a short call to the lower edge of its band', () => {
    const decision = evaluate(aSnapshot())
    expect(decision.kind).toBe('trade')
    expect(decision.reasons).toEqual(['outside-band'])
    expect(decision.target).toBe(decision.band?.lower)
    expect(decision.band?.centre).toBeCloseTo(0.5342, 3)
    expect(decision.trade).toBe(decision.target)
  })

  it('holds when evaluated again on its own result', () => {
    const first = evaluate(aSnapshot())
    const again = evaluate(aSnapshot({ position: first.target, time: first.next.dueAt, last: first.next }))
    expect(again.kind).toBe('hold')
    const early = evaluate(aSnapshot({ position: first.target, time: NOW + 1, last: first.next }))
    expect(early).toMatchObject({ kind: 'hold', reasons: ['not-due'], next: first.next, trade: 0 })
    expect(early.nextEvaluationSeconds).toBeCloseTo(first.nextEvaluationSeconds, 5)
  })

  it('evaluates early when the price jumps past its trigger', () => {
    const first = evaluate(aSnapshot())
    const below = first.next.quiet?.below ?? 0
    const jumped = aSnapshot({ position: first.target, time: NOW + 1, last: first.next, spot: below })
    expect(evaluate(jumped).reasons).toContain('price-trigger')
    expect(evaluate({ ...jumped, spot: below - 0.01 }).reasons).toEqual(['not-due'])
  })

  it.each([-1, 1])(
    'ends its wait where the price carries the position past the nearer edge, quantity %d',
    (quantity) => {
      const policy = aPolicy({ priceTrigger: undefined, edgeTrigger: 0.5 })
      const snapshot = aSnapshot({ legs: [aLeg({ quantity })], strategy: { kind: 'adaptive', policy } })
      const first = evaluate(snapshot)
      const { above = 0, below = 0 } = first.next.quiet ?? {}
      // Traded to the edge that a rising price crosses: the other one is the whole band away.
      expect((100 - above) / (below - 100)).toBeCloseTo(2.5 / 0.5, 9)
      const later = { ...snapshot, position: first.target, time: NOW + 1, last: first.next }
      const crossed = evaluate({ ...later, spot: below })
      expect(crossed).toMatchObject({ kind: 'trade', reasons: ['price-trigger', 'outside-band'] })
      const edge = quantity < 0 ? crossed.band?.lower : crossed.band?.upper
      expect(Math.abs((edge ?? 0) - first.target) / (crossed.band?.halfWidth ?? 1)).toBeCloseTo(0.5, 1)
    },
  )

  it('waits shorter the likelier a turbulent regime is, and by the forecast alone where no regime is known', () => {
    const policy = aPolicy({ regimeVols: [0.3, 0.6, 1.2], maxInterval: 1e9, minInterval: 0 })
    const seconds = (posterior: readonly number[], own = policy): number =>
      evaluate(aSnapshot({ nowVol: 0.6, posterior, strategy: { kind: 'adaptive', policy: own } })).nextEvaluationSeconds
    const plain = seconds([], aPolicy({ maxInterval: 1e9, minInterval: 0 }))
    expect(seconds([])).toBeCloseTo(plain, 6)
    expect(seconds([0, 1, 0]) / plain).toBeCloseTo(1, 9)
    expect(seconds([1, 0, 0]) / plain).toBeCloseTo(2, 9)
    expect(seconds([0, 0, 1]) / plain).toBeCloseTo(0.5, 9)
    expect(seconds([0, 0.5, 0.5])).toBeLessThan(seconds([0, 0.9, 0.1]))
  })

  it('widens with the multiplier, and refuses a policy of a version that had one for each regime', () => {
    const width = (multiplier: number): number =>
      evaluate(aSnapshot({ strategy: { kind: 'adaptive', policy: aPolicy({ multiplier }) } })).band?.halfWidth ?? 0
    expect(width(2)).toBeCloseTo(2 * width(1), 12)
    const old = { ...aPolicy(), multiplier: undefined, multipliers: [1, 1, 1] }
    const policy = old as unknown as AdaptivePolicy
    expect(() => evaluate(aSnapshot({ strategy: { kind: 'adaptive', policy } }))).toThrow('one multiplier ≥ 0')
  })

  it('waits for toxic flow to calm, but not past the risk limit', () => {
    const toxic = evaluate(aSnapshot({ toxicityPercentile: 0.95, position: 0.4 }))
    expect(toxic).toMatchObject({ kind: 'wait', trade: 0, target: 0.4, nextEvaluationSeconds: 300 })
    expect(toxic.reasons).toContain('toxic-flow')
    const forced = evaluate(aSnapshot({ toxicityPercentile: 0.95, position: 0.1 }))
    expect(forced.kind).toBe('trade')
    expect(forced.reasons).toContain('risk-limit')
  })

  it('ends its wait when the price moves it to the risk limit, also without a price trigger', () => {
    const strategy = { kind: 'adaptive', policy: aPolicy({ priceTrigger: undefined }) } as const
    const snapshot = aSnapshot({ toxicityPercentile: 0.95, position: 0.45, strategy })
    const first = evaluate(snapshot)
    expect(first.kind).toBe('wait')
    const { above = 0, below = 0 } = first.next.quiet ?? {}
    expect(below - 100).toBeCloseTo(100 - above, 9)
    const at = (spot: number) => evaluate({ ...snapshot, time: NOW + 1, last: first.next, spot })
    expect(at(below - 0.01).reasons).toEqual(['not-due'])
    // The band moves with the price as well: a wait goes on, or ends, within a few percent of the limit.
    const forced = at(below)
    expect(forced.reasons).toContain('price-trigger')
    expect((forced.band?.lower ?? 0) - 0.45).toBeCloseTo(0.1, 1)
    expect(at(below + 1)).toMatchObject({ kind: 'trade' })
    expect(at(below + 1).reasons).toContain('risk-limit')
    const unlimited = { kind: 'adaptive', policy: { ...strategy.policy, riskLimit: 1e9 } } as const
    expect(evaluate({ ...snapshot, strategy: unlimited }).next.quiet?.above).toBeLessThan(0)
  })

  it('waits once where no longest wait is set, then trades and clears its wait', () => {
    const snapshot = aSnapshot({ toxicityPercentile: 0.95, position: 0.4 })
    const first = evaluate(snapshot)
    const second = evaluate({ ...snapshot, time: first.next.dueAt, last: first.next })
    expect(second).toMatchObject({ kind: 'trade', reasons: ['outside-band', 'wait-limit'] })
    expect(second.next.waitingSince).toBeUndefined()
    const calm = evaluate({ ...snapshot, time: first.next.dueAt, last: first.next, toxicityPercentile: 0.1 })
    expect(calm).toMatchObject({ kind: 'trade', reasons: ['outside-band'] })
  })

  it('never waits longer in all than it may, however long the flow stays toxic and however often the price forces an evaluation', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 60, max: 900, noNaN: true }),
        fc.double({ min: 0, max: 3600, noNaN: true }),
        fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }),
        (toxicityDelay, toxicityMaxWait, early) => {
          const strategy = {
            kind: 'adaptive',
            policy: aPolicy({ toxicityDelay, toxicityMaxWait, priceTrigger: 0 }),
          } as const
          const snapshot = aSnapshot({ toxicityPercentile: 1, position: 0.4, strategy })
          let [time, last, kind]: [number, Snapshot['last'], string] = [NOW, undefined, 'wait']
          for (let i = 0; kind === 'wait'; i++) {
            const decision = evaluate({ ...snapshot, time, last })
            kind = decision.kind
            if (kind === 'wait') expect(decision.next.dueAt - NOW).toBeLessThanOrEqual(toxicityMaxWait * 1e6 + 1)
            time += Math.max(1, Math.round((decision.next.dueAt - time) * (i < 9 ? early[i % early.length] : 1)))
            last = decision.next
          }
          expect(kind).toBe('trade')
        },
      ),
      { numRuns: 50 },
    )
  })

  it('evaluates again sooner at a higher volatility, within its clamp', () => {
    const seconds = (vol: number): number =>
      evaluate(aSnapshot({ position: 0.53, volatility: [{ years: 1, vol }] })).nextEvaluationSeconds
    expect(seconds(1.2)).toBeLessThan(seconds(0.6))
    const clamp = { minInterval: 1e4, maxInterval: 2e4 }
    const clamped = (diffusionShare: number): number =>
      evaluate(aSnapshot({ strategy: { kind: 'adaptive', policy: aPolicy({ ...clamp, diffusionShare }) } }))
        .nextEvaluationSeconds
    expect([clamped(0), clamped(1e3)]).toEqual([1e4, 2e4])
  })

  it('gives a reason where the half-width meets its floor or ceiling', () => {
    const reasons = (policy: Partial<AdaptivePolicy>) =>
      evaluate(aSnapshot({ strategy: { kind: 'adaptive', policy: aPolicy(policy) } })).reasons
    expect(reasons({ floor: 0.15 })).toContain('half-width-at-floor')
    expect(reasons({ ceiling: 0.02 })).toContain('half-width-at-ceiling')
  })

  it('hedges the sum of a book: legs that cancel need nothing', () => {
    const legs = [aLeg({ quantity: -2 }), aLeg({ quantity: 1, multiplier: 2 })]
    const decision = evaluate(aSnapshot({ legs, strategy: { kind: 'every-step' } }))
    expect(decision).toMatchObject({ kind: 'hold', exposure: { delta: 0, gamma: 0, vega: 0, theta: 0 } })
    const straddle = evaluate(aSnapshot({ legs: [aLeg(), aLeg({ type: 'put' })], strategy: { kind: 'every-step' } }))
    expect(straddle.target).toBeCloseTo(2 * 0.53422 - 1, 3)
  })

  it('gives the same decision for every number of contracts and price level, in its own units', () => {
    const one = evaluate(aSnapshot())
    const many = evaluate(
      aSnapshot({
        spot: 50_000,
        legs: [aLeg({ strike: 50_000, quantity: -7 })],
        scale: { contracts: 7, price: 50_000 },
      }),
    )
    expect(many.target).toBeCloseTo(7 * one.target, 12)
    expect(many.nextEvaluationSeconds).toBeCloseTo(one.nextEvaluationSeconds, 6)
  })

  it('is finite for every book, expired legs and still markets included', () => {
    const legs = fc.array(
      fc.record({
        type: fc.constantFrom('call' as const, 'put' as const),
        strike: fc.double({ min: 1, max: 1000, noNaN: true }),
        expiry: fc.integer({ min: -1000, max: 10_000 }).map((hours) => NOW + hours * 3.6e9),
        quantity: fc.integer({ min: -5, max: 5 }),
      }),
      { maxLength: 6 },
    )
    const strategy = fc.constantFrom<Snapshot['strategy']>(
      { kind: 'no-hedge' },
      { kind: 'every-step' },
      { kind: 'fixed-interval', seconds: 60 },
      { kind: 'fixed-band', halfWidth: 0.05 },
      { kind: 'delta-threshold', threshold: 0.05, seconds: 5 },
      { kind: 'range-and-move', halfWidth: 0.05, leastMove: 0.01 },
      { kind: 'drift-or-timer', drift: 0.05, seconds: 48 * 3600 },
      { kind: 'whalley-wilmott', riskAversion: 3, multiplier: 1 },
      { kind: 'zakamouline', riskAversion: 3 },
      { kind: 'leland', seconds: 3600 },
      { kind: 'adaptive', policy: aPolicy({ floor: 0 }) },
    )
    const vol = fc.constantFrom(0, 1e-6, 0.6, 5)
    const cost = fc.constantFrom(0, 5e-4, 0.1)
    fc.assert(
      fc.property(legs, strategy, vol, cost, (book, chosen, level, oneWayCost) => {
        const volatility = [{ years: 0.1, vol: level }]
        const decision = evaluate(aSnapshot({ legs: book, strategy: chosen, volatility, oneWayCost, position: 0.3 }))
        const numbers = JSON.stringify(decision, (_, value: unknown) =>
          typeof value === 'number' && !Number.isFinite(value) ? 'not finite' : value,
        )
        expect(numbers).not.toContain('not finite')
        expect(decision.target - 0.3).toBeCloseTo(decision.trade, 12)
        expect(decision.kind === 'trade').toBe(decision.trade !== 0)
      }),
      { numRuns: 400 },
    )
  })

  it.each([
    [{ spot: NaN }, 'a spot > 0'],
    [{ spot: -5 }, 'a spot > 0'],
    [{ position: NaN }, 'a finite position'],
    [{ oneWayCost: -0.1 }, 'a one-way cost'],
    [{ volatility: [] }, 'a point of the volatility'],
    [{ volatility: [{ years: 1, vol: NaN }] }, 'volatilities'],
    [{ posterior: [NaN, 1, 0] }, 'probabilities'],
    [{ scale: { contracts: 0, price: 1 } }, 'a scale'],
    [{ legs: [aLeg({ strike: 0 })] }, 'an option needs'],
  ] as const)('refuses %p', (change, reason) => {
    expect(() => evaluate(aSnapshot(change))).toThrow(reason)
  })
})
