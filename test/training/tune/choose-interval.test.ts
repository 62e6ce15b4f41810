import type { AdaptiveSetting } from '../../../training/tune/adaptive-candidates'
import { chooseInterval } from '../../../training/tune/choose-interval'
import type { Trial } from '../../../training/tune/trials'

const setting: AdaptiveSetting = {
  lean: 0,
  policy: {
    ...{ band: 'whalley-wilmott', riskAversion: 30, multipliers: [1, 1], floor: 0.002, ceiling: 0.5, insideShare: 0 },
    ...{ diffusionShare: 0.5, minInterval: 60, maxInterval: 60, toxicityThreshold: 1, toxicityDelay: 60, riskLimit: 0 },
  },
}
const market = { barSeconds: 60, optionBars: 1440, regimeVols: [0.3, 0.9] }

/** Trials in which a wait of `bars` loses `loss(bars)` of 10, each block by its own factor. */
const trials = (loss: (bars: number) => number, factors: readonly number[], evaluationCost = 0) => ({
  blocks: factors.length,
  attempt(tried: AdaptiveSetting): Trial {
    const bars = tried.policy.maxInterval / 60
    const evaluations = 1440 / bars
    const value = 10 + loss(bars) + evaluationCost * evaluations
    return { setting: tried, evaluations, value, leftOut: factors.map((factor) => value + factor * loss(bars)) }
  },
})
const steady = [0, 0, 0, 0]

describe('the interval', () => {
  test('is the longest wait that loses under 1 %', () => {
    const { policy } = chooseInterval(
      trials((bars) => 0.004 * bars, steady),
      setting,
      market,
      { evaluationCost: 0 },
    )
    expect(policy.maxInterval).toBe(16 * 60)
    expect(policy.regimeVols).toEqual([0.3, 0.9])
  })

  test('is shorter where the loss is in doubt', () => {
    const doubtful = trials((bars) => 0.004 * bars, [-0.4, 0.4, -0.4, 0.4])
    expect(chooseInterval(doubtful, setting, market, { evaluationCost: 0 }).policy.maxInterval).toBe(8 * 60)
  })

  test('stays a bar where any wait loses more', () => {
    const costly = trials((bars) => (bars > 1 ? 1 : 0), steady)
    expect(chooseInterval(costly, setting, market, { evaluationCost: 0 })).toEqual(setting)
  })

  test('lies within 1 % of the best rule where an evaluation has a cost', () => {
    const priced = trials((bars) => 0.004 * bars, steady, 0.01)
    expect(chooseInterval(priced, setting, market, { evaluationCost: 0.01 }).policy.maxInterval).toBe(64 * 60)
  })

  test('is the usual rule on a part too short for an error, where it loses little there', () => {
    const cheap = trials(() => 0, [])
    const { policy } = chooseInterval(cheap, setting, market, { evaluationCost: 0 })
    expect([policy.diffusionShare, policy.maxInterval]).toEqual([0.5, 7200])
    const costly = trials((bars) => (bars > 1 ? 1 : 0), [])
    expect(chooseInterval(costly, setting, market, { evaluationCost: 0 })).toEqual(setting)
  })
})
