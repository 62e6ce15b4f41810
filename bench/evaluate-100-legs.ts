import { evaluate } from '../src/core/hedging/evaluate'
import type { Snapshot } from '../src/core/hedging/snapshot'
import { DAY } from '../src/core/market/event'
import { bsmPrice } from '../src/core/pricing/price'
import { startRng } from '../src/core/rng'
import { peakRssMiB, taskTimes, type Bench } from './measurement'

const LEGS = 100
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
        band: 'whalley-wilmott',
        riskAversion: 10,
        multiplier: 0.8,
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
export const bench: Bench = {
  name: 'evaluate-100-legs',
  async run({ short = false } = {}) {
    const book = aBook()
    const flat = { ...book, volatility: [{ years: 1, vol: 0.6 }] }
    const { delta } = evaluate(flat).exposure
    if (!(Math.abs(delta - bumpedDelta(flat, 0.6)) <= 1e-4))
      throw new Error('evaluate and bumped revaluation differ in delta')
    let [run, sum] = [0, 0]
    const moved = (): Snapshot => ({ ...book, spot: 50_000 + (run++ % 3000) })
    const { decision, bumping } = await taskTimes(short ? 100 : 1500, {
      decision: () => {
        sum += evaluate(moved()).exposure.delta
      },
      bumping: () => {
        sum += bumpedDelta(moved(), 0.6)
      },
    })
    if (!Number.isFinite(sum)) throw new Error('a delta is not finite')
    const [unit, peak] = ['ms', peakRssMiB()]
    return [
      { case: 'decision, p50', value: decision.p50, unit, peakRssMiB: peak },
      { case: 'decision, p99', value: decision.p99, unit, peakRssMiB: peak, target: { atMost: 1 } },
      { case: 'delta alone by bumping, p50', value: bumping.p50, unit, peakRssMiB: peak },
      { case: 'delta alone by bumping, p99', value: bumping.p99, unit, peakRssMiB: peak },
    ]
  },
}
