import { fileWith, imported, optionsOf, tickersOf } from '../folder'

const header =
  'timestamp,instrument_name,underlying,underlying_name,option_type,strike,expiry_datetime,time_to_maturity,bid_price,ask_price,mark_price,mid_price,futures_price,futures_instrument_name,implied_volatility,delta,vega,open_interest,volume,bid_ask_spread,currency,index_price,volume_usd'
type Row = { name: string; bid?: string; ask?: string; mark?: string; vol?: string; expiry?: string; future?: string }
const row = ({ name, bid = '0.021', ask = '0.022', mark = '0.0215', vol = '0.5125', ...more }: Row): string => {
  const { expiry = '2026-03-27T08:00:00+00:00', future = 'BTC-27MAR26' } = more
  return `2026-03-02T10:00:00.123456+00:00,${name},88000.5,${future},call,90000.0,${expiry},0.0682,${bid},${ask},${mark},,,,${vol},0.41,93.5,12.5,1.0,,BTC,87900.25,5.0`
}

test('options have quotes in coin and volatilities as fractions; a side without a price is absent', async () => {
  const rows = [
    row({ name: 'BTC-27MAR26-90000-C' }),
    row({ name: 'BTC-27MAR26-91000-C', bid: '', ask: '0.0' }),
    row({ name: 'BTC-27MAR26-92000-C', mark: '0.0', future: 'index_price' }),
    row({ name: 'BTC-27MAR26-93000-C', expiry: '2026-03-28T08:00:00+00:00' }),
    row({ name: 'BTC-27MAR26-94000-C', vol: '51.25' }),
    row({ name: 'BTC-27MAR26-95000-C', bid: '0.03' }),
    row({ name: 'BTC-PERPETUAL' }),
    row({ name: 'BTC-27MAR26-96000-C', mark: 'x' }),
  ]
  const { out, total } = await imported('deribit-panel', fileWith('btc_2026-03.csv', [header, ...rows].join('\n')))
  expect(total).toEqual({
    ...{ read: 8, accepted: 3 },
    quarantined: { 'bad-time': 1, columns: 1, crossed: 1, 'implied-vol': 1, 'not-a-number': 1 },
  })
  const [first, second, third] = await optionsOf(out, 'deribit', 'BTC')
  expect(first).toMatchObject({
    ...{ timestamp: Date.UTC(2026, 2, 2, 10) * 1000 + 123_456, expiry: Date.UTC(2026, 2, 27, 8) * 1000 },
    ...{ type: 'call', strike: 90_000, bid: 0.021, ask: 0.022, markPrice: 0.0215, bidSize: undefined },
    ...{ underlying: 'BTC-27MAR26', underlyingPrice: 88_000.5, indexPrice: 87_900.25, markIv: 0.5125, delta: 0.41 },
    ...{ vega: 93.5, openInterest: 12.5 },
  })
  expect(second).toMatchObject({ bid: undefined, ask: undefined, bidIv: undefined, markIv: 0.5125 })
  expect(third).toMatchObject({ markPrice: 0, underlying: 'index_price' })
})

test('prices of perpetuals stand at their own time, marks of futures at the snapshot', async () => {
  const perpetuals =
    'snapshot_timestamp_ms,obs_datetime,coin,instrument_name,candle_price_timestamp_ms,candle_price_used\n' +
    '1767115875944,x,BTC,BTC-PERPETUAL,1767115860000,88539\n1767115875944,x,BTC,BTC-PERPETUAL,1767115920000,\n'
  const futures =
    'timestamp,currency,futures_instrument_name,snapshot_term_mark_price,term_candle_price_used\n' +
    '2025-12-30T17:31:15.944181+00:00,BTC,BTC-25DEC26,92617.64,92595\n'
  const out = (await imported('deribit-panel', fileWith('perpetual.csv', perpetuals))).out
  const { total } = await imported('deribit-panel', fileWith('futures.csv', futures), { out })
  expect(total).toEqual({ read: 1, accepted: 1, quarantined: {} })
  expect(await tickersOf(out, 'deribit', 'BTC-PERPETUAL')).toMatchObject([
    { timestamp: 1_767_115_860_000_000, lastPrice: 88_539, markPrice: undefined },
  ])
  expect(await tickersOf(out, 'deribit', 'BTC-25DEC26')).toMatchObject([
    { timestamp: 1_767_115_875_944_181, lastPrice: undefined, markPrice: 92_617.64 },
  ])
})
