import fc from 'fast-check'
import {
  slopeCoefficients,
  spotVolSlope,
  startSlope,
  stepSlope,
  unlearnedSlope,
  type SlopeCoefficients,
  type SlopeObservation,
  type SlopeState,
} from '../../../../src/core/surface/centre/spot-vol-slope'
import { DAY } from '../../../../src/core/market/event'
import { startRng } from '../../../../src/core/rng'

const smiles = [
  { atMoney: -0.4, own: -0.9 },
  { atMoney: -0.4, own: -0.4 },
  { atMoney: -0.2, own: 0.3 },
  { atMoney: -0.1, own: -0.2 },
]

/** A market whose options follow known coefficients, with noise, four times a day. */
const simulate = (truth: SlopeCoefficients, steps: number, noise: number): SlopeState => {
  const rng = startRng(5)
  let state = startSlope
  let spot = 100
  for (let i = 0; i < steps; i++) {
    const move = 0.012 * rng.normal()
    spot *= Math.exp(move)
    const observations = smiles.map((smile, n): SlopeObservation => {
      const vega = 0.05 * (n + 1)
      const residual = vega * move * spotVolSlope(truth, state.falling, smile) + noise * rng.normal()
      return { residual, move, vega, smile }
    })
    state = stepSlope(unlearnedSlope, state, { time: (i * DAY) / 4, spot, vol: 0.5, observations })
  }
  return state
}

test('recovers the coefficients that options follow', () => {
  const truth = [0.5, 1.6, 0.7] as const
  const flat = { ...unlearnedSlope, weight: 1e-6 }
  const found = slopeCoefficients(flat, simulate(truth, 1200, 1e-5))
  found.forEach((value, i) => expect(value).toBeCloseTo(truth[i], 1))
})

test('is shrunk to what it begins from, the more the heavier that is', () => {
  const state = simulate([1, 0, 0], 400, 1e-4)
  const calm = (weight: number): number => slopeCoefficients({ ...unlearnedSlope, weight }, state)[0]
  expect(calm(1e9)).toBeCloseTo(0, 6)
  expect(calm(50)).toBeGreaterThan(calm(500))
  expect(calm(0.01)).toBeGreaterThan(0.9)
})

test('before anything was seen the coefficients are those of the model', () => {
  const coefficients = [0.2, 1.5, 0.5] as const
  expect(slopeCoefficients({ ...unlearnedSlope, coefficients }, startSlope)).toEqual(coefficients)
})

test('calm −1 and curvature 1 is sticky moneyness; all 0 is sticky strike', () => {
  for (const smile of smiles) {
    expect(spotVolSlope([-1, 0, 1], 0.5, smile)).toBeCloseTo(-smile.own, 12)
    expect(spotVolSlope([0, 0, 0], 0.5, smile)).toBeCloseTo(0, 12)
  }
})

test('a market is thought to fall after a fall, and the less the larger its volatility', () => {
  const after = (move: number, vol: number): number => {
    const first = stepSlope(unlearnedSlope, startSlope, { time: 0, spot: 100, vol, observations: [] })
    const step = { time: DAY / 4, spot: 100 * Math.exp(move), vol, observations: [] }
    return stepSlope(unlearnedSlope, first, step).falling
  }
  fc.assert(
    fc.property(fc.double({ min: -0.2, max: 0.2, noNaN: true }), (move) => {
      expect(after(move, 0.5)).toBeGreaterThanOrEqual(after(move + 0.01, 0.5))
    }),
  )
  expect(after(-0.05, 0.5)).toBeGreaterThan(0.95)
  expect(after(-0.05, 0.5)).toBeGreaterThan(after(-0.05, 1.5))
  expect(after(0.05, 0.5)).toBeLessThan(0.01)
})

test('one crash does not rule what was learned before it', () => {
  const calm = simulate([0.5, 0, 0], 400, 1e-4)
  const { time, spot } = calm.last!
  const crash = { residual: -3, move: -0.3, vega: 0.1, smile: smiles[1] }
  const after = stepSlope(unlearnedSlope, calm, {
    ...{ time: time + DAY / 4, spot: spot * Math.exp(-0.3), vol: 0.5, observations: [crash] },
  })
  const before = slopeCoefficients(unlearnedSlope, calm)[0]
  // Unweighted the crash alone would say a slope of 250.
  expect(Math.abs(slopeCoefficients(unlearnedSlope, after)[0] - before)).toBeLessThan(5)
})

test('goes on from its state as from a record of it', () => {
  const state = simulate([0.5, 1, 0.5], 50, 1e-4)
  const step = { time: 51 * DAY, spot: 101, vol: 0.5, observations: [] }
  const recorded = JSON.parse(JSON.stringify(state)) as SlopeState
  expect(stepSlope(unlearnedSlope, recorded, step)).toEqual(stepSlope(unlearnedSlope, state, step))
})
