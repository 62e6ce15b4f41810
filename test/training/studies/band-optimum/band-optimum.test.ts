import { startRng } from '../../../../src/core/rng'
import { mean } from '../../../../src/core/statistics/moments'
import { pathEquivalents } from '../../../../training/band-optimum/certainty-equivalent'
import { sampleOptions } from '../../../../training/band-optimum/sample-options'
import { reproduceBandOptimum } from '../../../../training/studies/band-optimum/band-optimum'
import { tuneMultiplier, whalleyWilmott } from '../../../../training/band-optimum/certainty-equivalent'
import type { Problem } from '../../../../training/studies/band-optimum/worlds'
import { bandOptimumText } from '../../../../src/cli/band-optimum-text'

/** Two days of two-hourly evaluations between two volatilities. */
const problem: Problem = {
  world: 'two days',
  market: {
    steps: 24,
    stepYears: 2 / 8760,
    vols: [0.4, 0.8],
    transition: [
      [0.9, 0.1],
      [0.2, 0.8],
    ],
    initial: [0.6, 0.4],
    cost: [1e-3, 1e-3],
  },
  information: 'seen',
  riskAversion: 30,
}

test('a learned band lies between the tuned formula and the optimum', async () => {
  const options = {
    problems: [problem],
    tuningPaths: 1000,
    testPaths: 3000,
    replications: 100,
    training: { steps: 80, paths: 96, pool: 1024, hidden: [6], learningRate: 0.1 },
  }
  const { rows } = await reproduceBandOptimum(3, () => undefined, options)
  const [{ whalleyWilmott: formula, network, optimum, share, ci, expected, standardError }] = rows
  expect(optimum).toBeLessThan(network)
  expect(network).toBeLessThan(formula)
  expect(share).toBeCloseTo((formula - network) / (formula - optimum), 10)
  expect(ci[0]).toBeLessThan(share)
  expect(share).toBeLessThan(ci[1])
  expect(Math.abs(optimum - expected)).toBeLessThan(3 * standardError)
  expect(bandOptimumText({ rows })).toContain('two days')
})

test('the multiplier of the formula is tuned to the least certainty equivalent', () => {
  const { market, riskAversion } = problem
  const options = sampleOptions(market, 'seen', 500, startRng(2))
  const best = tuneMultiplier(options, riskAversion)
  const [own, narrow, wide] = [1, 0.9, 1.1].map((factor) =>
    mean(pathEquivalents(options, riskAversion, whalleyWilmott(options, riskAversion, factor * best))),
  )
  expect(own).toBeLessThan(narrow)
  expect(own).toBeLessThan(wide)
})
