import { join } from 'node:path'
import { startRecording } from '../../../src/adapters/recordings'
import { configChecker } from '../../../src/app/config/file/check-config'
import type { Log } from '../../../src/app/log'
import { replay } from '../../../src/app/replay/replay'
import { replayText } from '../../../src/cli/replay'
import { SECOND } from '../../../src/core/market/event'
import { aStateFolder } from '../../adapters/queue/state-folder'
import { solverForTests } from '../../core/hedging/greeks/solver'
import { limits } from '../audit/verify/a-service'

const solve = solverForTests()
const silent = (): void => undefined
const log: Log = { debug: silent, info: silent, warn: silent, error: silent }
const home = aStateFolder()
afterAll(() => home.remove())

const start = Date.UTC(2025, 0, 7, 9, 30) * 1000
const instrument = { venue: 'deribit', symbol: 'BTC-PERPETUAL' }
const folder = join(home.path, 'perpetual')

/** Five hours of quotes every half minute, and tickers until 13:10, without those between 11:10 and 11:40. */
beforeAll(async () => {
  const writer = await startRecording(folder, { origin: 'synthetic', title: 'a perpetual', licence: 'none' })
  for (let i = 0; i < 600; i++) {
    const stamps = { timestamp: start + i * 30 * SECOND, localTimestamp: start + i * 30 * SECOND + 1_000 }
    const mid = 200 * Math.exp(0.01 * Math.sin(i / 7) + 0.002 * Math.sin(i))
    const sizes = { bidSize: 1e5, askSize: 1e5 }
    writer.write(instrument, { kind: 'quote', ...stamps, bid: mid - 0.01, ask: mid + 0.01, ...sizes })
    const minute = i / 2
    if (i % 4 !== 0 || minute > 220 || (minute > 100 && minute < 130)) continue
    writer.write(instrument, {
      ...{ kind: 'derivative-ticker', ...stamps, lastPrice: mid, markPrice: 200, indexPrice: undefined },
      ...{ fundingRate: 8e-4, openInterest: undefined },
    })
  }
  await writer.commit({ file: 'made', sha256: '0'.repeat(64), read: 1_000, accepted: 1_000, quarantined: {} })
})

const config = (recording = folder) => {
  const name = 'deribit/BTC-PERPETUAL'
  const checked = configChecker(() => undefined)(
    JSON.stringify({
      service: { port: 0 },
      feeds: [{ kind: 'replay', name: 'made', recording, instruments: [name] }],
      venues: [
        {
          ...{ kind: 'paper', name: 'paper', seed: 7 },
          instruments: { PERP: { market: name, lot: 0.01, tick: 0.01, fee: 0 } },
        },
      ],
      portfolios: [
        {
          ...{ id: 'book', instrument: name, venue: 'paper', symbol: 'PERP', cash: 50_000, limits },
          mandate: {
            kind: 'hedge',
            strategy: { kind: 'fixed-band', halfWidth: 0.05 },
            options: [
              { type: 'put', strike: 400, expiry: '2025-01-08T08:00:00Z', quantity: 10, multiplier: 1, premium: 200 },
            ],
            scale: { contracts: 10, price: 200 },
          },
          ...{ costs: { fee: 0 }, minInterval: 60, maxInterval: 1_800 },
        },
      ],
    }),
  )
  if ('config' in checked) return checked.config
  throw new Error(JSON.stringify(checked.problems))
}

test('a recorded perpetual is funded hour by hour as its tickers tell, and what they do not tell is said', async () => {
  const run = () => replay({ config: config(), models: undefined, data: folder, solve, log })
  const [once, again] = [await run(), await run()]
  expect(again).toEqual(once)
  const [own] = once.portfolios
  // Ten deep puts are hedged to the edge of the band by 9.5 coins, from the first volatility on at 09:40.
  expect(own.positions).toMatchObject([{ lots: 950 }])
  const { booked, cash, funded } = own.funding
  expect(funded).toMatchObject([{ instrument: 'paper/PERP', lost: 1, isTold: true }])
  // .0001 of 9.5 × 200 an hour, from 09:40 to 13:00 without the half hour of which nothing is told.
  expect(cash).toBeCloseTo(-9.5 * 200 * 1e-4 * (17 / 6), 5)
  expect(booked).toBe(5)
  expect(own.profit?.funding).toBeCloseTo(cash, 6)
  const text = replayText(once)
  expect(text).toContain(`funding: 5 booked, ${cash.toFixed(2)} in all`)
  expect(text).toContain('1 fundings of paper/PERP are NOT booked')
  expect(text).toContain('the funding of paper/PERP of 2025-01-07T14:00:00.000Z is NOT booked: its rate is not known')
})

test('what its venue published counts before its tickers, and an option settles at the recorded delivery price', async () => {
  const published = join(home.path, 'published')
  const writer = await startRecording(published, { origin: 'synthetic', title: 'with facts', licence: 'none' })
  const eight = Date.UTC(2025, 0, 8, 8) * 1000
  for (let i = 0; i < 480; i++) {
    const stamps = { timestamp: eight - 7_200 * SECOND + i * 30 * SECOND }
    const arrived = { ...stamps, localTimestamp: stamps.timestamp + 1_000 }
    const mid = 200 + Math.sin(i / 7)
    writer.write(instrument, {
      kind: 'quote',
      ...arrived,
      bid: mid - 0.01,
      ask: mid + 0.01,
      bidSize: 1e5,
      askSize: 1e5,
    })
  }
  for (const hour of [-1, 0, 1]) {
    const at = eight + hour * 3_600 * SECOND
    const stamps = { timestamp: at, localTimestamp: at + 90 * SECOND }
    writer.write(instrument, { kind: 'funding', ...stamps, from: at - 3_600 * SECOND, rate: 1e-4, price: 201 })
  }
  const settled = { timestamp: eight, localTimestamp: eight + 240 * SECOND }
  writer.write(instrument, { kind: 'delivery-price', ...settled, price: 203.25, basis: 'index-mean-30m' })
  await writer.commit({ file: 'made', sha256: '1'.repeat(64), read: 484, accepted: 484, quarantined: {} })
  const done = await replay({ config: config(published), models: undefined, data: published, solve, log })
  const [own] = done.portfolios
  expect(own.settlements).toMatchObject([{ spot: 203.25, basis: 'delivery', at: eight }])
  expect(own.unsettled).toEqual([])
  expect(own.funding).toMatchObject({ booked: 3, funded: [{ lost: 0 }] })
  expect(own.funding.funded[0].until).toBe(eight + 3_600 * SECOND)
})
