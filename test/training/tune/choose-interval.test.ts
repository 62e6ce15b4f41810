import type { AdaptivePolicy } from '../../../src/core/hedging/policy'
import { chooseInterval } from '../../../training/tune/choose-interval'
import type { Trial } from '../../../training/tune/trials'

const band: AdaptivePolicy = {
  ...{ band: 'whalley-wilmott', riskAversion: 30, multiplier: 1, floor: 0.002, ceiling: 0.5, insideShare: 0 },
  ...{ diffusionShare: 0.5, minInterval: 60, maxInterval: 60, toxicityThreshold: 1, toxicityDelay: 60, riskLimit: 0 },
}
const market = { barSeconds: 60, optionBars: 1440, regimeVols: [0.3, 0.9], meanVariance: 1e-6 }

/** How long a rule waits, in bars. */
const waitOf = ({ maxInterval, waitVariance = 96e-6, diffusionShare, multiplier }: AdaptivePolicy): number =>
  maxInterval === 60 ? 1 : (waitVariance / 1e-6) * diffusionShare * multiplier

type Losses = {
  /** What a wait of so many bars loses of 10; may gain by a narrower band. */
  readonly objective: (bars: number, width: number) => number
  /** The share by which its cost lies above that of an evaluation at every bar at the same tracking. */
  readonly cost?: (bars: number) => number
}

/** Trials in which a wait loses, each block by its own factor; cost falls with the root of the tracking. */
const trialsOf = ({ objective, cost = () => 0 }: Losses, factors: readonly number[], evaluationCost = 0) => ({
  blocks: factors.length,
  attempt(tried: AdaptivePolicy): Trial {
    const bars = waitOf(tried)
    const evaluations = 1440 / bars
    const lost = objective(bars, tried.multiplier)
    const value = 10 + lost + evaluationCost * evaluations
    const level = (above: number) => ({ risk: tried.multiplier, cost: (1 + above) / Math.sqrt(tried.multiplier) })
    const levels = {
      all: level(cost(bars)),
      leftOut: factors.map((factor) => level((1 + factor) * cost(bars))),
    }
    return { policy: tried, evaluations, levels, value, leftOut: factors.map((factor) => value + factor * lost) }
  },
})
const trials = (loss: (bars: number) => number, factors: readonly number[], evaluationCost = 0) =>
  trialsOf({ objective: loss }, factors, evaluationCost)
const free = { evaluationCost: 0 }
const steady = [0, 0, 0, 0]

describe('the interval', () => {
  test('is that of the fewest evaluations that lose under 1 %', () => {
    const policy = chooseInterval(
      trials((bars) => 0.0018 * bars, steady),
      band,
      market,
      free,
    )
    // 48 bars × 1.4 × .9 lose too much, 48 × .7 × 1 and × .9 do not.
    expect(waitOf(policy)).toBeCloseTo(48 * 0.7, 8)
    expect(policy).toMatchObject({ regimeVols: [0.3, 0.9], maxInterval: 360 * 60, minInterval: 60 })
  })

  test('is shorter where the loss is in doubt', () => {
    const doubtful = trials((bars) => 0.0018 * bars, [-2, 2, -2, 2])
    expect(waitOf(chooseInterval(doubtful, band, market, free))).toBeLessThan(30)
  })

  test('is shorter where cost at equal tracking is lost, or may be', () => {
    const cost = (bars: number): number => 0.0005 * bars
    const dear = trialsOf({ objective: () => 0, cost }, steady)
    const chosen = waitOf(chooseInterval(dear, band, market, free))
    expect(chosen).toBeGreaterThan(10)
    expect(chosen).toBeLessThan(20)
    const doubtful = trialsOf({ objective: () => 0, cost }, [-2, 2, -2, 2])
    expect(waitOf(chooseInterval(doubtful, band, market, free))).toBeLessThan(10)
  })

  test('is not longer because a narrower band, which goes with it, gains what the wait loses', () => {
    const gains = {
      objective: (bars: number, width: number) => 0.004 * bars - (width < 1 && bars > 1 ? 0.8 : 0),
      cost: (bars: number) => 0.0004 * bars,
    }
    expect(waitOf(chooseInterval(trialsOf(gains, steady), band, market, free))).toBeLessThan(25)
    expect(
      waitOf(chooseInterval(trialsOf({ objective: gains.objective }, steady), band, market, free)),
    ).toBeGreaterThan(40)
  })

  test('stays a bar where any wait loses more', () => {
    const costly = trials((bars) => (bars > 1 ? 1 : 0), steady)
    expect(chooseInterval(costly, band, market, free)).toEqual(band)
  })

  test('is longer where an evaluation has a cost, within 1 % of the best rule', () => {
    const loss = (bars: number): number => 0.004 * bars
    const priced = trials(loss, steady, 0.01)
    expect(waitOf(chooseInterval(trials(loss, steady), band, market, free))).toBeLessThan(30)
    expect(waitOf(chooseInterval(priced, band, market, { evaluationCost: 0.01 }))).toBeGreaterThan(60)
  })

  test('is the usual rule on a part too short for an error, where it loses little there', () => {
    const cheap = trials(() => 0, [])
    const policy = chooseInterval(cheap, band, market, free)
    expect(policy).toMatchObject({ diffusionShare: 0.7, edgeTrigger: 0.001, waitVariance: 3e-6, maxInterval: 360 * 60 })
    const costly = trials((bars) => (bars > 1 ? 1 : 0), [])
    expect(chooseInterval(costly, band, market, free)).toEqual(band)
  })
})
