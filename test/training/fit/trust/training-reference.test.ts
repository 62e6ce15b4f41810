import type { Bar } from '../../../../src/core/market/bar'
import { dissimilarityTo } from '../../../../src/core/reading/training-reference'
import { startRng } from '../../../../src/core/rng'
import { columnReferences } from '../../../../training/fit/trust/column-references'
import { dissimilarityReference, middleOf, whiteningOf } from '../../../../training/fit/trust/dissimilarity-reference'
import { scaledReturns } from '../../../../training/fit/trust/scaled-returns'
import { lossScale, outsideShare } from '../../../../training/fit/trust/training-reference'

const ROWS = 4000

/**
 * Rows of columns: normal, ten times it with a little noise, a column that keeps each value for five rows, and the day
 * of the week.
 */
const aTable = (seed = 1) => {
  const rng = startRng(seed)
  const x = new Float64Array(4 * ROWS)
  let held = 0
  for (let row = 0; row < ROWS; row++) {
    const z = rng.normal()
    if (row % 5 === 0) held = rng.normal()
    x.set([z, 10 * z + rng.normal(), held, Math.sin(row / 1000)], 4 * row)
  }
  return { x, rows: ROWS, cols: 4 }
}
const someBars = (closes: readonly number[]): readonly Bar[] =>
  closes.map((close, i) => ({
    timestamp: i * 60e6,
    periodSeconds: 60,
    open: closes[Math.max(i - 1, 0)],
    high: 1.01 * Math.max(close, closes[Math.max(i - 1, 0)]),
    low: 0.99 * Math.min(close, closes[Math.max(i - 1, 0)]),
    close,
    volume: 1,
    turnover: close,
    trades: 1,
    flow: undefined,
    quote: undefined,
    realizedVariance: 1e-4,
    impliedVol: undefined,
    fundingRate: undefined,
    afterGap: false,
  }))

const columns = ['a', 'b', 'held', 'day-of-week-sin']
const scaling = { mean: [0, 0, 0, 0], sd: [1, 10.05, 1, 1], limit: 8 }

describe('a column of training', () => {
  const [a, , held] = columnReferences(aTable(), 100)

  test('has its deciles as edges, a tenth of the rows between them', () => {
    expect(a.edges.length).toBe(9)
    expect(a.edges[4]).toBeCloseTo(0, 1)
    expect(a.edges[8]).toBeCloseTo(1.2816, 1)
    for (const share of a.shares) expect(share).toBeCloseTo(0.1, 2)
  })

  test('has the drift over its windows that independent rows have by chance', () => {
    // 100 rows of mean age: about 200 rows count, and twice the index is near a chi-square of 9 degrees over them.
    expect(a.psi).toBeGreaterThan(0.02)
    expect(a.psi).toBeLessThan(0.4)
    expect(a.ks).toBeLessThan(0.2)
    expect(held.psi).toBeGreaterThan(a.psi)
    expect([a.longestRun, held.longestRun]).toEqual([1, 5])
  })

  test('that has one value half the time has fewer bins, each with rows', () => {
    const x = Float64Array.from({ length: 1000 }, (_, row) => (row % 2 === 0 ? 0 : row))
    const [half] = columnReferences({ x, rows: 1000, cols: 1 }, 50)
    expect(half.edges.length).toBeLessThan(9)
    expect(Math.min(...half.shares)).toBeGreaterThan(0)
    expect(half.shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12)
  })

  test('does not depend on rows after those it is given', () => {
    const { x, cols } = aTable()
    const half = ROWS / 2
    const alone = columnReferences({ x: x.slice(0, half * cols), rows: half, cols }, 100)
    expect(columnReferences({ x: x.subarray(0, half * cols), rows: half, cols }, 100)).toEqual(alone)
  })
})

describe('the dissimilarity reference', () => {
  test('whitening turns the covariance of the rows into the identity', () => {
    const { x } = aTable()
    const points = Array.from({ length: ROWS }, (_, row) => [x[4 * row], x[4 * row] + x[4 * row + 2]])
    const middle = middleOf(points)
    const whitening = whiteningOf(points, middle)
    const white = points.map((point) =>
      whitening.map((row) => row.reduce((sum, w, j) => sum + w * (point[j] - middle[j]), 0)),
    )
    for (let i = 0; i < 2; i++)
      for (let j = 0; j <= i; j++) {
        const moment = white.reduce((sum, own) => sum + own[i] * own[j], 0) / ROWS
        expect(Math.abs(moment - (i === j ? 1 : 0))).toBeLessThan(0.03)
      }
  })

  test('about one row in a hundred is beyond the threshold, a row that breaks the correlation of its columns far beyond', () => {
    const reference = dissimilarityReference(aTable(), columns, scaling)
    const index = dissimilarityTo(scaling, reference)
    const { x } = aTable(2)
    const beyond = Array.from({ length: ROWS }, (_, row) => index(x.subarray(4 * row, 4 * row + 4))).filter(
      (d) => d > 1,
    )
    expect(beyond.length / ROWS).toBeGreaterThan(0.003)
    expect(beyond.length / ROWS).toBeLessThan(0.03)
    expect(index([1, -10, 0, 0])).toBeGreaterThan(2)
    expect(index([1, 10, 0, 900])).toBeLessThan(1)
  })
})

test('the share outside is that of the worst window, the calendar left out', () => {
  const { x } = aTable()
  const broken = x.slice()
  for (let row = 100; row < 107; row++) broken[4 * row] = 9
  for (let row = 0; row < ROWS; row++) broken[4 * row + 3] = 100
  expect(outsideShare({ x: broken, rows: ROWS, cols: 4 }, columns, scaling, 50)).toBeCloseTo(7 / 50, 12)
  expect(outsideShare({ x, rows: ROWS, cols: 4 }, columns, scaling, 50)).toBe(0)
})

test('the scale of losses covers 99 of 100 differences, and is above 0 for a forecaster equal to log-HAR', () => {
  const rng = startRng(4)
  const rows = 5000
  const x = Float64Array.from({ length: rows }, () => rng.normal())
  const realized = Float64Array.from({ length: rows }, () => Math.exp(0.3 * rng.normal()))
  const table = { x, rows, cols: 1 }
  const logHar = () => 0
  const model = (row: Float64Array) => 0.1 * row[0]
  const loss = (variance: number, log: number): number => variance / Math.exp(log) + log - Math.log(variance) - 1
  const scale = lossScale(table, realized, model, logHar)
  const within = Array.from(x, (z, i) => Math.abs(loss(realized[i], 0.1 * z) - loss(realized[i], 0)) <= scale)
  expect(within.filter(Boolean).length / rows).toBeCloseTo(0.99, 3)
  expect(lossScale(table, realized, logHar, logHar)).toBeGreaterThan(0)
})

test('bars of scaled returns are the same bars at another level of volatility from the given bar on', () => {
  const bars = someBars([100, 101, 99, 104])
  const scaled = scaledReturns(bars, 2, 3)
  expect(scaled.slice(0, 2)).toEqual(bars.slice(0, 2))
  const returns = (own: readonly Bar[]): number[] => own.slice(1).map(({ close }, i) => Math.log(close / own[i].close))
  expect(returns(scaled)[1]).toBeCloseTo(3 * returns(bars)[1], 12)
  expect(returns(scaled)[2]).toBeCloseTo(3 * returns(bars)[2], 12)
  expect(Math.log(scaled[3].high / scaled[3].low)).toBeCloseTo(3 * Math.log(bars[3].high / bars[3].low), 12)
  expect(scaled[3].realizedVariance).toBeCloseTo(9e-4, 12)
})
