import type { Feature } from '../../../src/core/features/feature'
import type { Bar } from '../../../src/core/market/bar'
import { DAY, SECOND } from '../../../src/core/market/event'
import { startRng } from '../../../src/core/rng'

/** A one-minute bar of a Monday morning; flat at 100 by default. */
export const aBar = (part: Partial<Bar> = {}): Bar => ({
  timestamp: 4 * DAY + 600 * SECOND,
  periodSeconds: 60,
  open: 100,
  high: 100,
  low: 100,
  close: 100,
  volume: 10,
  turnover: 1000,
  trades: 3,
  flow: { buyVolume: 5, sellVolume: 5 },
  quote: {
    bid: 99.95,
    bidSize: 4,
    ask: 100.05,
    askSize: 4,
    relativeSpread: 0.001,
    depth: 4,
    orderFlowImbalance: 0,
    updates: 7,
  },
  realizedVariance: 0,
  impliedVol: 0.5,
  fundingRate: 0.0001,
  afterGap: false,
  ...part,
})

/** Bars one minute apart over the given closes; each opens on the close before and its range spans open and close. */
export const barsOfCloses = (closes: readonly number[], part: (i: number) => Partial<Bar> = () => ({})): Bar[] =>
  closes.map((close, i) => {
    const open = i === 0 ? close : closes[i - 1]
    return aBar({
      timestamp: 4 * DAY + (i + 1) * 60 * SECOND,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      turnover: 10 * close,
      ...part(i),
    })
  })

/**
 * A seeded market with every part of a bar. `irregular` mixes in flat stretches, zero volume, missing parts and moves
 * by factors of a thousand.
 */
export const randomBars = (length: number, seed: number, irregular = false): Bar[] => {
  const rng = startRng(seed)
  let price = 100
  return Array.from({ length }, (_, i) => {
    const open = price
    const isFlat = irregular && (i < 40 || rng.uniform() < 0.3)
    const shock = irregular && rng.uniform() < 0.02 ? 7 * rng.normal() : 0.002 * rng.normal()
    price = isFlat ? price : Math.min(1e9, Math.max(1e-6, price * Math.exp(shock)))
    const high = isFlat ? price : Math.max(open, price) * Math.exp(0.001 * rng.exponential())
    const low = isFlat ? price : Math.min(open, price) * Math.exp(-0.001 * rng.exponential())
    const scale = irregular && rng.uniform() < 0.05 ? 1e12 : 1
    const volume = irregular && rng.uniform() < 0.4 ? 0 : scale * rng.exponential()
    const share = rng.uniform()
    const spread = irregular && rng.uniform() < 0.1 ? 0 : 0.001 * price * rng.uniform()
    const isQuoted = !irregular || rng.uniform() < 0.7
    const [bidSize, askSize] = irregular && rng.uniform() < 0.1 ? [0, 0] : [rng.exponential(), rng.exponential()]
    return aBar({
      timestamp: 4 * DAY + (i + 1) * 60 * SECOND,
      open,
      high,
      low,
      close: price,
      volume,
      turnover: volume * price,
      trades: volume === 0 ? 0 : rng.poisson(5),
      flow:
        irregular && rng.uniform() < 0.1 ? undefined : { buyVolume: share * volume, sellVolume: (1 - share) * volume },
      quote: isQuoted
        ? {
            bid: price - spread / 2,
            bidSize,
            ask: price + spread / 2,
            askSize,
            relativeSpread: spread / price,
            depth: (bidSize + askSize) / 2,
            orderFlowImbalance: 10 * rng.normal(),
            updates: rng.poisson(20),
          }
        : undefined,
      realizedVariance: irregular && rng.uniform() < 0.5 ? undefined : isFlat ? 0 : 4e-6 * rng.exponential(),
      impliedVol: irregular && rng.uniform() < 0.5 ? undefined : 0.5 * Math.exp(0.1 * rng.normal()),
      fundingRate: irregular && rng.uniform() < 0.5 ? undefined : 1e-4 * rng.normal(),
      afterGap: irregular && rng.uniform() < 0.05,
    })
  })
}

/** The feature's value on the last of the bars; NaN, which equals nothing, while it is not warm. */
export const lastOf = (feature: Feature, bars: readonly Bar[]): number => {
  const stepper = feature.start()
  const values = bars.map((bar) => stepper.step(bar))
  return values[values.length - 1] ?? NaN
}
