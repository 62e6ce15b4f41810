import { newYorkMidnight, parseTime } from '../../../src/adapters/recordings/formats/time'
import type { OptionSummary } from '../../../src/core/market/event'
import { parseDecimal } from '../../../src/core/market/row-check'
import { impliedVol } from '../../../src/core/pricing/implied-vol'
import { eventsOf, fileWith, imported, withReader } from './folder'

const optionsOf = (out: string, symbol: string) =>
  withReader(out, async (reader) => {
    const options: OptionSummary[] = []
    for await (const rows of reader.options({ venue: 'deribit', symbol })) options.push(...rows)
    return options
  })

test('numbers are decimal or nothing', () => {
  expect(['1', '-2.5', '1e+06', '.5', '3.'].map(parseDecimal)).toEqual([1, -2.5, 1e6, 0.5, 3])
  for (const text of ['', ' ', '0x10', 'NaN', 'Infinity', '1e999', '1,5', '1_000', '--1', undefined])
    expect(parseDecimal(text)).toBeUndefined()
})

test('times are ISO or an epoch whose unit follows from its magnitude', () => {
  const day = Date.UTC(2024, 1, 29) * 1000
  for (const text of [
    '2024-02-29',
    '2024-02-29T00:00:00Z',
    '2024-02-29 01:00+01:00',
    '1709164800',
    '1709164800000',
    '1709164800000000',
    '1709164800000000000',
  ])
    expect(parseTime(text)).toBe(day)
  expect(parseTime('2015-01-01 23:00:00.059')).toBe(Date.UTC(2015, 0, 1, 23, 0, 0, 59) * 1000)
  for (const text of ['2023-02-29', '2024-13-01', '12', 'Jan 1 2000', '', '-5', '2200-01-01'])
    expect(parseTime(text)).toBeUndefined()
})

test('a New York day begins at 04:00 UTC in summer and at 05:00 in winter', () => {
  expect(newYorkMidnight('2012-06-21')).toBe(Date.UTC(2012, 5, 21, 4) * 1000)
  expect(newYorkMidnight('2012-12-21')).toBe(Date.UTC(2012, 11, 21, 5) * 1000)
})

test('LOBSTER executions become trades against the resting side, changes of the best level quotes', async () => {
  const name = 'AAPL_2012-06-21_34200000_57600000_message_1.csv'
  const messages = [
    '34200.1,1,11,50,5853300,1',
    '34200.2,4,12,20,5853400,-1',
    '34200.3,3,9,5,1,1',
    '34200.4,5,0,7,5853350,1',
  ]
  const book = ['5853400,100,5853300,50', '5853400,80,5853300,50', '5853400,80,5853300,50', '5853400,80,5853300,50']
  const path = fileWith(name, messages.join('\n'))
  const { writeFileSync } = await import('node:fs')
  writeFileSync(path.replace('_message_', '_orderbook_'), book.join('\n'))
  const { out, total } = await imported('lobster', path)
  expect(total).toEqual({ read: 4, accepted: 4, quarantined: {} })
  const at = (seconds: number): number => (Date.UTC(2012, 5, 21, 4) + seconds * 1000) * 1000
  expect(await eventsOf(out, { venue: 'nasdaq', symbol: 'AAPL' })).toEqual([
    { at: at(34200.1), bid: 585.33, bidSize: 50, ask: 585.34, askSize: 100 },
    { at: at(34200.2), bid: 585.33, bidSize: 50, ask: 585.34, askSize: 80 },
    { at: at(34200.2), price: 585.34, size: 20, side: 1 },
    { at: at(34200.4), price: 585.335, size: 7, side: -1 },
  ])
  writeFileSync(path.replace('_message_', '_orderbook_'), book.slice(1).join('\n'))
  await expect(imported('lobster', path)).rejects.toThrow(/another number of rows/)
})

test('Binance captures of both dialects: tickers, trades, depth with a hole, lines that are not needed', async () => {
  const depth = (U: number, u: number, pu: number): string =>
    `{"stream":"x@depth","data":{"e":"depthUpdate","E":1626992741037,"T":1626992741024,"s":"X","U":${U},"u":${u},"pu":${pu},"b":[["7.5","8"]],"a":[]}}`
  const lines = [
    'wss://fstream.binance.com/stream?streams=x <-> 1626992740.179554',
    '1626992741.06217: {"stream":"x@bookTicker","data":{"e":"bookTicker","u":1,"s":"X","b":"7.6","B":"2","a":"7.7","A":"3","T":1626992741012,"E":1626992741017}}',
    `1626992741.07: ${depth(1, 2, 0)}`,
    `1626992741.08: ${depth(3, 4, 2)}`,
    `1626992741.09: ${depth(9, 10, 8)}`,
    '1626992741100000000 {"stream":"x@aggTrade","data":{"e":"aggTrade","E":1626992741099,"a":5,"s":"X","p":"7.7","q":"1","T":1626992741098,"m":false}}',
    '1626992741.2: {"stream":"x@kline_1m","data":{"e":"kline","s":"X"}}',
    '1626992741.3: {"stream"',
  ]
  const { out, total } = await imported('binance-ws', fileWith('capture.txt', lines.join('\n')))
  expect(total).toEqual({ read: 8, accepted: 5, quarantined: { 'not-json': 1, 'not-needed': 2 } })
  const at = (millis: number): number => (1626992741000 + millis) * 1000
  expect(await eventsOf(out, { venue: 'binance-futures', symbol: 'X' })).toEqual([
    { at: at(12), bid: 7.6, bidSize: 2, ask: 7.7, askSize: 3 },
    { at: at(24), gap: true },
    { at: at(98), price: 7.7, size: 1, side: 1 },
  ])
})

test('a Deribit chain with Greeks gives the forward back, volatilities as fractions, expiry at 08:00 UTC', async () => {
  // Black-76 at forward 90,000 and 40 %, 21 days and 7 hours: deltas by the normal distribution.
  const rows = ['date,instrument_name,strike,type,open_interest,vega,gamma,delta,bid_iv,ask_iv,mark_iv']
  for (const [strike, delta] of [
    [85000, 0.74214],
    [90000, 0.51927],
    [95000, 0.30048],
  ])
    rows.push(`2026-01-23T01:00:00.000000,BTC-13FEB26-${strike}-C,${strike},call,1,1,1,${delta},39,41,40`)
  const { out } = await imported('deribit-chain', fileWith('chain.csv', rows.join('\n')))
  const options = await optionsOf(out, 'BTC')
  expect(options).toHaveLength(3)
  expect(options[0]).toMatchObject({ markIv: 0.4, bidIv: 0.39, expiry: Date.UTC(2026, 1, 13, 8) * 1000, type: 'call' })
  expect(Math.abs(options[1].underlyingPrice! / 90_000 - 1)).toBeLessThan(2e-3)
})

test('a Deribit chain with coin prices gives volatilities that price it', async () => {
  const header = ',underlying_price,mark_price,ask_price,bid_price,instrument_name,creation_timestamp,open_interest'
  const row = '0,2241.65,0.000853,0.001,,ETH-26JAN24-1700-P,1704712781414,965'
  const { out } = await imported('deribit-chain', fileWith('eth.csv', `${header}\n${row}\n`))
  const [option] = await optionsOf(out, 'ETH')
  const years = (option.expiry - option.timestamp) / (365 * 86_400e6)
  expect(option).toMatchObject({ underlyingPrice: 2241.65, bidIv: undefined, strike: 1700, type: 'put' })
  expect(option.markIv).toBe(
    impliedVol({ type: 'put', price: 0.000853 * 2241.65, forward: 2241.65, strike: 1700, years }),
  )
  expect(option.askIv).toBeGreaterThan(option.markIv!)
})
