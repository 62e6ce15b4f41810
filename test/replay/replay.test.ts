import { replay, type Replayed } from '../../src/app/replay/replay'
import type { Log } from '../../src/app/log'
import { solverForTests } from '../greeks/solver'
import { aReplayConfig, shipped } from '../verify/a-service'

const solve = solverForTests()
const silent = (): void => undefined
const log: Log = {
  ...{ debug: silent, info: silent, warn: silent },
  error: (event) => {
    throw new Error(JSON.stringify(event))
  },
}
const from = '2025-01-07T09:00:00Z'
const at = (text: string): number => Date.parse(text) * 1000
const run = (to: string): Promise<Replayed> =>
  replay({ config: aReplayConfig({ from }), models: undefined, data: shipped, from: at(from), to: at(to), solve, log })

test('a piece of the shipped recording replays to the same decisions, byte for byte, and to the figures it always gave', async () => {
  const [once, again] = [await run('2025-01-07T12:00:00Z'), await run('2025-01-07T12:00:00Z')]
  expect(again).toEqual(once)
  const end = once.portfolios.map(({ portfolio, decisions, trades, cash, fees, positions }) => ({
    ...{ portfolio, decisions, trades, cash, fees },
    lots: positions.map(({ lots }) => lots),
  }))
  expect(end).toMatchInlineSnapshot(`
   [
     {
       "cash": 4063.308644,
       "decisions": 382,
       "fees": 0.474895,
       "lots": [
         485,
       ],
       "portfolio": "narrow",
       "trades": 21,
     },
     {
       "cash": 4940.726334,
       "decisions": 382,
       "fees": 0.036405,
       "lots": [
         37,
       ],
       "portfolio": "wide",
       "trades": 2,
     },
   ]
  `)
})

test('a span in which nothing is recorded is refused', async () => {
  await expect(run('2025-01-07T09:00:00Z')).rejects.toMatchObject({ code: 'missing-data' })
})
