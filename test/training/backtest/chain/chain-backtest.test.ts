import { openHighs } from '../../../../src/adapters/quadratic-program/highs'
import { backtestHistory } from '../../../../training/backtest/chain/chain-backtest'
import { aHistory, day, fees, rule, start } from './a-chain'

const indices = Array.from({ length: 90 }, (_, i) => 100 + 8 * Math.sin(i / 7) + ((i * 7) % 5) - 2)
const options = {
  ...{ data: '', stale: 900, every: 3600, seed: 5, fees, mark: rule, hedge: 'perpetual' as const },
  book: { kind: 'strangle', days: 7, delta: 0.25, size: 1, copies: 1, entry: 'touch' },
  tunedUntil: start + 11 * day,
  openSolver: openHighs,
} as const

test('a backtest reads every strategy at the cost of the best thresholds, by cause and by regime', async () => {
  const history = aHistory(indices)
  const fundings = [{ from: start, at: start + 22.25 * day, rate: 0.002, basis: 'venue' }] as const
  const result = await backtestHistory({ ...history, fundings }, options, () => undefined)
  expect(result).toMatchObject({ unit: 'X', chains: 90, looks: 89, intervals: { tuned: 44, judged: 45 }, recorded: 0 })
  expect(result.funded).toBeCloseTo(1, 12)
  const [plain, net] = result.variances
  expect(net).toEqual({ centre: 'net', ratio: { value: 1, ci: [1, 1] } })
  expect(plain.ratio.value).not.toBe(1)
  expect(Object.values(result.forecast).reduce((a, b) => a + b)).toBeCloseTo(1, 12)
  for (const { baseline, families } of result.against) {
    expect(baseline.strategy).toBe('delta-threshold')
    const best = Math.min(
      ...result.scores
        .filter((one) => one.strategy === 'delta-threshold' && one.centre === baseline.centre && !one.options)
        .map(({ tuned }) => tuned.es95),
    )
    expect(baseline.tuned.es95).toBe(best)
    // Shares of the variance sum to 1, and the regimes hold every interval judged.
    expect(baseline.causes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
    expect(baseline.causes.find(({ cause }) => cause === 'funding')!.mean).not.toBe(0)
    expect(baseline.regimes.reduce((sum, { intervals }) => sum + intervals, 0)).toBe(45)
    const own = families.find(
      (one) => one.strategy === 'delta-threshold' && one.centre === baseline.centre && !one.options,
    )
    expect(own!.reduction!.value).toBeGreaterThanOrEqual(0)
  }
  expect(result.scores.some((one) => one.options && one.judged.cost > 0)).toBe(true)
}, 60_000)

test('a backtest refuses a time that leaves too little to tune on', async () => {
  const early = { ...options, tunedUntil: start + day }
  await expect(backtestHistory(aHistory(indices.slice(0, 60)), early, () => undefined)).rejects.toThrow(
    '4 intervals with a book before or after --tuned-until: 40 at least',
  )
})
