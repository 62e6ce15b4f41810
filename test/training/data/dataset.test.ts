import { barPartsOf, featuresFor, startFeatures } from '../../../src/core/features/catalogue'
import type { Bar } from '../../../src/core/market/bar'
import { startBars } from '../../../src/core/market/bars/bar-builder'
import { DAY } from '../../../src/core/market/event'
import { startRng } from '../../../src/core/rng'
import { logHarDesign } from '../../../training/baselines/log-har'
import { datasetOf } from '../../../training/data/dataset'
import { profileOf } from '../../../training/data/profile'
import { parseWorld, simulateWorld } from '../../../training/simulator/world'

const bars: Bar[] = []
beforeAll(() => {
  const builder = startBars({ periodSeconds: 60 })
  const span = { from: 19_000 * DAY, to: 19_001 * DAY }
  for (const event of simulateWorld(parseWorld({ kind: 'microstructure' }), startRng(12), span))
    if (event.kind === 'trade' || event.kind === 'quote') bars.push(...builder.event(event))
})

const profile = profileOf({ barSeconds: 60, barsPerDay: 1440, barsPerYear: 525_600, continuous: true, bars: 1440 })

describe('the feature rows of a recording', () => {
  test('do not look ahead: the rows of a prefix are a prefix of the rows', () => {
    const whole = datasetOf(bars, profile)
    const columns = whole.columns.length
    for (const length of [700, 1001, 1300]) {
      const prefix = datasetOf(bars.slice(0, length), profile, whole.columns)
      expect(prefix.first).toBe(whole.first)
      expect(prefix.x).toEqual(whole.x.slice(0, (length - whole.first) * columns))
      expect(prefix.series.variance).toEqual(whole.series.variance.slice(0, length))
    }
  })

  test('equal those that the service computes bar by bar', () => {
    const { x, first, columns } = datasetOf(bars, profile)
    const stepper = startFeatures(featuresFor(barPartsOf(bars), profile))
    bars.forEach((bar, i) => {
      const row = stepper.step(bar)
      if (i < first) expect(row).toBeUndefined()
      else expect(row).toEqual(x.slice((i - first) * columns.length, (i - first + 1) * columns.length))
    })
  })

  test('begin with the inputs of log-HAR, equal to those of its design', () => {
    const { columns, x, first, rows, series } = datasetOf(bars, profile)
    expect(columns.slice(0, profile.lags.length)).toEqual(profile.lags.map((lag) => `realized-variance-${lag}`))
    const design = logHarDesign(series, profile.lags)
    for (let row = 0; row < rows; row++)
      profile.lags.forEach((_, lag) =>
        expect(x[row * columns.length + lag]).toBeCloseTo(design.columns[lag][first + row], 9),
      )
  })

  test('refuse a recording that lacks a column that the models need', () => {
    expect(() => datasetOf(bars, profile, ['realized-variance-5', 'funding-rate-1'])).toThrow(/funding-rate-1/)
  })

  test('refuse a recording too short to warm up', () => {
    expect(() => datasetOf(bars.slice(0, 110), profile)).toThrow(/warm up/)
    // Its length is named before a column that it lacks for being short.
    expect(() => datasetOf(bars.slice(0, 2), profile, ['day-of-week-sin-3'])).toThrow(/^2 bars warm up only 0/)
  })
})
