import fc from 'fast-check'
import { edgeDistance, networkBand, uncross, type BandNetwork } from '../../../src/core/hedging/bands/band-network'
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
    const edges = { below: 0, above: 0, belowTarget: 0, aboveTarget: 0 }
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
          band({ cost, spot, gamma, vol, years, discount: 1 }, 0, edges)
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

describe('a network with targets', () => {
  const [hidden, last] = trained.layers
  /** The last layer's four outputs, and two more that depend on no input. */
  const withTargets = (below: number, above: number): BandNetwork => ({
    ...trained,
    layers: [
      hidden,
      {
        kernel: hidden.bias.flatMap((_, i) => [...last.kernel.slice(4 * i, 4 * i + 4), 0, 0]),
        bias: [...last.bias, below, above],
      },
    ],
  })
  const state = { cost: 1e-3, spot: 1.02, gamma: 3, vol: 0.3, years: 0.1, discount: 1 }
  const bandOf = (network: BandNetwork, multiplier = 1) => {
    const band = { below: 0, above: 0, belowTarget: 0, aboveTarget: 0 }
    networkBand(network, 20, multiplier)(state, 0, band)
    return band
  }

  it('trades to the edge where they are 0 or below, and inside otherwise', () => {
    const plain = bandOf(trained)
    expect(plain.belowTarget).toBe(plain.below)
    expect(bandOf(withTargets(-1, 0))).toEqual(plain)
    const inside = bandOf(withTargets(0.5, 9))
    const middle = 0.5 * (plain.below + plain.above)
    expect(inside.belowTarget).toBeCloseTo(plain.below - Math.tanh(0.5) * middle, 12)
    expect(inside.aboveTarget).toBeCloseTo(plain.above - middle, 6)
  })

  it('makes the band of an adaptive policy, scaled by its multiplier', () => {
    const network = withTargets(0.3, 0.6)
    const policy = {
      ...{ band: 'whalley-wilmott' as const, riskAversion: 10, multiplier: 1, floor: 0, ceiling: 1 },
      ...{ insideShare: 0, diffusionShare: 0.5, minInterval: 60, maxInterval: 60 },
      ...{ toxicityThreshold: 1, toxicityDelay: 60, riskLimit: 0, network },
    }
    for (const quantity of [-7, 7]) {
      const direct = evaluate(anySnapshot({ kind: 'network', network, riskAversion: 10 }, { quantity }))
      expect(evaluate(anySnapshot({ kind: 'adaptive', policy }, { quantity })).band).toEqual(direct.band)
    }
    const width = ({ below, above }: { below: number; above: number }): number => below + above
    expect(width(bandOf(network, 2))).toBeGreaterThan(width(bandOf(network)))
  })

  it('reads what it names alone, and refuses a name that it does not know', () => {
    const blind = {
      ...withTargets(0, 0),
      columns: ['moneyness', 'held', 'posterior-1', 'jump-share', 'log-cost', 'log-speed'],
    }
    expect(bandOf(blind).above).not.toBe(bandOf(trained).above)
    expect(() => networkBand({ ...blind, columns: [...blind.columns.slice(1), 'weather'] }, 20)).toThrow('weather')
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
