import type { Log } from '../../../src/app/log'
import { replay, type Replayed } from '../../../src/app/replay/replay'
import { aCard } from '../../core/execution/a-card'
import { solverForTests } from '../../core/hedging/greeks/solver'
import { aReplayConfig, limits, shipped } from '../audit/verify/a-service'

const solve = solverForTests()
const silent = (): void => undefined
const log: Log = {
  ...{ debug: silent, info: silent, warn: silent },
  error: (event) => {
    throw new Error(JSON.stringify(event))
  },
}
const one = (value: number) => ({ value, low: value, high: value })
const from = '2025-01-07T18:00:00Z'
const at = (text: string): number => Date.parse(text) * 1000
const run = (to: string, narrow: object = {}, start = from): Promise<Replayed> =>
  replay({
    config: aReplayConfig({ from: start, narrow }),
    models: undefined,
    data: shipped,
    from: at(start),
    to: at(to),
    solve,
    log,
  })

test('a piece of the shipped recording replays to the same decisions, byte for byte, and to the expected figures', async () => {
  const [once, again] = [await run('2025-01-07T21:00:00Z'), await run('2025-01-07T21:00:00Z')]
  expect(again).toEqual(once)
  const end = once.portfolios.map(({ portfolio, decisions, trades, cash, fees, positions }) => ({
    ...{ portfolio, decisions, trades, cash, fees },
    lots: positions.map(({ lots }) => lots),
  }))
  expect(end).toMatchInlineSnapshot(`
   [
     {
       "cash": 3347.683783,
       "decisions": 435,
       "fees": 1.22371,
       "lots": [
         865,
       ],
       "portfolio": "narrow",
       "trades": 59,
     },
     {
       "cash": 3327.121944,
       "decisions": 435,
       "fees": 0.841049,
       "lots": [
         867,
       ],
       "portfolio": "wide",
       "trades": 27,
     },
   ]
  `)
})

test('in slices, or by a cost card, a portfolio trades the same again, and comes to hold about what it holds by single orders', async () => {
  // A calm hour: where the price moves much, orders in slices overtake each other.
  const [start, until] = ['2025-01-07T09:00:00Z', '2025-01-07T09:30:00Z']
  const card = aCard({
    ...{ venue: 'simulated', symbol: 'microstructure', dailyVolume: 100, gas: 0, dailyVolatility: 0.03 },
    barImpact: { coefficient: one(0.03), recovery: one(0.6), r2: 0.2, rows: 1000, barSeconds: 60 },
  })
  const whole = (await run(until, {}, start)).portfolios[0]
  for (const execution of [
    { kind: 'slices', slices: 5, spacing: 30 },
    { kind: 'planned', card, riskAversion: 1e-6, maxSeconds: 300 },
  ]) {
    const [once, again] = [await run(until, { execution }, start), await run(until, { execution }, start)]
    expect(again).toEqual(once)
    const [sliced] = once.portfolios
    expect(sliced.refused).toBe(0)
    expect(sliced.trades).toBeGreaterThan(whole.trades)
    // Within 3 % of the options' 1,000 lots: the price moves while an order is worked.
    expect(Math.abs(sliced.positions[0].lots - whole.positions[0].lots)).toBeLessThanOrEqual(30)
  }
})

test('a portfolio insured by a replicated option holds its part of the asset, term after term', async () => {
  const days = 0.01
  const mandate = { kind: 'obpi', strategy: { kind: 'fixed-band', halfWidth: 0.02 }, guarantee: 0.99, days }
  const narrow = { mandate, cash: 4000, limits: { ...limits, orderNotional: 5000 } }
  const [once, again] = [await run('2025-01-07T18:45:00Z', narrow), await run('2025-01-07T18:45:00Z', narrow)]
  expect(again).toEqual(once)
  const [{ refused, trades, positions, turnover }] = once.portfolios
  expect(refused).toBe(0)
  expect(trades).toBeGreaterThan(2)
  expect(positions[0].lots).toBeGreaterThan(0)
  expect(turnover).toBeGreaterThan(1000)
})

test('a span in which nothing is recorded is refused', async () => {
  await expect(run('2025-01-07T18:00:00Z')).rejects.toMatchObject({ code: 'missing-data' })
})
