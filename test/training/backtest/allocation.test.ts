import { openHighs } from '../../../src/adapters/quadratic-program/highs'
import { backtest } from '../../../training/backtest/backtest'
import { parseSpecification } from '../../../training/backtest/specification'
import { parseWorld, type PathWorld } from '../../../training/simulator/world'

const run = (...texts: readonly string[]) =>
  backtest(
    texts.map(parseSpecification),
    { kind: 'world', world: parseWorld({ kind: 'gbm' }) as PathWorld, paths: 60, stepSeconds: 12 * 3600 },
    { seed: 5, riskAversion: 30, vol: undefined, openSolver: openHighs, optionDays: 56 },
    () => undefined,
  )

test('a calendar trades once a week, a band only where weights drift, and each tracks better than never trading', async () => {
  const { mandate, strategies } = await run(
    'rebalance-never',
    'rebalance-calendar',
    'rebalance-absolute:halfWidth=0.03',
  )
  expect(mandate).toBe('allocation')
  const [never, calendar, band] = strategies
  expect(never.measures.trades.value).toBe(1)
  expect(calendar.measures.trades.value).toBe(8)
  expect(band.measures.trades.value).toBeGreaterThan(1)
  for (const { excess } of [calendar, band]) {
    expect(excess?.trackingError.ci[1]).toBeLessThan(0)
    expect(excess?.cost.ci[0]).toBeGreaterThan(0)
  }
})

test('worlds without correlated assets are refused', async () => {
  const world = parseWorld({ kind: 'heston' }) as PathWorld
  const request = backtest(
    [parseSpecification('rebalance-never')],
    { kind: 'world', world, paths: 60, stepSeconds: 3600 },
    { seed: 5, riskAversion: 30, vol: undefined, openSolver: openHighs },
    () => undefined,
  )
  await expect(request).rejects.toThrow('by --world gbm, not heston')
})
