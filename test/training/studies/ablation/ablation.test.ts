import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chooseBackend } from '../../../../models/backend'
import { predictStandardised } from '../../../../models/predict-rows'
import type { Bar } from '../../../../src/core/market/bar'
import { DAY } from '../../../../src/core/market/event'
import { startRng } from '../../../../src/core/rng'
import { profileOf } from '../../../../training/data/profile'
import { defaultFitOptions, fitNetwork } from '../../../../training/fit/fit-network'
import { ablateFamilies } from '../../../../training/judge/ablation/families'
import { lossRatio, studyOf, withColumns } from '../../../../training/judge/ablation/study'
import { architectures } from '../../../../training/studies/ablation/architectures'
import { compareArchitectures } from '../../../../training/studies/ablation/compare-architectures'
import { readDays } from '../../../../training/studies/ablation/recordings'

beforeAll(async () => {
  await chooseBackend('wasm')
})

const HOUR = DAY / 24

/** Hours of a market whose volatility depends on the hour of the day alone. */
const seasonalBars = (length: number, seed: number): Bar[] => {
  const rng = startRng(seed)
  let price = 100
  return Array.from({ length }, (_, i) => {
    const open = price
    const sd = 0.003 * Math.exp(1.2 * Math.sin((2 * Math.PI * i) / 24))
    const ticks = Array.from({ length: 12 }, () => (price *= Math.exp((sd / Math.sqrt(12)) * rng.normal())))
    return {
      timestamp: (i + 1) * HOUR,
      periodSeconds: 3600,
      open,
      high: Math.max(open, ...ticks),
      low: Math.min(open, ...ticks),
      close: price,
      volume: 1,
      turnover: price,
      trades: undefined,
      flow: undefined,
      quote: undefined,
      realizedVariance: undefined,
      impliedVol: undefined,
      fundingRate: undefined,
      afterGap: false,
    }
  })
}

const profile = profileOf(
  { barSeconds: 3600, barsPerDay: 24, barsPerYear: 8760, continuous: true, bars: 1400 },
  { horizonBars: [1], lags: [1, 6, 24] },
)
const study = studyOf('hours', seasonalBars(1400, 1), profile)

test('folds follow one another and end before the test part', () => {
  const { folds, test: unseen, dataset } = study
  expect(folds[0].from).toBeGreaterThan(dataset.first)
  folds.slice(1).forEach(({ from }, i) => {
    expect(from).toBe(folds[i].to)
  })
  expect(unseen).toEqual({ from: folds[folds.length - 1].to, to: 1400 })
  expect(study.families).toHaveLength(dataset.columns.length)
})

test('a dataset keeps the columns asked for, in order', () => {
  const { columns, x, rows } = withColumns(study.dataset, (column) => column === 4 || column === 1)
  expect(columns).toEqual([study.dataset.columns[1], study.dataset.columns[4]])
  const width = study.dataset.columns.length
  expect([...x.subarray(2 * (rows - 1))]).toEqual([1, 4].map((column) => study.dataset.x[(rows - 1) * width + column]))
})

describe('the ablation of a market whose volatility depends on the hour alone', () => {
  let scores: Awaited<ReturnType<typeof ablateFamilies>>
  const named = (features: string) => scores.find((score) => score.features === features)!

  beforeAll(async () => {
    scores = await ablateFamilies(study, 1)
  })

  it('finds that the season helps, and that everything is worse without it', () => {
    expect(named('+ season').step.ci[1]).toBeLessThan(0.95)
    expect(named('all but season').step.ci[0]).toBeGreaterThan(1.05)
    expect(named('+ season').unseen.toLogHar.ci[1]).toBeLessThan(0.95)
  })

  it.each(['returns', 'realized measures'])('is hardly worse without %s', (family) => {
    expect(named(`all but ${family}`).step.ci[0]).toBeLessThan(1.05)
  })

  it('chooses nothing by the test part', async () => {
    const bars = seasonalBars(1400, 1)
    const other = bars.map((bar, i) => (i < study.test.from ? bar : { ...bar, close: bar.open, high: bar.open * 1.01 }))
    const again = await ablateFamilies(studyOf('hours', other, profile), 1)
    expect(again.map(({ qlike }) => qlike)).toEqual(scores.map(({ qlike }) => qlike))
    expect(again.map(({ unseen }) => unseen.qlike)).not.toEqual(scores.map(({ unseen }) => unseen.qlike))
  })
})

test('half the loss has a ratio of one half with an interval of no width, and the same loss has ratio 1', () => {
  const losses = Float64Array.from({ length: 500 }, (_, i) => 1 + (i % 7))
  expect(lossRatio(losses, losses, 1, startRng(1))).toEqual({ ratio: 1, ci: [1, 1] })
  const { ratio, ci } = lossRatio(
    losses.map((loss) => loss / 2),
    losses,
    24,
    startRng(1),
  )
  expect([ratio, ...ci]).toEqual([0.5, expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)])
})

describe.each(architectures.map((one) => [one.name, one] as const))('%s', (_, { length, build }) => {
  const columns = 3
  const rows = 64
  const rng = startRng(5)
  const width = length * columns
  const z = Float32Array.from({ length: rows * width }, () => rng.normal())

  it('corrects nothing before it is trained', () => {
    const network = build({ length, columns, horizons: 2 }, startRng(1))
    expect(predictStandardised(network, z.slice(0, 4 * width), width)).toEqual(new Float32Array(8))
    network.dispose()
  })

  it('learns from the oldest row of its input', async () => {
    const network = build({ length, columns, horizons: 1 }, startRng(1))
    const part = {
      ...{ z, rows, cols: width },
      loss: (output: Float32Array, rowOf: ArrayLike<number>, gradient?: Float32Array) => {
        let sum = 0
        for (let i = 0; i < rowOf.length; i++) {
          const error = output[i] - Math.tanh(z[rowOf[i] * width + 1])
          sum += error * error
          if (gradient !== undefined) gradient[i] = (2 * error) / rowOf.length
        }
        return sum / rowOf.length
      },
    }
    const options = { ...defaultFitOptions, epochs: 10, patience: 10, batch: rows, learningRate: 2e-2 }
    const history = await fitNetwork(network, { train: part, validation: part }, options, startRng(2))
    expect(Math.min(...history.validation)).toBeLessThan(history.untrained)
    const other = z.slice(0, width).with(1, z[1] + 1)
    const [answer, answerToOther] = [z.slice(0, width), other].map((row) => predictStandardised(network, row, width)[0])
    expect(answerToOther).not.toBe(answer)
    network.dispose()
  })
})

test('architectures are compared on the same rows and the smallest that no other is better than is kept', async () => {
  const { rows, kept } = await compareArchitectures(study, 1, architectures.slice(0, 2))
  expect(rows.map(({ architecture }) => architecture)).toEqual(['linear', 'MLP'])
  expect(rows.map(({ architecture }) => architecture)).toContain(kept)
  expect(rows[0].horizons[0].toLinear).toEqual({ ratio: 1, ci: [1, 1] })
  expect(rows[0].horizons[0].toLogHar.ci[1]).toBeLessThan(1)
})

describe('days of an index', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bandshift-days-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const file = (text: string): string => {
    const path = join(folder, 'index.csv.gz')
    writeFileSync(path, gzipSync(text))
    return path
  }

  it('are read by date or by millisecond, in order of time, without empty ones', () => {
    const dates = file('DATE,OPEN,CLOSE\n1970-01-03,1,12.5\n1970-01-02,1,11\n1970-01-04,1,\n')
    expect(readDays(dates, ['DATE', 'CLOSE'])).toEqual([
      { day: DAY, value: 11 },
      { day: 2 * DAY, value: 12.5 },
    ])
    expect(readDays(file('ts_ms,dvol\n86400000,60\n'), ['ts_ms', 'dvol'])).toEqual([{ day: DAY, value: 60 }])
  })

  it.each([
    ['ts_ms,other\n1,2\n', /no column ts_ms or dvol/],
    ['ts_ms,dvol\n1,-2\n', /line 2 has no day or no positive value/],
    ['ts_ms,dvol\nmonday,2\n', /line 2 has no day/],
  ])('of %j are refused', (text, message) => {
    expect(() => readDays(file(text), ['ts_ms', 'dvol'])).toThrow(message)
  })
})
