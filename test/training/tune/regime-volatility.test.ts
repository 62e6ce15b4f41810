import { regimeVolatility } from '../../../training/tune/regime-volatility'

describe('the volatility of regimes', () => {
  test('is that of the bars that follow, weighted by the posterior', () => {
    // Two regimes of 500 bars each in turn, seen for certain.
    const turbulent = (bar: number): boolean => Math.floor(bar / 500) % 2 === 1
    const variance = Float64Array.from({ length: 4000 }, (_, bar) => (turbulent(bar) ? 9e-4 : 1e-4))
    const posterior = Float64Array.from({ length: 8000 }, (_, i) => Number(turbulent(i >> 1) === (i % 2 === 1)))
    const vols = regimeVolatility({ posterior, states: 2 }, { variance, barsPerYear: 100 }, { from: 0, to: 4000 }, 4)
    expect(vols[0]).toBeCloseTo(0.1, 2)
    expect(vols[1]).toBeCloseTo(0.3, 2)
    expect(vols[0]).toBeGreaterThan(0.1)
    expect(vols[1]).toBeLessThan(0.3)
  })

  test('does not fall from a calmer regime to one that is more turbulent', () => {
    const variance = Float64Array.of(1, 4, 1, 4, 1, 4, 1, 4)
    // Each bar is followed by the other: what is called turbulent is followed by calm.
    const posterior = Float64Array.from({ length: 16 }, (_, i) => Number(variance[i >> 1] > 2 === (i % 2 === 1)))
    const vols = regimeVolatility({ posterior, states: 2 }, { variance, barsPerYear: 1 }, { from: 0, to: 8 }, 1)
    expect(vols[0]).toBe(vols[1])
    expect(vols[0] ** 2).toBeGreaterThan(1)
    expect(vols[0] ** 2).toBeLessThan(4)
  })
})
