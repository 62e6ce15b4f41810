import { exactNoHedge } from '../../training/reproduce/exact-no-hedge'
import { exactOptimum } from '../../training/reproduce/exact-optimum'
import { reproduceSettingA, simulateSettingA, type SettingARow } from '../../training/reproduce/setting-a'

describe('setting A', () => {
  const size = { batches: 4, paths: 4000 }
  const shares: number[] = []
  const { rows } = reproduceSettingA(7, (share) => shares.push(share), size)
  const row = (strategy: string, a: number): SettingARow => {
    const found = rows.find((candidate) => candidate.strategy === strategy && candidate.a === a)
    if (found === undefined) throw new Error(`no row of ${strategy} at ${a}`)
    return found
  }

  it.each([
    [1, 0.022542],
    [10, 0.023206],
    [30, 0.023637],
    [100, 0.02444],
  ])('has an exact optimum at a = %p within 1e-5 of the reference', (a, reference) => {
    expect(Math.abs((row('whalley-wilmott', a).exact ?? 0) - reference)).toBeLessThan(1e-5)
  })

  it('has exact unhedged prices where they are finite', () => {
    expect(exactNoHedge(1)).toBeCloseTo(0.022608, 6)
    expect(exactNoHedge(10)).toBeCloseTo(0.028877, 6)
    expect(exactNoHedge(30)).toBeCloseTo(0.05305, 5)
    expect(exactNoHedge(100)).toBeUndefined()
  })

  it('simulates every published price within four standard errors', () => {
    const compared = rows.filter(({ published }) => published !== undefined)
    expect(compared).toHaveLength(15)
    // Four batches know their standard error only roughly; the reference has one of its own, about 1e-5.
    for (const { strategy, a, price, standardError, published } of compared) {
      const bound =
        4 * Math.hypot(Math.max(standardError, 6e-5), 1e-5) + (strategy === 'no-hedge' && a === 30 ? 2e-3 : 0)
      expect({ strategy, a, close: Math.abs(price - (published ?? 0)) < bound }).toEqual({ strategy, a, close: true })
    }
  })

  it('orders the strategies as published, on common paths', () => {
    for (const a of [10, 30, 100]) {
      expect(row('zakamouline', a).price).toBeLessThan(row('whalley-wilmott', a).price)
      expect(row('whalley-wilmott', a).price).toBeLessThan(row('every-step', a).price)
    }
  })

  it('costs more to hedge optimally the dearer the trade and the greater the aversion', () => {
    const [ten, thirty] = [row('zakamouline', 10).exact ?? 0, row('zakamouline', 30).exact ?? 0]
    expect(exactOptimum(10, 5e-4)).toBeLessThan(ten)
    expect(ten).toBeLessThan(thirty)
  })

  it('gives the same rows for the same seed and reports progress to the end', () => {
    const tiny = { batches: 2, paths: 200 }
    const prices = (seed: number): number[] => simulateSettingA(seed, () => undefined, tiny).map(({ price }) => price)
    expect(prices(3)).toEqual(prices(3))
    expect(prices(3)).not.toEqual(prices(4))
    expect(shares.at(-1)).toBe(1)
    expect(shares).toEqual([...shares].sort((x, y) => x - y))
  })
})
