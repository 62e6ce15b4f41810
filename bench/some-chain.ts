import type { ExpiryQuotes, SmileQuote } from '../src/core/surface/fit-surface'
import { totalVariance, type Svi } from '../src/core/surface/svi'
import { startRng } from '../src/core/rng'

/** Days to expiry of a chain as the largest option venue lists it. */
const listed = [1, 2, 3, 4, 10, 17, 24, 52, 80, 171, 262, 353]

const smileAt = (years: number): Svi => ({
  a: 0.12 * years,
  b: 0.35 * years ** 0.6,
  rho: -0.25,
  m: 0.02,
  s: 0.25 * Math.sqrt(years) + 0.02,
})

/** A chain of twelve expiries and `strikes` quotes each, with noise inside spreads of half a point to five. */
export const someChain = (strikes: number): readonly ExpiryQuotes[] => {
  const rng = startRng(11)
  return listed.map((days) => {
    const years = days / 365
    const smile = smileAt(years)
    const reach = 3.5 * Math.sqrt(totalVariance(smile, 0))
    const quotes = Array.from({ length: strikes }, (_, i): SmileQuote => {
      const k = reach * ((2 * i) / (strikes - 1) - 1)
      const half = 0.005 + 0.02 * Math.abs(k / reach) ** 2
      const midVol = Math.sqrt(totalVariance(smile, k) / years) + 0.4 * half * rng.normal()
      return { k, bidVol: midVol - half, midVol, askVol: midVol + half }
    })
    return { expiry: days * 86_400e6, years, forward: 100, forwardError: 0, quotes }
  })
}
