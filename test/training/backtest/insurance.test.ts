import { openHighs } from '../../../src/adapters/quadratic-program/highs'
import { backtest } from '../../../training/backtest/backtest'
import { parseSpecification } from '../../../training/backtest/specification'
import { parseWorld, type PathWorld } from '../../../training/simulator/world'

const run = (...texts: readonly string[]) =>
  backtest(
    texts.map(parseSpecification),
    { kind: 'world', world: parseWorld({ kind: 'gbm', vol: 0.5 }) as PathWorld, paths: 200, stepSeconds: 6 * 3600 },
    { seed: 5, riskAversion: 30, vol: undefined, openSolver: openHighs, fee: 0 },
    () => undefined,
  )

test('insurance keeps wealth above the floor where holding does not', async () => {
  const { mandate, strategies } = await run('buy-and-hold', 'cppi', 'obpi:riskAversion=1000')
  expect(mandate).toBe('insurance')
  const [held, cppi, obpi] = strategies.map(({ measures }) => measures)
  expect(held.belowFloor.ci[0]).toBeGreaterThan(0.1)
  expect(cppi.belowFloor.value).toBe(0)
  expect(obpi.meanShortfall.value).toBeLessThan(held.meanShortfall.value / 10)
  expect(strategies[1].excess?.returnSd.ci[1]).toBeLessThan(0)
})

test('a floor of zero and a multiplier of one hold the asset', async () => {
  const { strategies } = await run('buy-and-hold:floor=0', 'cppi:floor=0,maxMultiplier=1,tolerance=0')
  expect(strategies[1].measures.meanReturn.value).toBeCloseTo(strategies[0].measures.meanReturn.value, 10)
})

test('strategies of two mandates are not compared', async () => {
  await expect(run('cppi', 'every-step')).rejects.toThrow('cppi (insurance) and every-step (hedge) cannot be compared')
})

test('an unknown parameter is refused with a list of those of the strategy', async () => {
  await expect(run('cppi:leverage=3')).rejects.toThrow('it takes floor, maxMultiplier')
})
