import type { Bar } from '../market/bar'
import { defineFeature, type Feature } from './feature'
import { startReturns } from './log-return'
import { logVariance } from './realized-variance'
import { startSum } from './rolling'

/**
 * Bipower variation (π/2) Σ|r_t||r_{t−1}| and realized variance Σ r_t² over the last `bars` returns: the first misses
 * the jumps. Barndorff-Nielsen & Shephard, Journal of Financial Econometrics 2 (2004) 1–37.
 */
const startVariations = (bars: number): ((bar: Bar) => { bipower: number; realized: number }) => {
  const [returns, products, squares] = [startReturns(), startSum(bars), startSum(bars)]
  let last = 0
  return (bar) => {
    const value = Math.abs(returns(bar))
    const bipower = (Math.PI / 2) * products(value * last)
    last = value
    return { bipower, realized: squares(value * value) }
  }
}

/** Log of bipower variation per bar over `bars` bars: the variance of the continuous part, floored as `logVariance`. */
export const bipowerVariation = (bars: number): Feature =>
  defineFeature({
    name: `bipower-variation-${bars}`,
    family: 'realized',
    needs: ['ohlcv'],
    warmupBars: bars + 2,
    start() {
      const variations = startVariations(bars)
      return (bar) => logVariance(variations(bar).bipower / bars)
    },
  })

/** Share of realized variance that came by jumps, max(0, 1 − bipower / realized), in [0, 1]; 0 on flat prices. */
export const jumpShare = (bars: number): Feature =>
  defineFeature({
    name: `jump-share-${bars}`,
    family: 'realized',
    needs: ['ohlcv'],
    warmupBars: bars + 2,
    start() {
      const variations = startVariations(bars)
      return (bar) => {
        const { bipower, realized } = variations(bar)
        return realized > 0 ? Math.max(0, 1 - bipower / realized) : 0
      }
    },
  })
