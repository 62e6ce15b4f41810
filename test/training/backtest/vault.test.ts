import { openHighs } from '../../../src/adapters/quadratic-program/highs'
import { backtest } from '../../../training/backtest/backtest'
import { parseSpecification } from '../../../training/backtest/specification'
import { parseWorld, type PathWorld } from '../../../training/simulator/world'

const run = (fee: number, ...texts: readonly string[]) =>
  backtest(
    texts.map(parseSpecification),
    { kind: 'world', world: parseWorld({ kind: 'gbm' }) as PathWorld, paths: 40, stepSeconds: 8 * 3600 },
    { seed: 5, riskAversion: 30, vol: undefined, openSolver: openHighs, optionDays: 10, fee },
    () => undefined,
  )

test('without cost and fees the pool earns zero on average; fees lower the return of depositors', async () => {
  const { mandate, strategies } = await run(
    0,
    'vault:by=every-step,managementFee=0,performanceFee=0',
    'vault:by=every-step',
  )
  expect(mandate).toBe('vault')
  const [free, charged] = strategies
  expect(free.measures.meanReturn.ci[0]).toBeLessThan(0)
  expect(free.measures.meanReturn.ci[1]).toBeGreaterThan(0)
  expect(free.measures.feeShare.value).toBe(0)
  expect(charged.measures.feeShare.ci[0]).toBeGreaterThan(0.02 * (9 / 365))
  expect(charged.excess?.meanReturn.ci[1]).toBeLessThan(0)
})

test('the pool is hedged by any strategy with its own parameters', async () => {
  const { strategies } = await run(1e-3, 'vault:by=every-step', 'vault:by=fixed-band,halfWidth=0.2')
  expect(strategies[1].excess?.cost.ci[1]).toBeLessThan(0)
  await expect(run(0, 'vault:by=every-step,halfWidth=1')).rejects.toThrow('it takes no parameters')
  await expect(run(0, 'vault:by=magic')).rejects.toThrow('vault: by')
})
