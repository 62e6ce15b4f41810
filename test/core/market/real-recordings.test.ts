import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { barPartsOf, featuresFor, startFeatures } from '../../../src/core/features/catalogue'
import type { Bar } from '../../../src/core/market/bar'
import { startBars } from '../../../src/core/market/bars/bar-builder'
import { inferCalendar } from '../../../src/core/market/bars/calendar'
import { resample } from '../../../src/core/market/bars/resample'
import { SECOND } from '../../../src/core/market/event'
import { describeWithData, realData } from '../../support/real-data'
import { blockOf } from './events'
import { aMinute } from './recorded-bar'
import { ticksOf } from './tick-file'

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const correlation = (x: readonly number[], y: readonly number[]): number => {
  const [mx, my] = [mean(x), mean(y)]
  const product = (a: readonly number[], am: number, b: readonly number[], bm: number): number =>
    a.reduce((sum, value, i) => sum + (value - am) * (b[i] - bm), 0)
  return product(x, mx, y, my) / Math.sqrt(product(x, mx, x, mx) * product(y, my, y, my))
}

const columnsOf = (bars: readonly Bar[], lags: readonly number[], barSeconds: number): Map<string, number[]> => {
  const { barsPerYear } = inferCalendar(
    bars.map((bar) => bar.timestamp),
    barSeconds,
  )
  const profile = { barSeconds, barsPerDay: 390, barsPerYear, lags, variance: 'squared-return' as const }
  const features = startFeatures(featuresFor(barPartsOf(bars), profile))
  const rows = bars.map((bar) => features.step(bar)).filter((row) => row !== undefined)
  return new Map(features.names.map((name, j) => [name, rows.map((row) => row[j])]))
}

describeWithData('ticks-us-equity-2013', 'a stock of one-cent spread, two days of ticks', () => {
  const builder = startBars({ periodSeconds: 60 })
  const days = ['2013-10-07', '2013-10-08']
  const bars = [...days.flatMap((day) => builder.push(blockOf(ticksOf('BAC', day)))), ...builder.end()]
  const inside = bars.map((bar, i) => ({ bar, last: bars[i - 1] })).filter(({ bar }) => !bar.afterGap)
  const returns = inside.map(({ bar, last }) => Math.log(bar.close / last.close))

  it('makes 390 bars a session and no bar at night', () => {
    expect(bars).toHaveLength(780)
    expect(bars.map((bar, i) => (bar.afterGap ? i : -1)).filter((i) => i >= 0)).toEqual([0, 390])
    const calendar = inferCalendar(
      bars.map((bar) => bar.timestamp),
      60,
    )
    expect(calendar).toEqual({ kind: 'sessions', barsPerYear: 98_280 })
    expect(barPartsOf(bars)).toEqual(['ohlcv', 'trades', 'flow', 'quote'])
  })

  it('has a spread of 7 bp and a volatility of 10 to 40 % a year', () => {
    expect(mean(bars.map((bar) => bar.quote?.relativeSpread ?? 0)) * 1e4).toBeCloseTo(7.2, 0)
    const perBar = mean(bars.map((bar) => bar.realizedVariance ?? 0))
    expect(Math.sqrt(perBar * 98_280)).toBeGreaterThan(0.1)
    expect(Math.sqrt(perBar * 98_280)).toBeLessThan(0.4)
  })

  it('moves with order-flow imbalance and with signed volume', () => {
    const imbalance = inside.map(({ bar }) => bar.quote?.orderFlowImbalance ?? 0)
    const flow = inside.map(({ bar }) => (bar.flow?.buyVolume ?? 0) - (bar.flow?.sellVolume ?? 0))
    expect(correlation(imbalance, returns)).toBeGreaterThan(0.7)
    expect(correlation(flow, returns)).toBeGreaterThan(0.25)
  })

  it('gives finite features with values that make sense', () => {
    const columns = columnsOf(bars, [5, 30, 120, 390], 60)
    expect([...columns.values()].flat().every(Number.isFinite)).toBe(true)
    expect(mean(columns.get('vpin-50-240') ?? [])).toBeGreaterThan(0.1)
    expect(mean(columns.get('vpin-50-240') ?? [])).toBeLessThan(0.5)
    expect(mean(columns.get('relative-spread-1') ?? [])).toBeCloseTo(Math.log(7.2e-4), 1)
    expect(Math.min(...(columns.get('kyle-lambda-240') ?? []))).toBeGreaterThan(0)
  })
})

describeWithData('ticks-us-equity-2013', 'trades without quotes', () => {
  it('price and classify by the last trade', () => {
    const builder = startBars({ periodSeconds: 60 })
    const bars = [...builder.push(blockOf(ticksOf('SPY', '2013-10-11', false))), ...builder.end()]
    expect(bars).toHaveLength(390)
    expect(bars.every((bar) => bar.quote === undefined && bar.low > 160 && bar.high < 175)).toBe(true)
    const returns = bars.slice(1).map((bar, i) => Math.log(bar.close / bars[i].close))
    const flow = bars.slice(1).map(({ flow }) => (flow?.buyVolume ?? 0) - (flow?.sellVolume ?? 0))
    expect(correlation(flow, returns)).toBeGreaterThan(0.3)
  })
})

describeWithData('bars-1m-bitfinex', 'two months of minutes of a coin', () => {
  const minutes = gunzipSync(readFileSync(realData('bars-1m-bitfinex/btcusd_1m_2019h1.csv.gz')))
    .toString()
    .trim()
    .split('\n')
    .slice(1, 80_001)
    .map((line): Bar => {
      const [opening, open, high, low, close, volume] = line.split(',').map(Number)
      const timestamp = opening * 1000 + 60 * SECOND
      return aMinute(0, close, { timestamp, open, high, low, volume, turnover: volume * close })
    })
  const five = resample(minutes, 300, { fillHoles: true })

  it('makes a regular grid of five minutes but for outages', () => {
    const closes = five.map((bar) => bar.timestamp)
    expect(inferCalendar(closes, 300)).toEqual({ kind: 'continuous', barsPerYear: 105_120 })
    expect(
      five.every((bar, i) => i === 0 || bar.afterGap || bar.timestamp - five[i - 1].timestamp === 300 * SECOND),
    ).toBe(true)
    expect(five.filter((bar) => bar.afterGap).length).toBeLessThan(5)
    const volume = (bars: readonly Bar[]): number => bars.reduce((sum, bar) => sum + bar.volume, 0)
    expect(volume(five)).toBeCloseTo(volume(minutes), 3)
  })

  it('has a volatility of 40 to 100 % a year whichever way it is measured', () => {
    const returns = five.slice(1).map((bar, i) => Math.log(bar.close / five[i].close))
    const byClose = Math.sqrt(mean(returns.map((value) => value ** 2)) * 105_120)
    const byMinutes = Math.sqrt(mean(five.map((bar) => bar.realizedVariance ?? 0)) * 105_120)
    for (const vol of [byClose, byMinutes]) {
      expect(vol).toBeGreaterThan(0.4)
      expect(vol).toBeLessThan(1)
    }
  })

  it('gives finite features', () => {
    const columns = columnsOf(five.slice(0, 4000), [12, 72, 288], 300)
    expect([...columns.values()].every((column) => column.length === 4000 - 288)).toBe(true)
    expect([...columns.values()].every((column) => column.every(Number.isFinite))).toBe(true)
  })
})
