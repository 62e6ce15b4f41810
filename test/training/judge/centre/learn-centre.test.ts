import { DAY } from '../../../../src/core/market/event'
import { centreGain } from '../../../../training/judge/centre/centre-gain'
import { centreVerdict, judgeCentre, learnCentre } from '../../../../training/judge/centre/learn-centre'
import { chainsOf } from './skewed-chains'

describe('a spot-vol slope learned from chains', () => {
  test('earns its place where volatility follows the spot, judged on intervals before it learns from them', () => {
    const learned = learnCentre(chainsOf(60, -0.6), 'inverse')
    expect(learned.verdict).toBe('minimum-variance')
    expect(learned.reason).toMatch(
      /^minimum-variance has earned its place: on 159 unseen intervals minimum-variance leaves \d/,
    )
    expect(learned.learned).toMatchObject({ from: 0, chains: 240, intervals: 239 })
    const { gain, dm, removed, intervals } = learned.evidence!
    expect(intervals).toBe(159)
    expect(gain).toBeGreaterThan(0.5)
    expect(dm).toBeLessThan(-2)
    const left = (1 - removed['minimum-variance']) / (1 - removed.net)
    expect(left).toBeCloseTo(1 - gain, 10)
    expect(removed['minimum-variance']).toBeGreaterThan(removed.net)
  })

  test('leaves the place to net delta where volatility goes its own way', () => {
    const { verdict, evidence } = learnCentre(chainsOf(60, 0), 'inverse')
    expect(verdict).toBe('net')
    expect(Math.abs(evidence!.gain)).toBeLessThan(0.1)
  })

  test('is not judged on too few intervals', () => {
    const { verdict, reason, evidence, state } = learnCentre(chainsOf(25, -0.6), 'inverse')
    expect([verdict, evidence]).toEqual(['net', undefined])
    expect(reason).toBe('net delta serves: 19 intervals of options after 20 days, 40 are needed to judge')
    expect(state.intervals).toBeGreaterThan(50)
  })

  test('goes on from its card: later chains are judged as in one pass', () => {
    const chains = chainsOf(60, -0.6)
    const first = learnCentre(chains.slice(0, 160), 'inverse')
    const { evidence, intervals } = judgeCentre(JSON.parse(JSON.stringify(first)) as typeof first, chains.slice(160))
    expect(intervals).toBe(79)
    const whole = learnCentre(chains, 'inverse')
    expect(evidence!.gain).toBeGreaterThan(0.5)
    expect(evidence!.to).toBe(whole.evidence!.to)
  })
})

const evidence = {
  ...{ from: 0, to: 1, intervals: 500, gain: 0.08, dm: -2.5, p: 0.012, newerGain: 0.01, months: {} },
  removed: { plain: 0.85, net: 0.95, 'sticky-moneyness': 0.94, 'minimum-variance': 0.96 },
}

test('the learned centre earns its place by a gain beyond chance that holds of late, net delta else, with the reason', () => {
  expect(centreVerdict(evidence, 500).verdict).toBe('minimum-variance')
  expect(centreVerdict({ ...evidence, dm: -1.6, p: 0.11 }, 500)).toEqual({
    verdict: 'net',
    reason:
      'net delta serves: on 500 unseen intervals minimum-variance leaves 8.0 % less than net delta (DM -1.60, p 0.110), 1.0 % less on the newer half of them: within chance',
  })
  expect(centreVerdict({ ...evidence, newerGain: -0.02 }, 500).reason).toMatch(
    /2\.0 % more on the .*: no gain of late$/,
  )
  expect(centreVerdict({ ...evidence, gain: -0.08, dm: 2.5 }, 500).reason).toMatch(/leaves 8\.0 % more .*: no gain$/)
})

test('a gain is a share of squares, whole and by month', () => {
  const squares = Array.from({ length: 8 }, (_, i) => ({ time: 10 * i * DAY, net: 2, model: i % 2 === 0 ? 1 : 1.5 }))
  const { gain, dm, months } = centreGain('X', squares)
  expect(gain).toBeCloseTo(1 - 10 / 16, 12)
  expect(dm).toBeLessThan(-2)
  expect(Object.keys(months)).toEqual(['1970-01', '1970-02', '1970-03'])
  expect(months['1970-01']).toBeCloseTo(1 - 5 / 8, 12)
  expect(() => centreGain('X', squares.slice(0, 1))).toThrow(/X: fewer than two intervals after 20 days/)
})
