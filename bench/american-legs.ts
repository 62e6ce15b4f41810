import { evaluate } from '../src/core/hedging/evaluate'
import type { Snapshot } from '../src/core/hedging/snapshot'
import { DAY } from '../src/core/market/event'
import { shareCurve, shareValue, shareVolGreeks } from '../src/core/pricing/american'
import type { ShareOption } from '../src/core/pricing/finite-differences'
import { liquidationDistance } from '../src/core/risk/margin/liquidation'
import type { MarginBook } from '../src/core/risk/margin/margin-book'
import { deribitBtc } from '../src/core/risk/margin/portfolio-margin'
import { startRng } from '../src/core/rng'
import { peakRssMiB, taskTimes, type Bench } from './measurement'

const LEGS = 10
const NOW = 1_700_000_000_000_000
const VOL = 0.3

const aPut: ShareOption = {
  ...{ type: 'put', spot: 100, strike: 100, years: 0.25, vol: VOL, rate: 0.04, exercise: 'american' },
  dividends: [{ years: 0.1, amount: 1 }],
}

/** Legs that a dividend falls within the life of, so that each takes a grid. */
const aBook = (): MarginBook => {
  const rng = startRng(1)
  return {
    ...{ time: NOW, spot: 100, yearsPerMicrosecond: 1 / (365 * DAY), rate: 0.04, futures: [] },
    dividends: [{ at: NOW + 15 * DAY, amount: 1 }],
    options: Array.from({ length: LEGS }, (_, i) => ({
      type: i % 2 === 0 ? 'call' : 'put',
      strike: 85 + 30 * rng.uniform(),
      expiry: NOW + DAY * (20 + rng.integer(120)),
      quantity: rng.integer(11) - 6,
      vol: VOL,
      exercise: 'american',
    })),
  }
}

const aSnapshot = ({ options, time, spot, yearsPerMicrosecond, rate, dividends }: MarginBook): Snapshot => ({
  ...{ time, spot, yearsPerMicrosecond, rate, dividends, legs: options },
  ...{ position: 0, oneWayCost: 1e-4, posterior: [], toxicityPercentile: undefined, last: undefined },
  volatility: [{ years: 0.1, vol: VOL }],
  mark: [{ years: 0.1, vol: 1.05 * VOL }],
  strategy: { kind: 'whalley-wilmott', riskAversion: 30, multiplier: 1 },
  scale: { contracts: 10, price: 100 },
})

/** How long an American option with a dividend takes: its price, its Greeks, a decision and the margin of ten. */
export const bench: Bench = {
  name: 'american-legs',
  async run({ short = false } = {}) {
    const curve = shareCurve(aPut)
    for (const spot of [50, 80, 90, 100, 110, 150])
      if (!(Math.abs(curve.price(spot) - shareValue({ ...aPut, spot }).price) < 1e-2))
        throw new Error(`the curve is not the price at ${spot}`)
    const book = aBook()
    const snapshot = aSnapshot(book)
    const search = { lowest: 0.2, highest: 4, points: 40, vol: VOL, years: 7 / 365, volSlope: 0 }
    const model = { kind: 'portfolio', parameters: deribitBtc } as const
    let sum = 0
    const times = await taskTimes(short ? 100 : 1500, {
      value: () => void (sum += shareValue(aPut).price),
      greeks: () => void (sum += shareVolGreeks(aPut).vega),
      curve: () => void (sum += shareCurve(aPut).price(90)),
      evaluate: () => void (sum += evaluate(snapshot).target),
      liquidation: () => void (sum += liquidationDistance({ book, cash: 1e3, coins: 0 }, model, search).equity),
    })
    if (!Number.isFinite(sum)) throw new Error('a price is not finite')
    const row = (name: string, value: number) => ({ case: name, value, unit: 'ms', peakRssMiB: peakRssMiB() })
    return [
      row('price and delta, p50', times.value.p50),
      row('all Greeks, p50', times.greeks.p50),
      row('price at every spot, p50', times.curve.p50),
      row('decision on ten legs, p50', times.evaluate.p50),
      row('liquidation search of ten legs (80 spots), p50', times.liquidation.p50),
    ]
  },
}
