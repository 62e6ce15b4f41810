import { allRegimesText } from '../../../../src/cli/regimes-text'
import { knownModels, ratioOf, type KnownCell } from '../../../../training/studies/regimes/known-truth'
import { regimeProcesses, trueRegimes } from '../../../../training/studies/regimes/process'
import { ownWorld } from '../../../../training/studies/regimes/real'
import { regimeTargets } from '../../../../training/studies/regimes/regimes'

const aCell = ({ bars = 2000, over = 0.01, share = 0.97, error = 0.02 } = {}): KnownCell => ({
  rows: knownModels.map((model) => ({
    ...{ process: '2 states, normal', states: 2, bars, model, trueTransitionRate: 0.004, calibrationError: error },
    ...{ balancedAccuracy: { mean: 0.9, standardError: 0.01 }, logLoss: { mean: 0.1, standardError: 0.01 } },
    transitionRate: { mean: 0.01, standardError: 0.001 },
    delay: { up: { bars: 3, missed: 0.1, switches: 20 }, down: { bars: 5, missed: 0, switches: 20 } },
  })),
  overBest: { mean: over, standardError: 0.02, baseline: 'hmm, balanced' },
  ofTrue: { mean: share, standardError: 0.01 },
  reliability: [{ forecast: 0.93, observed: 0.91, n: 100 }],
  labels: { regimes: 2 },
})
const none = { cells: [], missing: [] }

describe('targets of regime classifiers', () => {
  test('are missed by the least shortfall, however wide the interval', () => {
    const reached = (cell: KnownCell): readonly boolean[] => regimeTargets([cell], none).map((target) => target.reached)
    expect(reached(aCell())).toEqual([true, true, true])
    expect(reached(aCell({ over: -0.0001, share: 0.9499, error: 0.0301 }))).toEqual([false, false, false])
  })

  test('set a share of the true model at the longest path alone, with its interval', () => {
    expect(regimeTargets([aCell({ bars: 500 })], none)).toHaveLength(2)
    expect(regimeTargets([aCell()], none)[0].figure).toBe('+0.010 [-0.029, +0.049]')
    expect(regimeTargets([aCell()], none)[1].figure).toBe('97.0 % [95.0 %, 99.0 %]')
  })

  test('stand below the tables with the reliability of each process', () => {
    const known = [aCell()]
    const text = allRegimesText({
      ...{ known, replications: 2, real: none, targets: regimeTargets(known, none) },
      published: { seed: 1, replications: 1, rows: [] },
    })
    expect(text).toContain('0.93→0.91')
    expect(text.match(/reached/g)).toHaveLength(3)
  })
})

test('a ratio that is the same on every path has no standard error', () => {
  const { mean, standardError } = ratioOf([0.45, 0.9, 0.63], [0.5, 1, 0.7])
  expect(mean).toBeCloseTo(0.9, 12)
  expect(standardError).toBeLessThan(1e-12)
  expect(ratioOf([0.4, 1], [0.5, 0.9]).standardError).toBeGreaterThan(0.05)
})

test('the calibration error of a true filter is small over many bars and larger over few', () => {
  const filter = trueRegimes(regimeProcesses[0])
  const many = ownWorld(filter, 10_000, 3, 6)
  const few = ownWorld(filter, 100, 3, 6)
  expect(many.mean).toBeLessThan(0.02)
  expect(few.most).toBeGreaterThan(many.most)
  expect(ownWorld(filter, 100, 3, 6)).toEqual(few)
})
