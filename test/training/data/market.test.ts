import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRecording } from '../../../src/adapters/recordings'
import { importRecording } from '../../../src/cli/import'
import type { Bar } from '../../../src/core/market/bar'
import { DAY, SECOND } from '../../../src/core/market/event'
import { black76Price } from '../../../src/core/pricing/price'
import { startRng } from '../../../src/core/rng'
import { datasetOf } from '../../../training/data/dataset'
import { loadMarket, quietVariance, type LoadMarketOptions, type RecordedMarket } from '../../../training/data/market'
import { premiums, sellStrip } from '../../../training/tune/view/strip'
import { atm, surfaceVol } from './a-surface'

const HOUR = 3600 * SECOND
/** Deribit's expiries are at 08:00 UTC. */
const first = Date.UTC(2025, 2, 3) * 1000
const hours = 24 * 60
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const folder = mkdtempSync(join(tmpdir(), 'bandshift-chain-'))
const recording = join(folder, 'recording')

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const nameOf = (underlying: string, expiry: number, strike: number): string => {
  const date = new Date(expiry / 1000)
  return `${underlying}-${date.getUTCDate()}${months[date.getUTCMonth()]}${date.getUTCFullYear() % 100}-${strike}-C`
}

/** Hourly chains of weekly expiries at five strikes about the forward, in coins, priced from the surface. */
const chainRows = (underlying: string, prices: readonly number[]): string[] => {
  const expiries = Array.from({ length: 16 }, (_, i) => first + 8 * HOUR + i * 7 * DAY)
  return prices.flatMap((forward, hour) => {
    const time = first + (hour + 1) * HOUR
    return expiries
      .filter((expiry) => expiry > time && expiry < time + 40 * DAY)
      .flatMap((expiry) =>
        [-2, -1, 0, 1, 2].map((step) => {
          const strike = Math.round(forward * (1 + step / 20))
          const years = (expiry - time) / (365 * DAY)
          const price = black76Price({ type: 'call', forward, strike, years, vol: surfaceVol(strike, forward, years) })
          return `${forward},${price / forward},${nameOf(underlying, expiry, strike)},${time / 1000},1`
        }),
      )
  })
}

const walk = (seed: number): number[] => {
  const rng = startRng(seed)
  let price = 50_000
  return Array.from({ length: hours }, () => (price *= Math.exp(0.005 * rng.normal())))
}

const load = async (
  options: LoadMarketOptions = {},
): Promise<Pick<RecordedMarket, 'profile'> & { readonly bars: readonly Bar[] }> => {
  const reader = await openRecording(recording)
  try {
    const { bars, profile } = await loadMarket(reader, { optionDays: 7, ...options })
    return { bars: [...bars], profile }
  } finally {
    await reader.close()
  }
}

const importRows = (name: string, rows: readonly string[], format: 'ohlcv' | 'deribit-chain', symbol?: string) => {
  writeFileSync(join(folder, name), `${rows.join('\n')}\n`)
  return importRecording({ format, inputs: [join(folder, name)], out: recording, symbol, origin: 'synthetic' })
}

const chainHeader = 'underlying_price,mark_price,instrument_name,creation_timestamp,open_interest'

beforeAll(async () => {
  const prices = walk(1)
  const bars = prices.map((close, i) => {
    const open = prices[i - 1] ?? close
    return `${(first + i * HOUR) / 1000},${open},${Math.max(open, close)},${Math.min(open, close)},${close},1`
  })
  await importRows('bars.csv', ['ts_ms,open,high,low,close,volume', ...bars], 'ohlcv', 'btcusdt')
  // The second half of the second month has no chains.
  await importRows('chain.csv', [chainHeader, ...chainRows('BTC', prices.slice(0, 24 * 45))], 'deribit-chain')
})

test('bars carry the volatility of the surface for the life of the strip, and none once the chain is stale', async () => {
  const { bars } = await load()
  const fresh = bars.slice(0, 24 * 45)
  expect(bars).toHaveLength(hours)
  for (const { impliedVol } of fresh) expect(impliedVol).toBeDefined()
  const error = fresh.map(({ impliedVol }) => Math.abs(impliedVol! / atm(7 / 365) - 1))
  // The surface is linear in total variance; strikes are whole and near the forward, so only rounding of the price
  // remains.
  expect(Math.max(...error)).toBeLessThan(1e-6)
  expect(bars[24 * 45 + 1].impliedVol).toBeDefined()
  expect(bars.slice(24 * 45 + 2).every(({ impliedVol }) => impliedVol === undefined)).toBe(true)
})

test('premiums are Black-Scholes at the recorded volatility, at the forecast where there is none', async () => {
  const { bars, profile } = await load()
  const close = Float64Array.from(bars, (bar) => bar.close)
  const series = {
    ...{ length: bars.length, timestamp: close, close, logReturn: close, variance: close },
    barsPerYear: profile.barsPerYear,
  }
  const strip = sellStrip(series, { from: 0, to: bars.length }, profile, new Float64Array(bars.length))
  const premium = premiums(strip, bars, new Float64Array(strip.paths * strip.steps).fill(0.3))
  const at = (vol: number): number =>
    black76Price({ type: 'call', forward: 1, strike: 1, years: profile.optionBars / profile.barsPerYear, vol })
  expect(premium[0]).toBeCloseTo(at(atm(7 / 365)), 8)
  expect(premium[premium.length - 1]).toBeCloseTo(at(0.3), 12)
})

test('features of the options family appear where half of the bars have implied volatility', async () => {
  const { bars, profile } = await load()
  const names = datasetOf(bars, profile).columns
  expect(names.some((name) => name.startsWith('implied-minus-realized-'))).toBe(true)
  const without = bars.map((bar, i) => (i < bars.length / 2 + 1 ? { ...bar, impliedVol: undefined } : bar))
  expect(datasetOf(without, profile).columns.some((name) => name.startsWith('implied-'))).toBe(false)
})

test('a chain is chosen by name; several without a name are a usage fault', async () => {
  await expect(load({ options: 'ETH' })).rejects.toThrow('no options on ETH; it has BTC')
  await importRows('eth.csv', [chainHeader, ...chainRows('ETH', walk(2).slice(0, 24))], 'deribit-chain')
  await expect(load()).rejects.toThrow(/options on BTC, ETH: name one with --options/)
  expect((await load({ options: 'BTC' })).bars[24 * 40].impliedVol).toBeDefined()
  expect((await load({ options: 'ETH' })).bars[24 * 40].impliedVol).toBeUndefined()
})

describe('the least variance of a bar', () => {
  const bar = (close: number): Bar =>
    ({ timestamp: 0, periodSeconds: 300, open: close, high: close, low: close, close, afterGap: false }) as Bar
  const of = (closes: readonly number[]): number =>
    quietVariance(Object.assign(closes.map(bar)), { variance: 'squared-return' }, 'xusdt')
  const mean = (closes: readonly number[]): number => {
    const half = closes.slice(0, closes.length / 2)
    return half.reduce((sum, close, i) => sum + (i === 0 ? 0 : Math.log(close / half[i - 1]) ** 2), 0) / half.length
  }
  /** Moves by a tick in every `every`-th bar. */
  const ticking = (every: number): number[] =>
    Array.from({ length: 4000 }, (_, i) => 1 + 1e-4 * (Math.floor(i / every) % 2))

  test('is a hundredth of the mean where the price moves, and rises to half of it where it stands still', () => {
    const [often, seldom] = [ticking(1), ticking(50)]
    expect(of(often)).toBeCloseTo(0.01 * mean(often), 14)
    expect(of(seldom) / mean(seldom)).toBeCloseTo(0.48, 2)
  })

  test.each([
    ['never moves', Array<number>(4000).fill(1)],
    ['moves in one of a thousand bars', ticking(1000)],
    ['begins to move in the second half', [...Array<number>(2000).fill(1), ...ticking(2).slice(0, 2000)]],
  ])('is refused in one line where the price %s', (_, closes) => {
    expect(() => of(closes)).toThrow(/^xusdt: the price moves in [01] of the first 2000 bars, at least 20 are needed/)
  })
})
