import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRecording } from '../../../src/adapters/recordings'
import { emptyQuotation, type FeedEvent, type OptionSummary } from '../../../src/core/market/event'
import { black76Price } from '../../../src/core/pricing/price'
import { surfacePart } from '../../../training/judge/surface-part'

const hour = 3_600e6
const start = Date.UTC(2025, 0, 6, 8) * 1000
const forward = 100_000
const folder = mkdtempSync(join(tmpdir(), 'surface-part-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Chain = { readonly at: number; readonly vol: number; readonly expiries?: readonly string[] }

const namedDays = [
  ['10JAN25', Date.UTC(2025, 0, 10, 8) * 1000],
  ['31JAN25', Date.UTC(2025, 0, 31, 8) * 1000],
] as const

/** Coin-settled options of two expiries: `vol` at the money, a point more for each tenth below the forward. */
const chain = ({ at, vol }: Chain, name = (day: string, strike: number) => `BTC-${day}-${strike}-P`) =>
  namedDays.flatMap(([day, expiry]) =>
    Array.from({ length: 11 }, (_, i): OptionSummary => {
      const strike = forward + (i - 5) * 4000
      const years = (expiry - at) / (365 * 24 * hour)
      const own = vol - 0.1 * Math.log(strike / forward) + 0.2 * Math.log(strike / forward) ** 2
      const price = (of: number): number => black76Price({ type: 'put', forward, strike, years, vol: of }) / forward
      return {
        ...emptyQuotation,
        ...{ kind: 'option-summary', type: 'put', timestamp: at, localTimestamp: at, strike, expiry },
        ...{ instrument: name(day, strike), underlyingPrice: forward, indexPrice: forward },
        ...{ bid: price(own - 0.004), ask: price(own + 0.004) },
      }
    }),
  )

const record = async (name: string, options: readonly FeedEvent[], symbol = 'BTC'): Promise<string> => {
  const out = join(folder, name)
  const writer = await startRecording(out, { origin: 'synthetic', title: 'a chain', licence: 'none' })
  for (const option of options) writer.write({ venue: 'deribit', symbol }, option)
  const rows = options.length
  await writer.commit({ file: 'made', sha256: 'a'.repeat(64), read: rows, accepted: rows, quarantined: {} })
  return out
}

const chains: readonly Chain[] = [0.4, 0.5, 0.7, 0.6, 0.9].map((vol, i) => ({ at: start + i * hour, vol }))

test('follows the surface through the test part to its last snapshot and not beyond', async () => {
  const data = await record(
    'whole',
    chains.flatMap((one) => chain(one)),
  )
  const span = { from: start + hour, to: start + 3 * hour }
  const { score, plots } = (await surfacePart({ data, symbol: 'btc' }, span))!
  if (score.kind === 'none') throw new Error(score.reason)
  expect(score).toMatchObject({ venue: 'deribit', symbol: 'BTC', settlement: 'inverse', carried: undefined })
  expect(score).toMatchObject({ at: span.to, fittedAt: span.to, refused: {}, leftOut: [] })
  expect(score.expiries.map(({ quotes, atMoney }) => [quotes, Number(atMoney.toFixed(3))])).toEqual([
    [11, 0.6],
    [11, 0.6],
  ])
  expect(score.maturities.map(({ days }) => days)).toEqual([7, 14])
  const [week, ...none] = score.moves
  expect(none).toEqual([])
  expect(week).toMatchObject({ days: 7, snapshots: 3 })
  const { first, last, low, high } = week.atMoney
  for (const [value, vol] of [
    [first, 0.5],
    [last, 0.6],
    [low, 0.5],
    [high, 0.7],
  ])
    expect(value).toBeCloseTo(vol, 3)
  expect(week.riskReversal!.last).toBeLessThan(0)
  expect(week.riskReversal!.last).toBeCloseTo(score.maturities[0].riskReversal!, 12)
  expect(plots!.quotes.map(({ length }) => length)).toEqual([11, 11])
  expect(plots!.history.time).toEqual([1, 2, 3].map((i) => (start + i * hour) / 1000))
  expect(plots!.history.maturities[1]).toEqual({
    days: 30,
    atMoney: [undefined, undefined, undefined],
    riskReversal: [undefined, undefined, undefined],
  })
})

test('carries the last good surface over a snapshot that gives none, and says so', async () => {
  const oneSided = chain(chains[1]).map((option) => ({ ...option, bid: undefined }))
  const data = await record('carried', [...chain(chains[0]), ...oneSided])
  const { score } = (await surfacePart({ data, symbol: 'BTC' }, { from: start, to: start + hour }))!
  expect(score).toMatchObject({ kind: 'fitted', at: start + hour, fittedAt: start, carried: 'no-quotes' })
  expect(score).toMatchObject({ refused: { 'one-sided': 22 }, moves: [{ days: 7, snapshots: 1 }] })
})

test('says why options have no surface; nothing where there are no options', async () => {
  const span = { from: start, to: start + hour }
  const unnamed = await record(
    'unnamed',
    chain(chains[0], (day, strike) => `an option of ${day} at ${strike}`),
  )
  expect(await surfacePart({ data: unnamed, symbol: 'BTC' }, span)).toMatchObject({
    score: { kind: 'none', reason: 'the names of its options do not tell how they settle' },
    plots: undefined,
  })
  const whole = join(folder, 'whole')
  expect(await surfacePart({ data: whole, symbol: 'BTC' }, { from: 0, to: 1 })).toMatchObject({
    score: { kind: 'none', reason: 'nothing is quoted in the test part' },
  })
  const few = await record('few', chain(chains[0]).slice(0, 3))
  expect(await surfacePart({ data: few, symbol: 'BTC' }, span)).toMatchObject({
    score: { kind: 'none', venue: 'deribit', symbol: 'BTC', reason: 'no expiry has quotes enough' },
  })
  const time = { timestamp: start, localTimestamp: start }
  const trades = await record('trades', [{ kind: 'trade', ...time, price: 100, size: 1, aggressor: 'buy' }])
  expect(await surfacePart({ data: trades, symbol: 'BTC' }, span)).toBeUndefined()
})
