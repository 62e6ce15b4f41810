import { openHighs } from '../../../src/adapters/quadratic-program/highs'
import { backtest } from '../../../training/backtest/backtest'
import type { BacktestSource } from '../../../training/backtest/mandate'
import { parseSpecification } from '../../../training/backtest/specification'
import { parseWorld, type PathWorld } from '../../../training/simulator/world'
import { run, scratch } from '../../cli/run'

const world = parseWorld({ kind: 'regimes' }) as PathWorld
const source: BacktestSource = { kind: 'world', world, paths: 300, stepSeconds: 4 * 3600 }
const options = { seed: 3, riskAversion: 30, vol: undefined, openSolver: openHighs }
const silent = (): void => undefined
const named = (...texts: readonly string[]) => texts.map(parseSpecification)

describe('strategies on the same simulated paths', () => {
  const result = backtest(
    named('every-step', 'whalley-wilmott', 'no-hedge', 'adaptive', 'every-step'),
    source,
    options,
    silent,
  )

  test('a strategy differs from itself by exactly zero', async () => {
    const { strategies } = await result
    for (const { value, ci } of Object.values(strategies[4].excess ?? {})) expect([value, ...ci]).toEqual([0, 0, 0])
    expect(strategies[0].excess).toBeUndefined()
  })

  test('the untuned adaptive strategy is Whalley-Wilmott', async () => {
    const { strategies } = await result
    expect(strategies[3].measures).toEqual(strategies[1].measures)
  })

  test('a band costs less than hedging at every evaluation and risks less than not hedging, beyond chance', async () => {
    const { strategies } = await result
    expect(strategies[1].excess?.cost.ci[1]).toBeLessThan(0)
    expect(strategies[2].measures.sd.ci[0]).toBeGreaterThan(strategies[1].measures.sd.ci[1])
    expect(strategies[2].measures.cost.value).toBe(0)
  })

  test('the same request gives the same result', async () => {
    const again = await backtest(named('every-step', 'whalley-wilmott'), source, options, silent)
    const { strategies } = await result
    expect(again.strategies[1].measures).toEqual(strategies[1].measures)
  })
})

test('the premium equals the cost of a perfect hedge at constant volatility', async () => {
  const calm = parseWorld({ kind: 'gbm', vol: 0.3 }) as PathWorld
  const { strategies } = await backtest(
    named('every-step'),
    { kind: 'world', world: calm, paths: 400, stepSeconds: 1800 },
    { ...options, fee: 0, optionDays: 10 },
    silent,
  )
  const { meanPnl, sd, cost } = strategies[0].measures
  expect(cost.value).toBe(0)
  expect(meanPnl.ci[0]).toBeLessThan(0)
  expect(meanPnl.ci[1]).toBeGreaterThan(0)
  expect(sd.value).toBeLessThan(0.002)
})

test('a book that nets to zero needs no hedge, and a call and a put at one strike have the same P&L before cost', async () => {
  const free = { ...options, fee: 0, optionDays: 10 }
  const of = async (units: number, type: 'call' | 'put', strike: number) =>
    (await backtest(named('every-step'), source, { ...free, legs: [{ units, type, strike }] }, silent)).strategies[0]
      .measures
  const flat = await backtest(
    named('every-step'),
    source,
    { ...free, legs: [-1, 1].map((units) => ({ units, type: 'call' as const, strike: 1 })) },
    silent,
  )
  for (const name of ['cost', 'meanPnl', 'sd', 'trades'])
    expect(flat.strategies[0].measures[name].value).toBeCloseTo(0, 12)
  const [call, put] = [await of(-1, 'call', 0.9), await of(-1, 'put', 0.9)]
  expect(put.meanPnl.value).toBeCloseTo(call.meanPnl.value, 10)
  expect(put.sd.value).toBeCloseTo(call.sd.value, 10)
})

test('a ticket makes a band trade less often, and costs more in all', async () => {
  const ticketed = await backtest(named('whalley-wilmott'), source, { ...options, fixedCost: 2e-4 }, silent)
  const plain = await backtest(named('whalley-wilmott'), source, options, silent)
  const [ticket, none] = [ticketed, plain].map(({ strategies }) => strategies[0].measures)
  expect(ticket.trades.ci[1]).toBeLessThan(none.trades.ci[0])
  expect(ticket.cost.ci[0]).toBeGreaterThan(none.cost.ci[1])
})

const base = ['backtest', '--strategy', 'every-step']

test.each<readonly [string, readonly string[], string]>([
  ['neither world nor data', base, '--world <kind> or --data <recording>'],
  ['both', [...base, '--world', 'gbm', '--data', 'x'], 'one of them'],
  ['models without data', [...base, '--world', 'gbm', '--models', 'x'], '--models belongs to --data'],
  ['order flow without a recording', [...base, '--world', 'microstructure'], 'give it as --data'],
  ['a volatility that nobody has', [...base, '--world', 'gbm', '--vol', 'tea-leaves'], 'truth, constant, ewma'],
  ['a leg that is none', [...base, '--world', 'gbm', '--book', '1:straddle:1'], 'units:call:strike'],
  ['a leg of nothing', [...base, '--world', 'gbm', '--book', '0:call:1'], 'a leg has units'],
  ['an unknown strategy', ['backtest', '--strategy', 'wait', '--world', 'gbm'], "unknown strategy 'wait'"],
])('%s exits 2 with one line', async (_, argv, reason) => {
  const { code, stderr } = await run(...argv)
  expect(code).toBe(2)
  expect(stderr.split('\n').findLast((line) => line !== '')).toContain(reason)
})

test('a recording of a simulated market is backtested with intervals and said to be synthetic', async () => {
  const out = scratch('gbm')
  await run('simulate', '--world', 'gbm', '--days', '60', '--set', 'periodSeconds=3600', '--out', out)
  const argv = ['--data', out, '--strategy', 'whalley-wilmott', '--strategy', 'fixed-interval', '--json']
  const { code, stdout } = await run('backtest', ...argv)
  expect(code).toBe(0)
  const result = JSON.parse(stdout) as Awaited<ReturnType<typeof backtest>>
  expect(result).toMatchObject({ mandate: 'hedge', origin: 'synthetic', volSource: 'log-har', stepSeconds: 3600 })
  expect(result.strategies.map(({ strategy }) => strategy)).toEqual(['whalley-wilmott', 'fixed-interval'])
  expect(result.strategies[1].excess?.cost.value).not.toBe(0)
})
