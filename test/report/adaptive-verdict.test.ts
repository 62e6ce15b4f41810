import { adaptiveVerdict, channelSentence } from '../../src/report/adaptive-verdict'
import type { CostSaved, PolicyScores } from '../../src/report/policy-scores'
import { policyScores } from './a-policy-scores'
import { aHedge, hedges } from './a-summary'

const judged = (over: Partial<PolicyScores> = {}, hedging = hedges()) =>
  adaptiveVerdict({ hedging, ...policyScores(over) })

const saved = (against: string, value: number, half: number): CostSaved => ({
  ...{ series: 'regimes', against, volatility: 'none', value, ci: [value - half, value + half] },
})

describe('adaptiveVerdict', () => {
  test('says in three sentences what is saved, how often it looks and whether the regimes matter', () => {
    expect(judged()).toEqual({
      standing: 'wins',
      sentences: [
        'At equal tracking (95 % intervals) adaptive costs 13.0 % [11.0, 15.0] less than Whalley-Wilmott at log-HAR; 5.7 % [3.7, 7.7] less than Whalley-Wilmott at our forecast; 23.1 % [21.1, 25.1] less than Fixed band; and 44.4 % [42.4, 46.4] less than Fixed interval.',
        'It is evaluated 402 times an option, 2,016 at every bar, at a certainty equivalent 0.40 % [0.10, 0.70] higher.',
        'Without the regime classifier its certainty equivalent is 3.1 % [2.1, 4.1] higher: the regimes matter beyond chance.',
      ],
    })
  })

  test('only leads where an interval reaches zero', () => {
    const { standing, sentences } = judged({ costSaved: [saved('fixed-band', 0.01, 0.02)] })
    expect(standing).toBe('leads')
    expect(sentences[0]).toContain('1.0 % [−1.0, 3.0] less than Fixed band (within chance)')
    const far = { ...saved('fixed-interval', 0.3, 0.1), beyond: 'below the grid' } as const
    expect(judged({ costSaved: [far] }).sentences[0]).toContain('less than Fixed interval (at its nearest setting)')
  })

  test('loses to a rival that costs less, named though it is no rival of the headline', () => {
    const { standing, sentences } = judged({
      costSaved: [saved('fixed-band', 0.2, 0.02), saved('zakamouline', -0.04, 0.01)],
    })
    expect(standing).toBe('loses')
    expect(sentences[1]).toBe('Cheaper than adaptive at equal tracking too: Zakamouline.')
  })

  test.each([
    [0, 0, 'decides the same'],
    [0.01, 0.02, 'do not matter beyond chance'],
    [-0.05, 0.02, '5.0 % [3.0, 7.0] lower: the regimes harm it beyond chance'],
  ])('judges the regimes by what their absence costs: %d ± %d', (value, half, words) => {
    const [deployed, without] = policyScores().ablation
    const ablation = [deployed, { ...without, ceExcess: { value, ci: [value - half, value + half] as const } }]
    expect(judged({ ablation }).sentences[2]).toContain(words)
  })

  test('says of each channel of the regime what it changes, and which pays', () => {
    expect(channelSentence(policyScores().regimeChannels)).toBe(
      "By the regime's own value instead of the average the certainty equivalent is: " +
        'jump share 0.10 % [−0.20, 0.40] higher; spread 1.20 % [0.60, 1.80] lower; interval nothing; beyond chance: spread.',
    )
    expect(channelSentence([])).toBeUndefined()
  })

  test('adds a sentence where total P&L is worse beyond chance', () => {
    const { sentences } = judged({}, [...hedges(), aHedge('leland', 0.0637), aHedge('no-hedge', 0.01)])
    expect(sentences[3]).toBe(
      'Its total P&L is worse beyond chance than under Leland (entropic price by 7.0 bp [3.0, 11.0]).',
    )
  })

  test('says so where adaptive did not run, or met no rival', () => {
    expect(judged({}, hedges().slice(0, 5)).standing).toBe('absent')
    expect(judged({ costSaved: [] }).sentences[0]).toBe('No rival can be met at the tracking of adaptive.')
  })
})
