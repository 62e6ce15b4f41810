import { barPartsOf } from '../../../src/core/features/feature'
import type { Bar } from '../../../src/core/market/bar'
import { startRng } from '../../../src/core/rng'
import { barTable, startBarTable, type BarTable } from '../../../training/data/bar-table'
import { costColumn, feeOf } from '../../../training/data/options'

const tableOf = (own: readonly Bar[]): BarTable => {
  const collector = startBarTable()
  own.forEach(collector.push)
  return collector.table()
}

/** Bars of which some have parts that others lack, and none has a funding rate. */
const bars: readonly Bar[] = (() => {
  const rng = startRng(4)
  return Array.from({ length: 3_000 }, (_, i): Bar => {
    const price = 100 + rng.normal()
    const quote = {
      ...{ bid: price - 0.1, bidSize: rng.uniform(), ask: price + 0.1, askSize: rng.uniform(), relativeSpread: 0.002 },
      ...{ depth: rng.uniform(), orderFlowImbalance: rng.normal(), updates: i },
    }
    return {
      ...{ timestamp: (i + 1) * 60e6, periodSeconds: 60, open: price, high: price + 1, low: price - 1, close: price },
      ...{ volume: rng.uniform(), turnover: rng.uniform() },
      trades: i % 3 === 0 ? undefined : i,
      flow: i % 2 === 0 ? undefined : { buyVolume: rng.uniform(), sellVolume: 0 },
      quote: i < 1_500 ? undefined : quote,
      realizedVariance: i === 2_999 ? 1e-6 : undefined,
      impliedVol: i === 0 ? 0.5 : undefined,
      fundingRate: undefined,
      afterGap: i % 7 === 0,
    }
  })
})()

test('a table returns the bars to the last bit, one by one or all at once, at every read', () => {
  const table = tableOf(bars)
  expect([...table]).toStrictEqual(bars)
  expect([...table]).toStrictEqual([...barTable(table.columns)])
  expect(table).toHaveLength(3_000)
  expect([0, 1_500, 2_999].map(table.at)).toStrictEqual([0, 1_500, 2_999].map((place) => bars[place]))
  expect([-1, 3_000].map(table.at)).toEqual([undefined, undefined])
  expect([...startBarTable().table()]).toEqual([])
})

test('a part that no bar has takes no memory', () => {
  const { columns } = tableOf(bars)
  expect(columns.fundingRate).toBeUndefined()
  expect(columns.realizedVariance).toHaveLength(3_000)
  expect(tableOf(bars.slice(1, 1_500)).columns).not.toHaveProperty('bid')
})

test('reading a table gives the same as reading an array', () => {
  const table = tableOf(bars)
  expect(barPartsOf(table)).toEqual(barPartsOf(bars))
  expect(barPartsOf(table)).toEqual(['ohlcv', 'trades', 'flow', 'quote'])
  expect(feeOf(table, {})).toBe(1e-4)
  expect(feeOf(tableOf(bars.slice(0, 9)), {})).toBe(5e-4)
  expect(costColumn(table, 1e-4)).toEqual(Float64Array.from(bars, ({ quote }) => 1e-4 + (quote ? 0.001 : 0)))
})
