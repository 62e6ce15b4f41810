import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { unlearnedSlope } from '../../../../src/core/surface/centre/spot-vol-slope'
import { bsmGreeks } from '../../../../src/core/pricing/greeks'
import { startRng } from '../../../../src/core/rng'
import { indexGains } from '../../../../training/studies/setting-d/index-surface'
import { readPanel } from '../../../../training/studies/setting-d/panel'
import { pairsOf } from '../../../../training/studies/setting-d/pairs'
import { reproduceSettingD } from '../../../../training/studies/setting-d/setting-d'
import { describeWithData, realData } from '../../../support/real-data'

const header =
  'timestamp,instrument_name,option_type,strike,expiry_datetime,time_to_maturity,bid_price,ask_price,mid_price,underlying,futures_price,implied_volatility,open_interest,index_price'
const start = Date.UTC(2030, 0, 1)
const expiry = Date.UTC(2030, 2, 29, 8)

/** A coin's snapshots every six hours: the volatility falls by a point where the spot rises by a hundredth. */
const market = (days: number, seed: number): string[] => {
  const rng = startRng(seed)
  let [spot, vol] = [1000, 0.6]
  return Array.from({ length: 4 * days }).flatMap((_, i) => {
    const move = 0.01 * rng.normal() - 0.02 * Math.log(spot / 1000)
    spot *= Math.exp(move)
    vol -= move
    const time = start + i * 6 * 3_600_000
    const years = (expiry - time) / (365 * 86_400_000)
    return [800, 850, 900, 950, 1000, 1050, 1100, 1150, 1200].map((strike) => {
      const own = vol - 0.4 * Math.log(strike / spot)
      const mid = bsmGreeks({ type: 'call', spot, strike, years, vol: own }).price / spot
      const stamp = new Date(time).toISOString()
      const prices = [mid * 0.99, mid * 1.01, mid].map((price) => price.toFixed(9))
      return `${stamp},X-${strike}-C,call,${strike},2030-03-29T08:00:00+00:00,${years},${prices.join(',')},${spot},${spot},${own},10,${spot}`
    })
  })
}

describe('setting D', () => {
  let folder: string
  const write = (coin: string, lines: readonly string[], month = '2030-01'): void =>
    writeFileSync(join(folder, `${coin}_options_${month}.csv.gz`), gzipSync(`${[header, ...lines].join('\n')}\n`))
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'setting-d-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('net delta leaves less than plain delta, and a learned slope less than net', () => {
    write('btc', market(26, 1))
    write('eth', market(26, 2))
    const { rows, slope } = reproduceSettingD(folder)
    expect(rows).toHaveLength(4)
    for (const { pairs, plain, net } of rows) {
      expect(pairs).toBe(9 * (4 * 26 - 1))
      expect(net).toBeGreaterThan(plain)
    }
    expect(new Set(slope.map(({ coin }) => coin))).toEqual(new Set(['BTC', 'ETH', 'BTC+ETH']))
    for (const { model, gain, dm, p, months } of slope) {
      expect(p).toBeLessThanOrEqual(1)
      expect(Object.keys(months)).toEqual(['2030-01'])
      if (model === 'minimum-variance') {
        expect(gain).toBeGreaterThan(0.2)
        expect(dm).toBeLessThan(0)
      }
    }
  })

  test('a centre sees no snapshot after its own', () => {
    const lines = market(4, 3)
    write('btc', lines)
    const whole = pairsOf(readPanel(folder, 'BTC', {}), unlearnedSlope)
    write('btc', lines.slice(0, 9 * 10))
    const part = pairsOf(readPanel(folder, 'BTC', {}), unlearnedSlope)
    expect(whole.slice(0, part.length)).toEqual(part)
  })

  test('names what it cannot read, with file and line', () => {
    const read = (lines: readonly string[]) => () => {
      write('btc', lines)
      return [...readPanel(folder, 'BTC', {})]
    }
    const [line] = market(1, 1)
    expect(read([line.replace(',call,', ',swap,')])).toThrow(/btc_options_2030-01.csv.gz: line 2: 'swap' is neither/)
    expect(read([line, `${line},1`])).toThrow(/line 3 has 15 of 14 cells/)
    expect(read([line.replace(',800,', ',much,')])).toThrow(/line 2: strike is 'much', not a number/)
    expect(read([line.replace('2030-01-01T', 'soon T')])).toThrow(/line 2: 'soon T.*' is not a time/)
    expect(() => [...readPanel(folder, 'ETH', {})]).toThrow(/has no eth_options_YYYY-MM.csv.gz of these months/)
    expect(() => [...readPanel(folder, 'BTC', { from: '2030-02' })]).toThrow(/of these months/)
  })

  test('needs more than the twenty days of its warm-up', () => {
    write('btc', market(20, 1))
    write('eth', market(20, 1))
    expect(() => reproduceSettingD(folder)).toThrow(/fewer than two intervals after 20 days/)
  })
})

describeWithData('options-deribit-panel', 'setting D on recorded chains', () => {
  test('has the pairs of the last days of 2025 and what both deltas remove of them', () => {
    const folder = realData('options-deribit-panel')
    const pairs = pairsOf(readPanel(folder, 'ETH', { to: '2025-12' }), unlearnedSlope).flatMap((one) => one.pairs)
    const narrow = pairs.filter(({ spread }) => spread <= 0.1)
    expect([pairs.length, narrow.length]).toEqual([1153, 855])
    const variance = (of: 'bare' | 'plain' | 'net'): number => {
      const mean = narrow.reduce((sum, pair) => sum + pair[of], 0) / narrow.length
      return narrow.reduce((sum, pair) => sum + (pair[of] - mean) ** 2, 0) / narrow.length
    }
    expect(1 - variance('plain') / variance('bare')).toBeCloseTo(0.7497073, 6)
    expect(1 - variance('net') / variance('bare')).toBeCloseTo(0.8635319, 6)
  })
})

describeWithData('surface-spx', 'the learned centre on an index', () => {
  test('leaves at least a quarter less than the implied-volatility delta in every year', () => {
    const gains = indexGains(realData('surface-spx'))
    expect(gains.map(({ year }) => year).slice(0, 3)).toEqual(['2006', '2007', '2008'])
    for (const { gain } of gains) expect(gain).toBeGreaterThan(0.25)
  })
})
