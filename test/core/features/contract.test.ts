import { featuresFor, startFeatures, type FeatureProfile } from '../../../src/core/features/catalogue'
import type { BarPart, Feature } from '../../../src/core/features/feature'
import type { Bar } from '../../../src/core/market/bar'
import { DAY, SECOND } from '../../../src/core/market/event'
import { randomBars } from './bars'

const profile: FeatureProfile = {
  barSeconds: 60,
  barsPerDay: 390,
  barsPerYear: 252 * 390,
  lags: [1, 5, 30, 120],
  variance: 'squared-return',
}
const allParts: readonly BarPart[] = ['ohlcv', 'trades', 'flow', 'quote', 'impliedVol', 'fundingRate']
const macro = {
  name: 'index',
  prints: Array.from({ length: 200 }, (_, i) => ({
    at: 4 * DAY + i * 300 * SECOND,
    knownFrom: 4 * DAY + (i * 300 + 90) * SECOND,
    value: 100 + Math.sin(i),
  })),
}
const features = featuresFor(allParts, profile, [macro])

const calm = randomBars(400, 1)
const irregular = randomBars(1000, 2, true)
const flat = calm.map((bar) => ({ ...bar, open: 1, high: 1, low: 1, close: 1, volume: 0, turnover: 0, trades: 0 }))

const valuesOf = (feature: Feature, bars: readonly Bar[]): (number | undefined)[] => {
  const stepper = feature.start()
  return bars.map((bar) => stepper.step(bar))
}

describe('the catalogue', () => {
  it('names every feature once', () => {
    expect(new Set(features.map(({ name }) => name)).size).toBe(features.length)
  })

  it('puts the log-HAR inputs first, in the order of the lags', () => {
    expect(features.slice(0, 4).map(({ name }) => name)).toEqual(profile.lags.map((lag) => `realized-variance-${lag}`))
  })

  it('offers 30 to 60 columns on plain bars and on ticks', () => {
    expect(featuresFor(['ohlcv'], profile).length).toBeGreaterThanOrEqual(30)
    expect(featuresFor(['ohlcv', 'trades', 'flow', 'quote'], profile).length).toBeLessThanOrEqual(60)
  })

  it('offers a feature only where the recording has the parts it reads', () => {
    const offered = featuresFor(['ohlcv', 'trades'], profile)
    expect(offered.flatMap(({ needs }) => needs).filter((part) => part !== 'ohlcv' && part !== 'trades')).toEqual([])
    expect(offered.map(({ name }) => name)).toContain('trade-intensity-120')
  })

  it('warms up with the longest lag where that is a day or more', () => {
    const longest = featuresFor(['ohlcv'], { ...profile, lags: [12, 288, 2016] })
    expect(startFeatures(longest).warmupBars).toBe(2017)
  })
})

describe.each(features.map((feature) => [feature.name, feature] as const))('%s', (_, feature) => {
  it('gives its first value on the bar it states', () => {
    for (const bars of [calm, irregular, flat]) {
      const values = valuesOf(feature, bars)
      expect(values.findIndex((value) => value !== undefined)).toBe(feature.warmupBars - 1)
    }
  })

  it('is finite on every legal bar', () => {
    for (const bars of [calm, irregular, flat]) {
      const values = valuesOf(feature, bars).slice(feature.warmupBars - 1)
      expect(values.filter((value) => !Number.isFinite(value))).toEqual([])
    }
  })

  it('is not constant: its values differ from bar to bar', () => {
    expect(new Set(valuesOf(feature, calm).slice(feature.warmupBars - 1)).size).toBeGreaterThan(10)
  })

  it('gives the same first rows whatever follows', () => {
    const changed = irregular.map((bar, i) => (i < 300 ? bar : { ...calm[i % 400], timestamp: bar.timestamp }))
    expect(valuesOf(feature, changed).slice(0, 300)).toEqual(valuesOf(feature, irregular).slice(0, 300))
    expect(valuesOf(feature, irregular.slice(0, 200))).toEqual(valuesOf(feature, irregular).slice(0, 200))
  })

  it('starts independent of other runs', () => {
    const [first, second] = [feature.start(), feature.start()]
    const alone = valuesOf(feature, calm)
    const interleaved = calm.map((bar, i) => {
      second.step(irregular[i])
      return first.step(bar)
    })
    expect(interleaved).toEqual(alone)
  })

  it('gives the same values when run twice', () => {
    expect(valuesOf(feature, irregular)).toEqual(valuesOf(feature, irregular))
  })

  it('does not depend on a huge bar once it has left its windows', () => {
    const { flow, ...plain } = calm[20]
    const huge = {
      ...plain,
      high: 1e9,
      low: 1e-9,
      volume: 1e15,
      turnover: 1e17,
      flow: { buyVolume: 1e15, sellVolume: 0 },
    }
    const shocked = calm.map((bar, i) => (i === 20 ? huge : bar))
    const [left, right] = [valuesOf(feature, shocked)[399], valuesOf(feature, calm)[399]]
    expect(flow).toBeDefined()
    // Wilder's averages weigh every past bar, and a shock moves the edges of the volume buckets.
    const tolerance = /^(adx|atr)/.test(feature.name) ? 20 : feature.name.startsWith('vpin') ? 0.1 : 1e-12
    expect(Math.abs((left ?? NaN) - (right ?? NaN))).toBeLessThan(tolerance)
  })
})

describe('feature rows', () => {
  it('come once every feature is warm, one fresh array a bar', () => {
    const rows = startFeatures(features)
    const out = calm.map((bar) => rows.step(bar))
    expect(out.findIndex((row) => row !== undefined)).toBe(rows.warmupBars - 1)
    expect(out[200]).not.toBe(out[201])
    expect(out[200]).not.toEqual(out[201])
    expect(rows.names).toEqual(features.map(({ name }) => name))
  })

  it('hold each feature’s own value in its column', () => {
    const rows = startFeatures(features)
    const last = calm.map((bar) => rows.step(bar))[399]
    expect(Array.from(last ?? [])).toEqual(features.map((feature) => valuesOf(feature, calm)[399]))
  })
})
