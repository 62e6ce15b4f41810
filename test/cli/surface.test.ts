import { readFileSync, readdirSync } from 'node:fs'
import { startRecording } from '../../src/adapters/recordings'
import { emptyQuotation, type OptionSummary } from '../../src/core/market/event'
import { black76Price } from '../../src/core/pricing/price'
import type { SurfaceView } from '../../src/report/surface-view'
import { run, scratch } from './run'

const day = 86_400e6
const at = Date.UTC(2025, 0, 6, 8) * 1000
const forward = 100_000

/** 50 % at the money, more in the wings. */
const volAt = (strike: number): number => 0.5 + 0.6 * Math.log(strike / forward) ** 2

const expiries = [
  { expiry: Date.UTC(2025, 0, 10, 8) * 1000, name: '10JAN25' },
  { expiry: Date.UTC(2025, 1, 28, 8) * 1000, name: '28FEB25' },
]

/** Coin-settled options of two expiries, eleven strikes each, quoted half a vol point either side of the middle. */
const chain = (timestamp: number): readonly OptionSummary[] =>
  expiries.flatMap(({ expiry, name }) =>
    Array.from({ length: 11 }, (_, i): OptionSummary => {
      const strike = forward + (i - 5) * 4000
      const type = strike < forward ? 'put' : 'call'
      const years = (expiry - timestamp) / (365 * day)
      const price = (vol: number): number => black76Price({ type, forward, strike, years, vol }) / forward
      return {
        ...emptyQuotation,
        ...{ kind: 'option-summary', timestamp, localTimestamp: timestamp, type, strike, expiry },
        instrument: `BTC-${name}-${strike}-${type === 'call' ? 'C' : 'P'}`,
        ...{ bid: price(volAt(strike) - 0.005), ask: price(volAt(strike) + 0.005), underlyingPrice: forward },
      }
    }),
  )

beforeAll(async () => {
  const identity = { origin: 'synthetic', title: 'a chain <of> options', licence: 'none' } as const
  const writer = await startRecording(scratch('chain'), identity)
  for (const time of [at - day, at])
    for (const option of chain(time)) writer.write({ venue: 'deribit', symbol: 'BTC' }, option)
  await writer.commit({ file: 'made', sha256: 'a'.repeat(64), read: 44, accepted: 44, quarantined: {} })
})

test('writes the surface of the last chain: smiles by the names of the venue, as page, table and JSON', async () => {
  const out = scratch('surface')
  const { code, stdout } = await run('surface', '--data', scratch('chain'), '--out', out, '--json')
  expect(code).toBe(0)
  const view = JSON.parse(stdout) as SurfaceView
  expect(view).toMatchObject({ venue: 'deribit', symbol: 'BTC', settlement: 'inverse', at, refused: {}, leftOut: [] })
  expect(view.expiries.map(({ quotes, forwardError, inside }) => [quotes, forwardError, inside])).toEqual([
    [11, 0, 1],
    [11, 0, 1],
  ])
  for (const { atMoney, forward: own, error } of view.expiries) {
    expect(own).toBeCloseTo(forward, 6)
    expect(atMoney).toBeCloseTo(0.5, 2)
    expect(error).toBeLessThan(0.005)
  }
  expect(view.maturities.map(({ days }) => days)).toEqual([7, 14, 30])
  for (const { atMoney } of view.maturities) expect(atMoney).toBeCloseTo(0.5, 2)
  expect(readdirSync(out).sort()).toEqual(['index.html', 'surface.csv', 'surface.json'])
  const page = readFileSync(`${out}/index.html`, 'utf8')
  expect(page).toContain('a chain &lt;of&gt; options')
  expect(page.match(/<svg /g)).toHaveLength(3)
  expect(page).not.toMatch(/NaN|undefined|<script/)
  expect(readFileSync(`${out}/surface.csv`, 'utf8').trimEnd().split('\n')).toHaveLength(3)
})

test('shows the moment that is asked for, and says what it is without quotations', async () => {
  const before = await run('surface', '--data', scratch('chain'), '--at', '2025-01-05T08:00:00Z')
  expect(before).toMatchObject({ code: 0 })
  expect(before.stdout).toContain('BTC on deribit at 2025-01-05 08:00 UTC, inverse options')
  const none = await run('surface', '--data', scratch('chain'), '--at', '2025-01-05T09:00:00Z')
  expect(none.code).toBe(1)
  expect(none.stderr).toContain('no option of BTC is quoted in the 900 s to 2025-01-05 09:00')
  const other = await run('surface', '--data', scratch('chain'), '--symbol', 'ETH')
  expect(other.stderr).toContain('the recording has no options of ETH; it holds deribit/BTC')
})
