import fc from 'fast-check'
import { chooseBackend } from '../../models/backend'
import type { Bar } from '../../src/core/market/bar'
import { DAY, SECOND } from '../../src/core/market/event'
import { startRng } from '../../src/core/rng'
import { datasetOf } from '../../training/data/dataset'
import { profileOf, type Profile } from '../../training/data/profile'
import { fitVolatility } from '../../training/fit/fit-models'
import { modelFitOptions } from '../../training/fit/fit-network'
import { dailyMarket, type DailyMeasures } from '../../training/studies/forecasters/markets'
import { walkMarket } from '../../training/studies/forecasters/walk'
import { randomBars } from '../core/features/bars'

/** Random bars on another period. */
const barsEvery = (seconds: number, count: number, seed: number, nasty = false): Bar[] =>
  randomBars(count, seed, nasty).map((bar, i) => ({
    ...bar,
    timestamp: 4 * DAY + (i + 1) * seconds * SECOND,
    periodSeconds: seconds,
  }))

const profileEvery = (seconds: number, bars: number): Profile => {
  const barsPerDay = Math.max(1, 86_400 / seconds)
  return profileOf({ barSeconds: seconds, barsPerDay, barsPerYear: 365 * barsPerDay, continuous: true, bars })
}

describe.each([
  ['of a minute', 60, 600],
  ['of an hour', 3600, 600],
  ['of a day', 86_400, 400],
])('feature rows on bars %s', (_, seconds, count) => {
  const bars = barsEvery(seconds, count, 1)
  const other = barsEvery(seconds, count, 2, true)
  const profile = profileEvery(seconds, count)
  const whole = datasetOf(bars, profile)

  test('do not move when any later bars do', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: whole.first + 110, max: count - 1 }),
        fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
        (from, picks) => {
          const changed = bars.map((bar, i) => (i >= from && picks[i % 20] ? other[i] : bar))
          const { x, first, columns, series } = datasetOf(changed, profile, whole.columns)
          const before = (from - first) * columns.length
          expect(first).toBe(whole.first)
          expect(x.subarray(0, before)).toEqual(whole.x.subarray(0, before))
          expect(series.variance.subarray(0, from)).toEqual(whole.series.variance.subarray(0, from))
        },
      ),
      { numRuns: 8, seed: 5 },
    )
  })
})

describe('a forecaster that knows the hour', () => {
  const bars = barsEvery(3600, 700, 1)
  const other = barsEvery(3600, 700, 2, true)
  const profile = profileOf(
    { barSeconds: 3600, barsPerDay: 24, barsPerYear: 8760, continuous: true, bars: 700 },
    { lags: [1, 6, 24], horizonBars: [1, 6] },
  )

  beforeAll(async () => {
    await chooseBackend('wasm')
  })

  test('learns nothing of the bars from its end on', async () => {
    const to = 600
    const fit = (series: readonly Bar[]) =>
      fitVolatility([{ dataset: datasetOf(series, profile), to }], profile, { ...modelFitOptions, epochs: 2, seed: 1 })
    const fits = [await fit(bars), await fit(bars.map((bar, i) => (i < to ? bar : other[i])))]
    const [ours, theirs] = fits.map(({ model }) => model.network.getWeights().map((weight) => [...weight.dataSync()]))
    expect(ours).toEqual(theirs)
    expect(fits[0].seasonShrinkage).toEqual(fits[1].seasonShrinkage)
    expect(fits[0].shrinkage).toEqual(fits[1].shrinkage)
    for (const { model } of fits) model.network.dispose()
  })
})

/** Daily measures whose log variance wanders, and closes that move with it. */
const measures = (days: number, seed: number): DailyMeasures => {
  const rng = startRng(seed)
  let level = 0
  const variance = Float64Array.from({ length: days }, () => Math.exp((level = 0.95 * level + 0.3 * rng.normal())))
  const scaled = (share: () => number): Float64Array => variance.map((value) => value * share())
  let price = 100
  return {
    variance,
    bipower: scaled(() => 0.9 + 0.1 * rng.uniform()),
    downside: scaled(() => rng.uniform()),
    quarticity: variance.map((value) => value * value * (1 + rng.uniform())),
    close: variance.map((value) => (price *= Math.exp(0.01 * Math.sqrt(value) * rng.normal()))),
  }
}

const spliced = (early: DailyMeasures, late: DailyMeasures, from: number): DailyMeasures => {
  const mix = (a: Float64Array | undefined, b: Float64Array | undefined): Float64Array | undefined =>
    a?.map((value, i) => (i < from ? value : 3 * b![i]))
  return {
    variance: mix(early.variance, late.variance)!,
    bipower: mix(early.bipower, late.bipower)!,
    downside: mix(early.downside, late.downside),
    quarticity: mix(early.quarticity, late.quarticity),
    close: mix(early.close, late.close),
  }
}

describe('a market of daily measures', () => {
  const [here, there] = [measures(700, 1), measures(700, 2)]
  const market = dailyMarket('here', here)
  const changed = dailyMarket('here', spliced(here, there, 600))
  const { columns, first } = market.dataset
  const options = { ...modelFitOptions, epochs: 1, seed: 1 }

  beforeAll(async () => {
    await chooseBackend('wasm')
  })

  test('makes rows of what is past', () => {
    const before = (600 - first) * columns.length
    expect(changed.dataset.x.subarray(0, before)).toEqual(market.dataset.x.subarray(0, before))
    expect(changed.dataset.x.subarray(before)).not.toEqual(market.dataset.x.subarray(before))
  })

  test('gives a forecaster nothing of the bars from its end on', async () => {
    const fits = await Promise.all(
      [market, changed].map(({ dataset, profile }) => fitVolatility([{ dataset, to: 600 }], profile, options)),
    )
    const [ours, theirs] = fits.map(({ model }) => model.network.getWeights().map((weight) => [...weight.dataSync()]))
    expect(ours).toEqual(theirs)
    for (const { model } of fits) model.network.dispose()
  })

  test('is walked forward without a look at what follows', async () => {
    const range = { from: 500, to: 680 }
    const [ours, theirs] = [
      await walkMarket(market, range, { refits: 2, seed: 1 }, () => {}),
      await walkMarket(changed, range, { refits: 2, seed: 1 }, () => {}),
    ]
    ours.horizons.forEach(({ forecasts, quantiles }, h) => {
      for (const model of Object.keys(forecasts)) {
        expect(theirs.horizons[h].forecasts[model].subarray(0, 100)).toEqual(forecasts[model].subarray(0, 100))
        expect(theirs.horizons[h].forecasts[model]).not.toEqual(forecasts[model])
      }
      expect(theirs.horizons[h].quantiles.subarray(0, 500)).toEqual(quantiles.subarray(0, 500))
    })
    expect(Object.keys(ours.horizons[0].forecasts)).toEqual([
      'ewma',
      'garch',
      'har',
      'wlsHar',
      'logHar',
      'harq',
      'bandshift',
    ])
  })
})
