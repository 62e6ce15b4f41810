import fc from 'fast-check'
import { edgeDistance, networkBand, uncross } from '../../../src/core/hedging/bands/band-network'
import { evaluate } from '../../../src/core/hedging/evaluate'
import type { Strategy } from '../../../src/core/hedging/strategy'
import { aBandNetwork } from './a-band-network'

const untrained = aBandNetwork({ lastLayer: 0 })
const trained = aBandNetwork({ lastLayer: 1 })

const anySnapshot = (strategy: Strategy, change: { spot?: number; quantity?: number; cost?: number } = {}) => ({
  time: 0,
  spot: change.spot ?? 103,
  legs: [{ type: 'call' as const, strike: 100, expiry: 30 * 86_400e6, quantity: change.quantity ?? -7 }],
  yearsPerMicrosecond: 1 / (365 * 86_400e6),
  position: 0,
  oneWayCost: change.cost ?? 1e-3,
  posterior: [],
  volatility: [{ years: 1, vol: 0.3 }],
  rate: 0.02,
  toxicityPercentile: undefined,
  strategy,
  scale: { contracts: 7, price: 100 },
  last: undefined,
})

describe('the band of a network', () => {
  it('is Whalley-Wilmott to the last digit before training', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 60, max: 160, noNaN: true }),
        fc.double({ min: 1e-5, max: 0.02, noNaN: true }),
        fc.double({ min: 0.1, max: 300, noNaN: true }),
        (spot, cost, riskAversion) => {
          const network = evaluate(anySnapshot({ kind: 'network', network: untrained, riskAversion }, { spot, cost }))
          const plain = evaluate(anySnapshot({ kind: 'whalley-wilmott', riskAversion, multiplier: 1 }, { spot, cost }))
          expect(network.band).toEqual(plain.band)
          expect(network.target).toBe(plain.target)
        },
      ),
    )
  })

  it('is finite and uncrossed in every limit', () => {
    const edge = (...values: number[]) => fc.constantFrom(...values)
    const band = networkBand(aBandNetwork({ lastLayer: 5 }), 20)
    const edges = { below: 0, above: 0 }
    fc.assert(
      fc.property(
        fc.tuple(
          edge(0, 1e-9, 1e-3, 0.5),
          edge(1e-9, 0.01, 1, 100, 1e9),
          edge(0, 1e-300, 1e-9, 1, 1e6),
          edge(0, 1e-9, 0.2, 50),
          edge(0, 1e-12, 0.1, 30),
        ),
        ([cost, spot, gamma, vol, years]) => {
          band({ cost, spot, gamma, vol, years, discount: 1 }, edges)
          expect(Number.isFinite(edges.below) && Number.isFinite(edges.above)).toBe(true)
          expect(edges.below + edges.above).toBeGreaterThanOrEqual(0)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is the delta where trading is free', () => {
    const { band } = evaluate(anySnapshot({ kind: 'network', network: trained, riskAversion: 10 }, { cost: 0 }))
    expect(band?.lower).toBe(band?.centre)
    expect(band?.upper).toBe(band?.centre)
  })

  it('is mirrored for a book long of gamma', () => {
    const strategy: Strategy = { kind: 'network', network: trained, riskAversion: 10 }
    const short = evaluate(anySnapshot(strategy)).band
    const long = evaluate(anySnapshot(strategy, { quantity: 7 })).band
    expect(long?.lower).toBeCloseTo(-(short?.upper ?? 0), 12)
    expect(long?.upper).toBeCloseTo(-(short?.lower ?? 0), 12)
    expect((short?.centre ?? 0) - (short?.lower ?? 0)).not.toBeCloseTo((short?.upper ?? 0) - (short?.centre ?? 0), 3)
  })
})

describe('the edges of a band', () => {
  it('stretch by at most e³ and shift by at most 1', () => {
    expect(edgeDistance(0.1, 0, 0)).toBe(0.1)
    expect(edgeDistance(0.1, 1e9, 0)).toBeCloseTo(0.1 * Math.exp(3), 12)
    expect(edgeDistance(0.1, -1e9, 0)).toBeCloseTo(0.1 * Math.exp(-3), 12)
    expect(edgeDistance(0, 5, 1e9)).toBe(1)
  })

  it('meet halfway where they would cross', () => {
    const edges = { below: -0.3, above: 0.1 }
    uncross(edges)
    expect(edges).toEqual({ below: -0.2, above: 0.2 })
  })
})
