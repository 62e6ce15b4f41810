import { evaluate } from '../src/core/hedging/evaluate'
import type { Snapshot } from '../src/core/hedging/snapshot'
import { DAY } from '../src/core/market/event'
import { bsmPrice } from '../src/core/pricing/price'
import { startRng } from '../src/core/rng'

const LEGS = 100
const RUNS = 3000
const NOW = 1_700_000_000_000_000
const YEARS_PER_MICROSECOND = 1 / (365 * DAY)

const aBook = (): Snapshot => {
  const rng = startRng(1)
  return {
    time: NOW,
    spot: 50_000,
    legs: Array.from({ length: LEGS }, (_, i) => ({
      type: i % 2 === 0 ? 'call' : 'put',
      strike: 50_000 * (0.8 + 0.4 * rng.uniform()),
      expiry: NOW + DAY * (1 + rng.integer(90)),
      quantity: rng.integer(11) - 6,
    })),
    yearsPerMicrosecond: YEARS_PER_MICROSECOND,
    position: 0,
    oneWayCost: 5e-4,
    posterior: [0.6, 0.3, 0.1],
    volatility: [7, 30, 90].map((days) => ({ years: days / 365, vol: 0.5 + days / 1000 })),
    rate: 0,
    toxicityPercentile: 0.4,
    strategy: {
      kind: 'adaptive',
      policy: {
        riskAversion: 10,
        multipliers: [0.8, 1, 1.5],
        floor: 0.002,
        ceiling: 0.5,
        insideShare: 0.2,
        diffusionShare: 0.5,
        minInterval: 60,
        maxInterval: 3600,
        priceTrigger: 1,
        toxicityThreshold: 0.95,
        toxicityDelay: 60,
        riskLimit: 0.05,
      },
    },
    scale: { contracts: LEGS, price: 50_000 },
    last: undefined,
  }
}

const milliseconds = (work: (run: number) => void): readonly number[] =>
  Array.from({ length: RUNS }, (_, run) => {
    const start = performance.now()
    work(run)
    return performance.now() - start
  }).sort((a, b) => a - b)

/** The naive peer: delta of the book by revaluing every leg at a bumped spot, both ways. */
const bumpedDelta = (book: Snapshot, vol: number): number => {
  let delta = 0
  for (const { type, strike, expiry, quantity } of book.legs) {
    const years = (expiry - book.time) * book.yearsPerMicrosecond
    const at = (spot: number): number => bsmPrice({ type, spot, strike, years, vol })
    delta += (quantity * (at(book.spot * 1.0001) - at(book.spot * 0.9999))) / (book.spot * 0.0002)
  }
  return delta
}

/** How long one decision on a book of 100 legs takes. */
export const bench = {
  name: 'evaluate-100-legs',
  run(): Promise<readonly { case: string; value: number; unit: string; peakRssMiB: number }[]> {
    const book = aBook()
    const flat = { ...book, volatility: [{ years: 1, vol: 0.6 }] }
    const { delta } = evaluate(flat).exposure
    if (Math.abs(delta - bumpedDelta(flat, 0.6)) > 1e-4)
      throw new Error('evaluate and bumped revaluation differ in delta')
    milliseconds((run) => evaluate({ ...book, spot: 50_000 + run }))
    const times = milliseconds((run) => evaluate({ ...book, spot: 50_000 + run }))
    const bumped = milliseconds((run) => bumpedDelta({ ...book, spot: 50_000 + run }, 0.6))
    const peakRssMiB = process.resourceUsage().maxRSS / 1024
    const at = (sorted: readonly number[], share: number): number => sorted[Math.floor(share * (RUNS - 1))]
    return Promise.resolve([
      { case: 'decision, p50', value: at(times, 0.5), unit: 'ms', peakRssMiB },
      { case: 'decision, p99', value: at(times, 0.99), unit: 'ms', peakRssMiB },
      { case: 'delta alone by bumping, p50', value: at(bumped, 0.5), unit: 'ms', peakRssMiB },
      { case: 'delta alone by bumping, p99', value: at(bumped, 0.99), unit: 'ms', peakRssMiB },
    ])
  },
}
