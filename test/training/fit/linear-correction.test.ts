import fc from 'fast-check'
import { startRng } from '../../../src/core/rng'
import {
  chooseLinear,
  keptCorrection,
  penaltiesOf,
  stagePenaltiesOf,
  purgedFolds,
  type HarInputs,
} from '../../../training/fit/choose-linear'
import { correctionAt, fitLinearCorrection } from '../../../training/fit/linear-correction'
import { gramOf, startSolver } from '../../../training/statistics/gram'

const cols = 6

/** Log-HAR on one column, without a prior. */
const har = (column: number): HarInputs => ({ columns: [column], units: [1], levelTargets: 0 })

/** Standard normal columns; log targets are slopes on the first two plus log-gamma noise of mean one. */
const sample = (rows: number, slopes: readonly [number, number], seed = 1) => {
  const rng = startRng(seed)
  const z = Float32Array.from({ length: rows * cols }, () => rng.normal())
  const y = Float64Array.from({ length: rows }, (_, row) => {
    const noise = Array.from({ length: 6 }, () => rng.normal() ** 2).reduce((a, b) => a + b) / 6
    return slopes[0] * z[row * cols] + slopes[1] * z[row * cols + 1] + Math.log(noise)
  })
  return { z, cols, y, overlap: 1, seasonColumns: [], impliedColumns: [] }
}

describe('linear correction', () => {
  const { z, y } = sample(8000, [0.5, -0.3])
  const gram = gramOf(z, y.length, cols)
  const start = new Float64Array(cols + 1)
  /** The same penalty on every slope, none on the intercept. */
  const even = (penalty: number): Float64Array => new Float64Array(cols + 1).fill(penalty, 0, cols)

  test('recovers the slopes of the log mean, whatever the noise', () => {
    const beta = fitLinearCorrection({ z, gram, error: y }, even(0), start)
    const exact = [0.5, -0.3, 0, 0, 0, 0, 0]
    exact.forEach((slope, i) => {
      expect(Math.abs(beta[i] - slope)).toBeLessThan(0.03)
    })
  })

  test('is where the gradient of the penalised loss is zero', () => {
    const penalty = 500
    const beta = fitLinearCorrection({ z, gram, error: y }, even(penalty), start)
    for (let col = 0; col <= cols; col++) {
      let gradient = col < cols ? -penalty * beta[col] : 0
      for (let row = 0; row < y.length; row++)
        gradient +=
          Math.expm1(Math.min(4, y[row] - correctionAt(beta, z, row))) * (col < cols ? z[row * cols + col] : 1)
      expect(Math.abs(gradient) / y.length).toBeLessThan(1e-3)
    }
  })

  test('shrinks to the mean as the penalty rises', () => {
    const norm = (penalty: number): number =>
      fitLinearCorrection({ z, gram, error: y }, even(penalty), start)
        .subarray(0, cols)
        .reduce((sum, slope) => sum + slope * slope, 0)
    expect(norm(1e3)).toBeLessThan(norm(0))
    expect(norm(1e5)).toBeLessThan(norm(1e3) / 10)
    expect(norm(1e12)).toBeLessThan(1e-12)
  })

  test('changes neither the level nor other columns where it has the seasons only', () => {
    const [penalties] = stagePenaltiesOf({ cols, overlap: 1, seasonColumns: [1], impliedColumns: [] })
    const beta = fitLinearCorrection({ z, gram, error: y }, penalties, start)
    expect(beta[1]).toBeCloseTo(-0.3, 1)
    for (const col of [0, 2, 3, 4, 5, 6]) expect(Math.abs(beta[col])).toBeLessThan(1e-4)
  })

  test('is finite on columns that are constant or repeat one another', () => {
    const flat = z.map((value, i) => (i % cols === 2 ? 0 : i % cols === 3 ? z[i - 3] : value))
    const beta = fitLinearCorrection({ z: flat, gram: gramOf(flat, y.length, cols), error: y }, even(1), start)
    expect(beta.every(Number.isFinite)).toBe(true)
    expect(beta[0] + beta[3]).toBeCloseTo(0.5, 1)
  })
})

test('the penalty on seasons is in rows, that on other columns in targets that do not overlap', () => {
  const columns = { cols: 3, overlap: 16, seasonColumns: [1], impliedColumns: [2] }
  expect([...penaltiesOf(columns, 1000)]).toEqual([16_000, 1200, 160, 1600])
})

test('the solver answers A x = b', () => {
  const rng = startRng(3)
  const z = Float32Array.from({ length: 50 * 4 }, () => rng.normal())
  const a = gramOf(z, 50, 4)
  const x = [1, -2, 3, 0.5, -0.25]
  const b = Float64Array.from(x, (_, i) => x.reduce((sum, value, j) => sum + a[i * 5 + j] * value, 0))
  startSolver(
    a,
    5,
  )(b).forEach((value, i) => {
    expect(value).toBeCloseTo(x[i], 10)
  })
  expect(a[4 * 5 + 4]).toBe(50)
})

test('purged folds hold every row out once and keep its neighbours from the training rows', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 0, max: 30 }),
      (rows, count, reach) => {
        const folds = purgedFolds(rows, count, reach)
        expect(folds.flatMap(({ held }) => [...held])).toEqual(Array.from({ length: rows }, (_, row) => row))
        for (const { train, held } of folds) {
          const apart = (row: number): boolean => row < held[0] - reach || row >= held[held.length - 1] + 1 + reach
          expect(held.length === 0 || train.every(apart)).toBe(true)
        }
      },
    ),
  )
})

describe('choice of the linear correction', () => {
  test('keeps nearly all of a strong signal and holds every row out once', () => {
    const { seasonShare, share, strength, errors } = chooseLinear(sample(3000, [0.5, -0.3]), har(0))
    expect(share).toBeGreaterThan(0.9)
    expect(seasonShare).toBe(0)
    expect(strength).toBe(100)
    expect(errors).toHaveLength(3000)
    const spread = errors!.reduce((sum, error) => sum + error * error, 0) / 3000
    expect(spread).toBeLessThan(0.6)
  })

  test('keeps little or nothing where the HAR columns hold all information', () => {
    for (const seed of [1, 2, 3, 4]) expect(chooseLinear(sample(2000, [0.5, 0], seed), har(0)).share).toBeLessThan(0.9)
    const gain = [1, 2, 3, 4].map((seed) => chooseLinear(sample(2000, [0.5, 0], seed), har(0)))
    expect(gain.filter(({ share }) => share === 0).length).toBeGreaterThanOrEqual(2)
  })

  /** Column 0 is a weekly wave of constant effect; column 2 has one of the same size that changes sign halfway. */
  const wave = (rows: number, overlap: number) => {
    const { z, y } = sample(rows, [0, 0], 5)
    const waves = z.map((value, i) =>
      i % cols === 0 ? Math.SQRT2 * Math.sin((2 * Math.PI * Math.floor(i / cols)) / 168) : value,
    )
    const turned = y.map(
      (noise, row) => noise + 0.5 * waves[row * cols] + (row < rows / 2 ? 0.5 : -0.5) * waves[row * cols + 2],
    )
    return { z: waves, cols, y: turned, overlap, seasonColumns: [0], impliedColumns: [] }
  }

  test('keeps a season where it drops a column whose slope reversed', () => {
    const { z, y, ...rest } = wave(4000, 24)
    const { seasonShare, errors } = chooseLinear({ z, y, ...rest }, har(1))
    expect(seasonShare).toBeGreaterThan(0.9)
    const slope = (col: number): number =>
      errors!.reduce((sum, error, row) => sum + (y[row] - error) * z[row * cols + col], 0) / y.length
    expect(slope(0)).toBeGreaterThan(0.3)
    expect(Math.abs(slope(2))).toBeLessThan(0.05)
  })

  test('keeps no season where there is none', () => {
    const { z, y, ...rest } = wave(4000, 24)
    const flat = y.map((value, row) => value - 0.5 * z[row * cols])
    expect(chooseLinear({ z, y: flat, ...rest }, har(1))).toMatchObject({ seasonShare: 0, share: 0 })
  })

  test('adds the other columns to the season', () => {
    const [seasons, whole] = [Float64Array.of(1, 0), Float64Array.of(1, 2)]
    const kept = (...shares: number[]): number[] => [...keptCorrection(shares, [seasons, whole])]
    expect(kept(0, 0)).toEqual([0, 0])
    expect(kept(1, 0)).toEqual([1, 0])
    expect(kept(0.5, 1)).toEqual([1, 2])
    expect(kept(0.5, 0.5)).toEqual([0.75, 1])
  })

  test('keeps implied volatility where one column among noise has too few targets to be seen', () => {
    const few = { ...sample(600, [0.5, 0.25], 2), overlap: 12 }
    const informed = chooseLinear({ ...few, impliedColumns: [0, 1] }, har(0))
    expect(informed.impliedShare).toBeGreaterThan(0.5)
    expect(chooseLinear(few, har(0))).toMatchObject({ impliedShare: 0 })
    const noise = { ...sample(600, [0.5, 0], 2), overlap: 12 }
    expect(chooseLinear({ ...noise, impliedColumns: [0, 1] }, har(0)).impliedShare).toBeLessThan(0.2)
  })

  test('is none where few targets are left that do not overlap', () => {
    expect(chooseLinear({ ...sample(2000, [0.5, -0.3]), overlap: 250 }, har(0))).toMatchObject({
      seasonShare: 0,
      share: 0,
      errors: undefined,
    })
  })
})
