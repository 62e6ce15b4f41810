import { openHighs } from '../../../src/adapters/quadratic-program/highs'
import { backtest } from '../../../training/backtest/backtest'
import { parseSpecification } from '../../../training/backtest/specification'
import { parseWorld, type PathWorld, type WorldKind } from '../../../training/simulator/world'

const run = (kind: WorldKind, ...texts: readonly string[]) =>
  backtest(
    texts.map(parseSpecification),
    { kind: 'world', world: parseWorld({ kind }) as PathWorld, paths: 60, stepSeconds: 24 * 3600 },
    { seed: 5, riskAversion: 10, vol: undefined, openSolver: openHighs },
    () => undefined,
  )

const partsOf = (measures: Readonly<Record<string, { readonly value: number }>>): number =>
  Object.entries(measures)
    .filter(([name]) => name.endsWith('Pnl') && name !== 'meanPnl')
    .reduce((sum, [, { value }]) => sum + value, 0)

test('options beside the underlying lower the risk of a short call where volatility moves, and the parts of the profit add up', async () => {
  const { mandate, strategies } = await run('heston', 'greeks-delta', 'greeks-delta-vega', 'greeks-least-squares')
  expect(mandate).toBe('greeks')
  for (const { measures } of strategies) expect(partsOf(measures)).toBeCloseTo(measures.meanPnl.value, 12)
  for (const { excess } of strategies.slice(1)) {
    expect(excess?.sd.ci[1]).toBeLessThan(0)
    expect(excess?.optionTrades.ci[0]).toBeGreaterThan(0)
  }
})

test('scalping gains where implied volatility is below realized, and not where it is above', async () => {
  const { strategies } = await run('gbm', 'gamma-scalp:markup=0.75', 'gamma-scalp:markup=1.25')
  const [cheap, dear] = strategies.map(({ measures }) => measures)
  expect(cheap.meanPnl.ci[0]).toBeGreaterThan(0)
  expect(dear.meanPnl.ci[1]).toBeLessThan(0)
  expect(cheap.thetaPaid.value).toBeLessThan(cheap.scalped.value)
  expect(partsOf(cheap)).toBeCloseTo(cheap.meanPnl.value, 12)
})

test('a recording is refused', async () => {
  const request = backtest(
    [parseSpecification('gamma-scalp')],
    { kind: 'recording', data: 'x', models: undefined },
    { seed: 5, riskAversion: 10, vol: undefined, openSolver: openHighs },
    () => undefined,
  )
  await expect(request).rejects.toThrow('take --world')
})
