import { deriveSeed, startRng } from '../../../../src/core/rng'
import { datasetOf } from '../../../../training/data/dataset'
import { chainAverageVariances } from '../../../../training/simulator/markov-chain'
import {
  columnsOf,
  featureTable,
  hourlyBars,
  profileOfHours,
} from '../../../../training/studies/setting-b/feature-table'
import {
  chainFromLabels,
  ewmaVolatility,
  filteredStates,
  meanStays,
  posteriorVolatility,
  spotVolatility,
  trueAverageVariances,
} from '../../../../training/studies/setting-b/filters'
import {
  constantVol,
  hourlyProcess,
  optionPaths,
  settingB,
  simulateHistories,
  stateVariances,
} from '../../../../training/studies/setting-b/setting'

const rng = (label: string) => startRng(deriveSeed(11, label))
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

describe('the market of setting B', () => {
  const { steps } = settingB

  it('spends a fifth of its hours turbulent, in stays of 20 and 5 days', () => {
    expect(hourlyProcess.initial[1]).toBeCloseTo(0.2, 10)
    expect(constantVol).toBeCloseTo(0.5277, 4)
    const { state, logReturn } = simulateHistories(
      hourlyProcess,
      { paths: 1, warmup: 0, steps: 600_000 },
      rng('shares'),
    )
    const { variances, transition } = chainFromLabels(state, logReturn, 2)
    const stays = meanStays({ variances, transition })
    // About 1000 stays of each kind: four standard errors are 13 %.
    expect(Math.abs(stays[0] / 20 - 1)).toBeLessThan(0.13)
    expect(Math.abs(stays[1] / 5 - 1)).toBeLessThan(0.13)
    expect(Math.sqrt(variances[0])).toBeCloseTo(0.35, 2)
    expect(Math.sqrt(variances[1])).toBeCloseTo(0.95, 1)
  })

  it('starts an option at 1 and expects 1 at its end', () => {
    const paths = 4000
    const { spot } = optionPaths(simulateHistories(hourlyProcess, { paths, warmup: 3, steps }, rng('spot')))
    const ends = Array.from({ length: paths }, (_, p) => spot[p * (steps + 1) + steps])
    expect(spot[0]).toBe(1)
    expect(spot[(paths - 1) * (steps + 1)]).toBe(1)
    const centre = mean(ends)
    const error = Math.sqrt(mean(ends.map((x) => (x - centre) ** 2)) / paths)
    expect(Math.abs(centre - 1)).toBeLessThan(4 * error)
  })

  it('counts its chain from its states, and a chain from labels without an hour in a state', () => {
    const { transition, variances } = chainFromLabels(Uint8Array.of(0, 0, 0, 0), Float64Array.of(1, 1, 1, 1), 2)
    expect(variances[1]).toBe(variances[0])
    for (const row of transition) expect(row[0] + row[1]).toBeCloseTo(1, 12)
  })
})

describe('expected average variance', () => {
  const truth = trueAverageVariances()

  it('is the mean of simulated variance from each state', () => {
    for (const state of [0, 1]) {
      const initial = [1 - state, state]
      for (const hours of [24, 240]) {
        const paths = 3000
        const { state: states } = simulateHistories(
          { ...hourlyProcess, initial },
          { paths, warmup: 0, steps: hours },
          rng(`${state} ${hours}`),
        )
        const means = Array.from({ length: paths }, (_, p) =>
          mean(Array.from(states.subarray(p * hours, (p + 1) * hours), (k) => stateVariances[k])),
        )
        const centre = mean(means)
        const error = Math.sqrt(mean(means.map((x) => (x - centre) ** 2)) / paths)
        const expected = truth[(settingB.steps - hours) * 2 + state]
        // The hourly chain stays half an hour longer than the chain in continuous time.
        expect(Math.abs(centre - expected)).toBeLessThan(4 * error + 0.003 * expected)
      }
    }
  })

  it('by the hourly chain is the closed form, and over one hour the variance in force', () => {
    const chain = chainAverageVariances(stateVariances, hourlyProcess.transition, settingB.steps)
    chain.forEach((value, i) => {
      expect(Math.abs(value / truth[i] - 1)).toBeLessThan(0.01)
    })
    expect(chain[2 * (settingB.steps - 1)]).toBeCloseTo(stateVariances[0], 12)
    expect(chain[2 * (settingB.steps - 1) + 1]).toBeCloseTo(stateVariances[1], 12)
  })

  it('weighs by the posterior in variance', () => {
    const vol = posteriorVolatility(Float64Array.of(0.5, 0.5, 1, 0), Float64Array.of(0.04, 0.16, 0.09, 1), 2)
    expect(vol[0]).toBeCloseTo(Math.sqrt(0.1), 12)
    expect(vol[1]).toBeCloseTo(0.3, 12)
  })
})

describe('inference from prices alone', () => {
  const histories = simulateHistories(hourlyProcess, { paths: 40, warmup: 240, steps: settingB.steps }, rng('filters'))
  const { paths, steps, warmup, logReturn } = histories
  const length = warmup + steps

  it('Bayes’ rule names the state at nineteen of twenty evaluations, and its probabilities are calibrated', () => {
    const posterior = filteredStates(histories, hourlyProcess)
    const spot = spotVolatility(histories)
    const evaluations = Array.from({ length: paths * steps }, (_, i) => ({
      p: posterior[2 * i + 1],
      is: spot[i] > 0.5 ? 1 : 0,
    }))
    expect(mean(evaluations.map(({ p, is }) => Number(p > 0.5 === (is === 1))))).toBeGreaterThan(0.95)
    expect(Math.abs(mean(evaluations.map(({ p }) => p)) - mean(evaluations.map(({ is }) => is)))).toBeLessThan(0.01)
    const unsure = evaluations.filter(({ p }) => p > 0.2 && p < 0.8)
    expect(Math.abs(mean(unsure.map(({ p }) => p)) - mean(unsure.map(({ is }) => is)))).toBeLessThan(0.1)
  })

  it('filters and features use no later return', () => {
    const changed = { ...histories, logReturn: logReturn.slice() }
    const evaluation = 300
    for (let p = 0; p < paths; p++) changed.logReturn.fill(0.05, p * length + warmup + evaluation, (p + 1) * length)
    const profile = profileOfHours(20_000)
    const before = (values: Float64Array): number[] =>
      Array.from({ length: paths }, (_, p) => {
        const width = values.length / paths / steps
        return Array.from(values.subarray(p * steps * width, (p * steps + evaluation + 1) * width))
      }).flat()
    for (const columnOf of [
      (h: typeof histories) => filteredStates(h, hourlyProcess),
      (h: typeof histories) => ewmaVolatility(h, 24, true),
      (h: typeof histories) => featureTable(h, profile),
    ])
      expect(before(columnOf(changed))).toEqual(before(columnOf(histories)))
  })

  it('EWMA without history starts from the long-run variance, and moves by its half-life', () => {
    const still = { paths: 1, warmup: 2, steps: 25, logReturn: new Float64Array(27), state: new Uint8Array(27) }
    const vol = ewmaVolatility(still, 24, false)
    expect(vol[0]).toBeCloseTo(constantVol, 12)
    expect(vol[24] ** 2).toBeCloseTo(constantVol ** 2 / 2, 12)
    expect(ewmaVolatility(still, 24, true)[22] ** 2).toBeCloseTo(constantVol ** 2 / 2, 12)
  })

  it('the models’ rows are those of a dataset of the same bars', () => {
    const profile = profileOfHours(20_000)
    const one = { ...histories, paths: 1, logReturn: logReturn.subarray(0, length) }
    const dataset = datasetOf([...hourlyBars(one.logReturn)], profile, columnsOf(profile))
    expect(dataset.columns).toEqual(columnsOf(profile))
    expect(dataset.first).toBe(warmup)
    expect(Array.from(featureTable(one, profile))).toEqual(
      Array.from(dataset.x.subarray(0, steps * dataset.columns.length)),
    )
  })
})
