import { describeWithData, realData } from '../../support/real-data'
import { barsOf, imported, withReader } from './folder'

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0)

describeWithData('ticks-us-equity-2013', 'real equity ticks', () => {
  test('accounts for every quote of BAC on 2013-10-07', async () => {
    const file = realData('ticks-us-equity-2013/us-equity_quotes_2013-10-07_BAC.csv.gz')
    const { out, total } = await imported('tardis', file)
    expect(total).toEqual({ read: 235_939, accepted: 235_939, quarantined: {} })
    const rows = await withReader(out, async (reader) => {
      let rows = 0
      for await (const { length } of reader.events({ venue: 'us-equity', symbol: 'BAC' })) rows += length
      return rows
    })
    expect(rows).toBe(total.accepted)
  })
})

describeWithData('klines-binance', 'real klines', () => {
  test('takes every hour of SOL, with signed flow', async () => {
    const { out, total } = await imported('klines', realData('klines-binance/solusdt_1h.csv.gz'))
    expect(total).toEqual({ read: 26_303, accepted: 26_303, quarantined: {} })
    const bars = await barsOf(out, { venue: 'file', symbol: 'solusdt' }, { to: 1641006000000001 })
    expect(bars).toHaveLength(3)
    expect(bars[0]).toMatchObject({
      timestamp: 1640998800000000,
      periodSeconds: 3600,
      trades: 8589,
      turnover: 6320710.0559,
    })
    expect(bars[0].flow!.buyVolume).toBe(20323.45)
  })
})

describeWithData('daily', 'real daily series', () => {
  test('takes the VIX without volume, puts aside closes outside the range, refuses an index of closes alone', async () => {
    const { total } = await imported('ohlcv', realData('daily/vix_daily.csv.gz'))
    expect(total).toEqual({ read: 9_235, accepted: 9_188, quarantined: { 'high-low': 47 } })
    await expect(imported('ohlcv', realData('daily/ndx_daily.csv.gz'))).rejects.toThrow(/column 'open' is missing/)
  })
})

describeWithData('options-deribit-eth', 'real option chain', () => {
  test('accounts for every option', async () => {
    const { total } = await imported('deribit-chain', realData('options-deribit-eth/eth_book_summary.csv.gz'))
    expect(total.read).toBe(684)
    expect(total.accepted + sum(total.quarantined)).toBe(684)
  })
})
