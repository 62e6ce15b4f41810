import { exposureColumns } from '../../../../src/core/hedging/exposure-columns'
import { hedge } from '../../../../src/core/hedging/paths'
import { startRng } from '../../../../src/core/rng'
import { entropicPrice } from '../../../../src/core/statistics/risk-measures'
import { callValues } from '../../../../training/band-network/band-points'
import { exactNoHedge, optimalBand } from '../../../../training/studies/setting-a/exact-prices'
import { setting, settingAPaths } from '../../../../training/studies/setting-a/setting'
import { reproduceSettingA, simulateSettingA, type SettingARow } from '../../../../training/studies/setting-a/setting-a'
import { controlledPrice } from '../../../../training/studies/setting-a/simulated-prices'
import { aBandNetwork } from '../../../core/hedging/a-band-network'

describe('setting A', () => {
  const size = { batches: 4, paths: 4000 }
  const shares: number[] = []
  // The last layer is zero, so that its prices are Whalley-Wilmott's.
  const network = aBandNetwork({ lastLayer: 0 })
  const { rows } = reproduceSettingA(7, (share) => shares.push(share), size, { network, seconds: 1 })
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
  ])('has an exact optimum at a = %p within 4e-6 of the reference', (a, reference) => {
    expect(Math.abs((row('whalley-wilmott', a).exact ?? 0) - reference)).toBeLessThan(4e-6)
  })

  it('has exact unhedged prices where they are finite', () => {
    expect(exactNoHedge(1)).toBeCloseTo(0.022608, 6)
    expect(exactNoHedge(10)).toBeCloseTo(0.028877, 6)
    expect(exactNoHedge(30)).toBeCloseTo(0.05305, 5)
    expect(exactNoHedge(100)).toBeUndefined()
  })

  it('simulates every published price within four standard errors', () => {
    const compared = rows.filter(({ published, strategy }) => published !== undefined && strategy !== 'network')
    expect(compared).toHaveLength(15)
    // The reference has a standard error of its own, about 1e-5.
    for (const { strategy, a, price, standardError, published } of compared) {
      const bound = 4 * Math.hypot(standardError, 1e-5)
      expect({ strategy, a, close: Math.abs(price - (published ?? 0)) < bound }).toEqual({ strategy, a, close: true })
    }
  })

  it('prices to a standard error of 1e-5 from a few thousand paths, where the exponential moment is not all in the tail', () => {
    const known = rows.filter(({ strategy, a }) => a <= 30 && (a <= 10 || !/no-hedge|0\.[23]/.test(strategy)))
    for (const { strategy, a, standardError } of known)
      expect({ strategy, a, standardError, small: standardError < 1e-5 }).toMatchObject({ small: true })
  })

  it('prices the unhedged call by simulation as by quadrature', () => {
    // The standard error of four batches is rough.
    for (const a of [1, 10, 30]) {
      const { price, standardError, exact } = row('no-hedge', a)
      expect(Math.abs(price - (exact ?? 0))).toBeLessThan(10 * standardError)
    }
  })

  it('prices an untrained network as Whalley-Wilmott, and no strategy below the optimum', () => {
    for (const a of [1, 10, 30, 100]) {
      expect(row('network', a).price).toBe(row('whalley-wilmott', a).price)
      for (const { strategy, toExact } of rows.filter((candidate) => candidate.a === a))
        if (strategy !== 'no-hedge') expect(toExact?.ci[1]).toBeGreaterThan(0)
    }
  })

  it('prices the optimal band by simulation as the recursion that made it does, below every other strategy', () => {
    for (const a of [1, 10, 30, 100]) {
      const { price, exact = 0, standardError } = row('hodges-neuberger', a)
      // The standard error of four batches is rough; twenty batches give 5e-6 for as many paths.
      expect(Math.abs(price - exact)).toBeLessThan(4 * Math.max(standardError, 5e-6) + 2e-4 * exact)
      for (const other of rows.filter((candidate) => candidate.a === a && candidate.strategy !== 'no-hedge'))
        expect(other.price).toBeGreaterThanOrEqual(price)
    }
  })

  it('hedges better by a Whalley-Wilmott band drawn for daily evaluations than by the continuous one, at a = 30 and 100 than by Zakamouline', () => {
    for (const a of [10, 30, 100])
      expect(row('whalley-wilmott daily', a).price).toBeLessThan(row('whalley-wilmott', a).price)
    for (const a of [30, 100]) expect(row('whalley-wilmott daily', a).toZakamouline.ci[1]).toBeLessThan(0)
  })

  it('takes noise out of a price and leaves its mean', () => {
    const strategy = { kind: 'zakamouline', riskAversion: 10 } as const
    const errors = Array.from({ length: 30 }, (_, batch) => {
      const paths = settingAPaths(1000, startRng(batch))
      const exposure = exposureColumns(paths, setting.vol)
      const positions = new Float64Array(1000 * setting.steps)
      const { pnl } = hedge(paths, exposure, strategy, { vol: setting.vol, unwindAtExpiry: false, positions })
      const value = callValues(paths, exposure.delta)
      return [entropicPrice(pnl, 10), controlledPrice({ paths, exposure, value }, { pnl, positions }, 10)]
    })
    const [plain, controlled] = [0, 1].map((i) => errors.map((pair) => pair[i]))
    const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length
    const spread = (values: readonly number[]): number =>
      Math.sqrt(values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / values.length)
    expect(spread(controlled)).toBeLessThan(0.25 * spread(plain))
    expect(Math.abs(mean(controlled) - mean(plain))).toBeLessThan((4 * spread(plain)) / Math.sqrt(30))
  })

  it('orders the strategies as published, on common paths', () => {
    for (const a of [10, 30, 100]) {
      expect(row('zakamouline', a).price).toBeLessThan(row('whalley-wilmott', a).price)
      expect(row('whalley-wilmott', a).price).toBeLessThan(row('every-step', a).price)
    }
  })

  it('costs more to hedge optimally the dearer the trade and the greater the aversion', () => {
    const [ten, thirty] = [row('zakamouline', 10).exact ?? 0, row('zakamouline', 30).exact ?? 0]
    expect(optimalBand(10, 5e-4).price).toBeLessThan(ten)
    expect(ten).toBeLessThan(thirty)
  })

  it('gives the same rows for the same seed and reports progress to the end', () => {
    const tiny = { batches: 2, paths: 200 }
    const prices = (seed: number): number[] =>
      simulateSettingA(seed, () => undefined, tiny).flatMap(({ prices: all }) => all)
    expect(prices(3)).toEqual(prices(3))
    expect(prices(3)).not.toEqual(prices(4))
    expect(shares.at(-1)).toBe(1)
    expect(shares).toEqual([...shares].sort((x, y) => x - y))
  })
})
