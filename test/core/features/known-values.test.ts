import { absoluteReturnEwma } from '../../../src/core/features/absolute-return-ewma'
import { amihud } from '../../../src/core/features/amihud'
import { autocorrelation } from '../../../src/core/features/autocorrelation'
import { bipowerVariation, jumpShare } from '../../../src/core/features/bipower-variation'
import { downsideShare } from '../../../src/core/features/downside-share'
import { drawdown } from '../../../src/core/features/drawdown'
import { fundingRate } from '../../../src/core/features/funding-rate'
import { impliedMinusRealized } from '../../../src/core/features/implied-vol'
import { intrabarVariance, intrabarVarianceRatio } from '../../../src/core/features/intrabar-variance'
import { kyleLambda } from '../../../src/core/features/kyle-lambda'
import { orderFlowImbalance } from '../../../src/core/features/order-flow-imbalance'
import { rangePosition } from '../../../src/core/features/range-position'
import { garmanKlassRange, parkinson, rogersSatchell } from '../../../src/core/features/range-variance'
import { realizedVariance } from '../../../src/core/features/realized-variance'
import { relativeQuarticity } from '../../../src/core/features/relative-quarticity'
import { rollSpread } from '../../../src/core/features/roll-spread'
import { dayOfWeek, seasonOf, timeOfDay } from '../../../src/core/features/season'
import { signedVolumeImbalance } from '../../../src/core/features/signed-volume-imbalance'
import { micropriceOffset, queueImbalance } from '../../../src/core/features/top-of-book'
import { trend } from '../../../src/core/features/trend'
import { varianceRatio } from '../../../src/core/features/variance-ratio'
import { volatilityOfVolatility } from '../../../src/core/features/volatility-of-volatility'
import { vpin } from '../../../src/core/features/vpin'
import { yangZhang } from '../../../src/core/features/yang-zhang'
import type { Bar } from '../../../src/core/market/bar'
import { DAY, SECOND } from '../../../src/core/market/event'
import { startRng } from '../../../src/core/rng'
import { aBar, barsOfCloses, lastOf } from './bars'

/** Closes whose log returns are the given ones. */
const closesOf = (returns: readonly number[]): number[] => {
  const closes = [100]
  for (const value of returns) closes.push(closes[closes.length - 1] * Math.exp(value))
  return closes
}
const barsOfReturns = (returns: readonly number[], part?: (i: number) => Partial<Bar>): Bar[] =>
  barsOfCloses(closesOf(returns), part)

describe('realized measures of the returns 1 %, −2 %, 2 %, −1 %', () => {
  const bars = barsOfReturns([0.01, -0.02, 0.02, -0.01])

  it.each([
    ['log of mean squared return', realizedVariance(4, 'squared-return'), Math.log(1e-3 / 4)],
    ['log bipower of three products', bipowerVariation(3), Math.log(((Math.PI / 2) * 8e-4) / 3)],
    ['jump share, none: bipower is larger', jumpShare(3), 0],
    ['downside share', downsideShare(4), 0.5],
    ['relative quarticity', relativeQuarticity(4), Math.log(((4 / 3) * 34e-8) / 1e-6)],
    ['volatility of volatility', volatilityOfVolatility(4), 0.005 / 0.015],
    ['autocorrelation', autocorrelation(3), -8e-4 / 9e-4],
    ['drawdown from the start plus 1 %', drawdown(5), -0.01],
    ['trend of the last three returns', trend(3), -0.01 / 0.03],
  ])('%s', (_, feature, value) => {
    expect(lastOf(feature, bars)).toBeCloseTo(value, 12)
  })

  it('variance ratio of a trend is its span less 1, of an alternation −1', () => {
    expect(lastOf(varianceRatio(2, 6), barsOfReturns(Array(10).fill(0.01)))).toBeCloseTo(1, 12)
    expect(
      lastOf(varianceRatio(2, 6), barsOfReturns(Array.from({ length: 10 }, (_, i) => (-1) ** i / 100))),
    ).toBeCloseTo(-1, 12)
  })

  it('jump share of one jump among small moves is nearly 1', () => {
    const returns = Array.from({ length: 60 }, (_, i) => (i === 30 ? 0.1 : 0.0005 * (-1) ** i))
    expect(lastOf(jumpShare(60), barsOfReturns([0, 0, ...returns]))).toBeGreaterThan(0.95)
  })

  it('jump share of normal returns is near 0 in the mean', () => {
    const rng = startRng(3)
    const returns = Array.from({ length: 20_000 }, () => 0.001 * rng.normal())
    expect(lastOf(jumpShare(19_000), barsOfReturns(returns))).toBeLessThan(0.03)
  })
})

describe('means over a window', () => {
  it('of absolute returns halve the weight of the past at every half-life, from the first return on', () => {
    // Half-life 1: the mean is halfway between its last value and the newest move.
    const last = Math.log(0.5 * (0.5 * 0.01 + 0.5 * 0.02) + 0.5 * 0.04)
    expect(lastOf(absoluteReturnEwma(1), barsOfReturns([0.01, -0.02, 0.04]))).toBeCloseTo(last, 12)
    expect(lastOf(absoluteReturnEwma(1), barsOfReturns([0, 0, 0]))).toBeCloseTo(Math.log(1e-6), 12)
  })

  it('of the funding rate keep the last known one, 0 before the first', () => {
    const rates = [undefined, 0.0003, undefined, -0.0001]
    const bars = rates.map((rate) => aBar({ fundingRate: rate }))
    expect(lastOf(fundingRate(4), bars)).toBeCloseTo((0 + 0.0003 + 0.0003 - 0.0001) / 4, 15)
  })

  it('of variance inside bars take realized variance, Garman-Klass where there is none', () => {
    const range = { open: 100, high: 103, low: 98, close: 101 }
    const garmanKlass = 0.5 * Math.log(103 / 98) ** 2 - (2 * Math.LN2 - 1) * Math.log(1.01) ** 2
    const bars = [aBar({ realizedVariance: 2e-4 }), aBar({ ...range, realizedVariance: undefined })]
    expect(Math.exp(lastOf(intrabarVariance(2), bars))).toBeCloseTo((2e-4 + garmanKlass) / 2, 14)
    expect(
      lastOf(
        intrabarVarianceRatio(2),
        [1e-4, 3e-4].map((realizedVariance) => aBar({ realizedVariance })),
      ),
    ).toBeCloseTo(Math.log(1.5), 12)
  })

  it('place the close between the lowest low and the highest high, in the middle where prices are flat', () => {
    const bars = [aBar({ high: 104 }), aBar({ low: 96 }), aBar({ high: 102, close: 102 })]
    expect(lastOf(rangePosition(3), bars)).toBeCloseTo(6 / 8, 15)
    expect(lastOf(rangePosition(2), [aBar(), aBar()])).toBe(0.5)
  })

  it('compare volume bought with volume sold, 0 where nothing traded', () => {
    const flows = [
      { buyVolume: 5, sellVolume: 1 },
      { buyVolume: 1, sellVolume: 3 },
    ]
    expect(
      lastOf(
        signedVolumeImbalance(2),
        flows.map((flow) => aBar({ flow })),
      ),
    ).toBeCloseTo(0.2, 15)
    expect(lastOf(signedVolumeImbalance(1), [aBar({ flow: { buyVolume: 0, sellVolume: 0 } })])).toBe(0)
  })
})

describe('range estimators', () => {
  const bar = aBar({ open: 100, high: 103, low: 98, close: 101 })

  it('of one bar follow their formulas', () => {
    const [u, d, c] = [Math.log(1.03), Math.log(0.98), Math.log(1.01)]
    expect(Math.exp(lastOf(parkinson(1), [bar]))).toBeCloseTo((u - d) ** 2 / (4 * Math.LN2), 14)
    expect(Math.exp(lastOf(garmanKlassRange(1), [bar]))).toBeCloseTo(
      0.5 * (u - d) ** 2 - (2 * Math.LN2 - 1) * c * c,
      14,
    )
    expect(Math.exp(lastOf(rogersSatchell(1), [bar]))).toBeCloseTo(u * (u - c) + d * (d - c), 14)
  })

  it('Yang-Zhang adds overnight variance, weighted open-to-close and Rogers-Satchell', () => {
    const bars = [
      aBar({ close: 100 }),
      aBar({ open: 101, high: 103, low: 100, close: 102 }),
      aBar({ open: 100, high: 104, low: 99, close: 103 }),
      aBar({ open: 104, high: 105, low: 101, close: 102 }),
    ]
    const days = bars.slice(1)
    const variance = (values: number[]): number => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length
      return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
    }
    const overnight = variance(days.map((day, i) => Math.log(day.open / bars[i].close)))
    const inside = variance(days.map((day) => Math.log(day.close / day.open)))
    const rogers = days.map(
      ({ open, high, low, close }) =>
        Math.log(high / close) * Math.log(high / open) + Math.log(low / close) * Math.log(low / open),
    )
    const k = 0.34 / (1.34 + 4 / 2)
    const expected = overnight + k * inside + (1 - k) * (rogers.reduce((a, b) => a + b, 0) / 3)
    expect(Math.exp(lastOf(yangZhang(3), bars))).toBeCloseTo(expected, 14)
  })

  it('all come near the variance of a simulated diffusion', () => {
    const rng = startRng(11)
    const sd = 0.01
    let price = 100
    const bars = Array.from({ length: 2000 }, () => {
      const open = price
      let [high, low] = [open, open]
      for (let i = 0; i < 400; i++) {
        price *= Math.exp((sd / 20) * rng.normal())
        high = Math.max(high, price)
        low = Math.min(low, price)
      }
      return aBar({ open, high, low, close: price })
    })
    for (const feature of [parkinson(1900), garmanKlassRange(1900), rogersSatchell(1900), yangZhang(1900)]) {
      // A path sampled at 400 points misses some of its range: the estimators come out a little low.
      expect(Math.exp(lastOf(feature, bars)) / sd ** 2).toBeGreaterThan(0.85)
      expect(Math.exp(lastOf(feature, bars)) / sd ** 2).toBeLessThan(1.03)
    }
  })
})

describe('toxicity', () => {
  it('VPIN is the mean one-sidedness of the volume buckets', () => {
    // Mean volume 10 over 10 bars and 10 buckets: one bar fills one bucket.
    const flows = [1, 9, 5, 5, 10, 0, 2, 8, 5, 5]
    const bars = flows.map((buyVolume) => aBar({ volume: 10, flow: { buyVolume, sellVolume: 10 - buyVolume } }))
    const expected = flows.reduce((sum, bought) => sum + Math.abs(2 * bought - 10) / 10, 0) / flows.length
    expect(lastOf(vpin(10, 10), bars)).toBeCloseTo(expected, 12)
  })

  it('VPIN mixes bars that share a bucket', () => {
    const bars = Array.from({ length: 8 }, (_, i) =>
      aBar({ volume: 10, flow: { buyVolume: i % 2 === 0 ? 10 : 0, sellVolume: i % 2 === 0 ? 0 : 10 } }),
    )
    // A bucket of two bars, one all bought, one all sold.
    expect(lastOf(vpin(4, 8), bars)).toBeCloseTo(0, 12)
  })

  it('VPIN is 1 on one-sided flow and classifies in bulk without flow', () => {
    const oneSided = Array.from({ length: 30 }, () => aBar({ flow: { buyVolume: 10, sellVolume: 0 } }))
    expect(lastOf(vpin(10, 20), oneSided)).toBe(1)
    const rising = barsOfReturns(Array(60).fill(0.01), () => ({ flow: undefined }))
    // Every return is one standard deviation: Φ(1) bought, so 2 Φ(1) − 1.
    expect(lastOf(vpin(10, 20), rising)).toBeCloseTo(0.6826894921370859, 9)
    expect(
      lastOf(
        vpin(10, 20),
        barsOfCloses(Array(30).fill(100), () => ({ flow: undefined })),
      ),
    ).toBe(0)
  })

  it('Kyle’s lambda recovers the slope of a simulated impact', () => {
    const rng = startRng(5)
    const signed = Array.from({ length: 500 }, () => Math.round(100 * rng.normal()))
    const returns = signed.map((x) => 3e-5 * x + 0.001 * rng.normal())
    const bars = barsOfReturns(returns, (i) => {
      const x = i === 0 ? 0 : signed[i - 1]
      return { volume: 400, flow: { buyVolume: 200 + x / 2, sellVolume: 200 - x / 2 } }
    })
    const sd = Math.sqrt(returns.reduce((sum, r) => sum + r * r, 0) / 500)
    expect((lastOf(kyleLambda(500), bars) * sd) / 400).toBeCloseTo(3e-5, 6)
  })

  it('Amihud is positive where less turnover moves the price as far', () => {
    const returns = Array.from({ length: 20 }, (_, i) => 0.01 * (-1) ** i)
    const bars = barsOfReturns(returns, (i) => ({ turnover: i > 15 ? 500 : 1000 }))
    expect(lastOf(amihud(5, 20), bars)).toBeCloseTo(Math.log(0.05 / 2500 / (0.2 / 17_500)), 10)
  })
})

describe('the book', () => {
  const quote = {
    bid: 99,
    bidSize: 30,
    ask: 101,
    askSize: 10,
    relativeSpread: 0.02,
    depth: 20,
    orderFlowImbalance: 50,
    updates: 4,
  }

  it('queue imbalance and microprice lean to the thin side', () => {
    expect(lastOf(queueImbalance, [aBar({ quote })])).toBe(0.5)
    const microprice = (101 * 30 + 99 * 10) / 40
    expect(lastOf(micropriceOffset, [aBar({ quote })])).toBeCloseTo((microprice - 100) / 100, 14)
  })

  it('hold the last quote where a bar has none', () => {
    expect(lastOf(queueImbalance, [aBar({ quote }), aBar({ quote: undefined })])).toBe(0.5)
    expect(lastOf(queueImbalance, [aBar({ quote: undefined })])).toBe(0)
  })

  it('order-flow imbalance counts in depths', () => {
    expect(
      lastOf(orderFlowImbalance(2), [aBar({ quote }), aBar({ quote: { ...quote, orderFlowImbalance: -10 } })]),
    ).toBe(1)
  })

  it('Roll recovers the spread of a simulated bounce', () => {
    const rng = startRng(8)
    const half = 0.0005
    let value = Math.log(100)
    const closes = Array.from({ length: 20_001 }, () => {
      value += 0.0002 * rng.normal()
      return Math.exp(value + (rng.uniform() < 0.5 ? half : -half))
    })
    expect(lastOf(rollSpread(19_000), barsOfCloses(closes))).toBeCloseTo(2 * half, 4)
  })
})

describe('options and season', () => {
  it('implied minus realized is the log of the variance ratio', () => {
    const bars = barsOfReturns(Array(10).fill(0.01), () => ({ impliedVol: 0.4 }))
    expect(lastOf(impliedMinusRealized(5, 400, 'squared-return'), bars)).toBeCloseTo(Math.log(0.16 / 400 / 1e-4), 10)
  })

  it('time of day and of week run on circles from midnight and Monday', () => {
    const [sixOfTuesday] = [aBar({ timestamp: 5 * DAY + 6 * 3600 * SECOND })]
    expect(seasonOf(timeOfDay(2)).map((feature) => lastOf(feature, [sixOfTuesday]))).toEqual([
      1,
      expect.closeTo(0, 12),
      expect.closeTo(0, 12),
      -1,
    ])
    const angle = (2 * Math.PI * 1.25) / 7
    const [sine, cosine] = seasonOf(dayOfWeek(1))
    expect(lastOf(sine, [sixOfTuesday])).toBeCloseTo(Math.sin(angle), 12)
    expect(lastOf(cosine, [sixOfTuesday])).toBeCloseTo(Math.cos(angle), 12)
  })
})
