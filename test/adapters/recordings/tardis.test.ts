import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { OptionSummary } from '../../../src/core/market/event'
import { fileWith, imported, quarantineOf, withReader } from './folder'

const noon = Date.UTC(2024, 0, 2, 12) * 1000

/** The one Parquet file of a recording, as rows of plain values. */
const storedRows = async (out: string): Promise<readonly Record<string, unknown>[]> => {
  const [path] = readdirSync(out, { recursive: true }).filter((name) => String(name).endsWith('.parquet'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const read = await connection.runAndReadAll(
    `SELECT * REPLACE (epoch_us("timestamp")::DOUBLE AS "timestamp", epoch_us(local_timestamp)::DOUBLE AS local_timestamp)
     FROM read_parquet('${join(out, String(path))}', hive_partitioning = false)`,
  )
  const rows = read.getRowObjectsJson()
  connection.closeSync()
  instance.closeSync()
  return rows
}

const importTardis = (name: string, header: string, rows: readonly string[]) =>
  imported('tardis', fileWith(name, [header, ...rows, ''].join('\n')), { allowLoss: true })

const stamp = (micros: number): string => `deribit,BTC-PERPETUAL,${noon + micros},${noon + micros + 150}`

test('incremental_book_L2 keeps every level change, snapshot rows marked, sizes of 0 too', async () => {
  const { out, total } = await importTardis(
    'deribit_incremental_book_L2_2024-01-02_BTC-PERPETUAL.csv',
    'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount',
    [
      `${stamp(0)},true,bid,42000.5,1000`,
      `${stamp(0)},true,ask,42001,20`,
      `${stamp(0)},true,ask,42001,20`,
      `${stamp(5)},false,bid,42000.5,0`,
      `${stamp(6)},false,bid,-1,5`,
      `${stamp(7)},maybe,bid,1,5`,
      `${stamp(8)},false,middle,1,5`,
    ],
  )
  expect(total.quarantined).toEqual({ 'bad-side': 1, duplicate: 1, 'not-a-number': 1, 'price-not-positive': 1 })
  const level = (micros: number, is_snapshot: boolean, side: string, [price, size]: readonly [number, number]) => ({
    ...{ timestamp: noon + micros, local_timestamp: noon + micros + 150, is_snapshot, side, price, size },
  })
  expect(await storedRows(out)).toEqual([
    level(0, true, 'bid', [42000.5, 1000]),
    level(0, true, 'ask', [42001, 20]),
    level(5, false, 'bid', [42000.5, 0]),
  ])
})

test('book_snapshot_5 keeps five levels a side, and fewer where the book is thin', async () => {
  const columns = [0, 1, 2, 3, 4].map((i) => `asks[${i}].price,asks[${i}].amount,bids[${i}].price,bids[${i}].amount`)
  const book = (levels: number): string =>
    [0, 1, 2, 3, 4].map((i) => (i < levels ? `${101 + i},${1 + i},${100 - i},${2 + i}` : ',,,')).join(',')
  const { out, total } = await importTardis(
    'deribit_book_snapshot_5_2024-01-02_BTC-PERPETUAL.csv',
    `exchange,symbol,timestamp,local_timestamp,${columns.join(',')}`,
    [`${stamp(0)},${book(5)}`, `${stamp(1)},${book(2)}`, `${stamp(2)},${book(5).replace('101', '99')}`],
  )
  expect(total).toEqual({ read: 3, accepted: 2, quarantined: { crossed: 1 } })
  expect(quarantineOf(out)).toHaveLength(1)
  const [full, thin] = await storedRows(out)
  expect(full).toMatchObject({ ask_prices: [101, 102, 103, 104, 105], bid_sizes: [2, 3, 4, 5, 6] })
  expect(thin).toMatchObject({ bid_prices: [100, 99], bid_sizes: [2, 3], ask_prices: [101, 102], ask_sizes: [1, 2] })
})

const tickerHeader =
  'exchange,symbol,timestamp,local_timestamp,funding_timestamp,funding_rate,predicted_funding_rate,open_interest,last_price,index_price,mark_price'

test('derivative_ticker keeps prices, funding and open interest, each where the row has it', async () => {
  const { out, total } = await importTardis('deribit_derivative_ticker_2024-01-02_BTC-PERPETUAL.csv', tickerHeader, [
    `${stamp(0)},${noon + 7},0.0001,,5000000,42000.5,42010,42005.25`,
    `${stamp(1)},,-0.00002,,,,,42006`,
    `${stamp(2)},,abc,,,,,42006`,
  ])
  expect(total).toEqual({ read: 3, accepted: 2, quarantined: { 'not-a-number': 1 } })
  expect(await storedRows(out)).toEqual([
    {
      ...{ timestamp: noon, local_timestamp: noon + 150, funding_rate: 0.0001, open_interest: 5000000 },
      ...{ last_price: 42000.5, index_price: 42010, mark_price: 42005.25, funding_time: '2024-01-02 12:00:00.000007' },
    },
    {
      ...{ timestamp: noon + 1, local_timestamp: noon + 151, funding_rate: -0.00002, open_interest: null },
      ...{ last_price: null, index_price: null, mark_price: 42006, funding_time: null },
    },
  ])
})

test('derivative_ticker is read back in time order', async () => {
  const { out } = await importTardis('t.csv', tickerHeader, [
    `${stamp(0)},,0.0001,,,,,42005.25`,
    `${stamp(9)},,,,,,,42006`,
  ])
  const rates = await withReader(out, async (reader) => {
    const read: unknown[] = []
    for await (const rows of reader.derivativeTickers({ venue: 'deribit', symbol: 'BTC-PERPETUAL' }))
      read.push(...rows.map(({ timestamp, fundingRate, markPrice }) => [timestamp - noon, fundingRate, markPrice]))
    return read
  })
  expect(rates).toEqual([
    [0, 0.0001, 42005.25],
    [9, undefined, 42006],
  ])
})

test('options_chain is stored under the underlying, percent as fractions, an implied volatility of 0 as none', async () => {
  const expiry = noon + 7 * 86_400e6
  const option = (strike: number, type: string, ivs: readonly [number, number, number]): string =>
    [
      `deribit,BTC-9JAN24-${strike}-${type === 'call' ? 'C' : 'P'},${noon},${noon + 150},${type},${strike},${expiry},12.5,0.01,0.0095,3`,
      `${ivs[0]},0.0105,4,${ivs[1]},0.0101,${ivs[2]},SYN.BTC-9JAN24,42000.5,0.5,0.0001,20.5,-50.1,3.2`,
    ].join(',')
  const { out, total } = await importTardis(
    'deribit_options_chain_2024-01-02_OPTIONS.csv',
    'exchange,symbol,timestamp,local_timestamp,type,strike_price,expiration,open_interest,last_price,bid_price,bid_amount,bid_iv,ask_price,ask_amount,ask_iv,mark_price,mark_iv,underlying_index,underlying_price,delta,gamma,vega,theta,rho',
    [
      option(42000, 'call', [49.5, 51.25, 50]),
      option(42000, 'put', [0, 51.25, 50]),
      option(43000, 'straddle', [1, 1, 1]),
      option(43000, 'call', [-3, 1, 1]),
    ],
  )
  expect(total).toEqual({ read: 4, accepted: 2, quarantined: { 'bad-side': 1, 'size-negative': 1 } })
  const options = await withReader(out, async (reader) => {
    const read: OptionSummary[] = []
    for await (const rows of reader.options({ venue: 'deribit', symbol: 'BTC' })) read.push(...rows)
    return read
  })
  expect(options[0]).toEqual({
    ...{ kind: 'option-summary', timestamp: noon, localTimestamp: noon + 150, instrument: 'BTC-9JAN24-42000-C' },
    ...{ bid: 0.0095, bidSize: 3, ask: 0.0105, askSize: 4, markPrice: 0.0101, underlying: 'SYN.BTC-9JAN24' },
    ...{ type: 'call', strike: 42000, expiry, underlyingPrice: 42000.5, indexPrice: undefined, openInterest: 12.5 },
    ...{ bidIv: 0.495, askIv: 0.5125, markIv: 0.5, delta: 0.5, gamma: 0.0001, vega: 20.5 },
  })
  expect(options[1]).toMatchObject({ type: 'put', bidIv: undefined, markIv: 0.5 })
})

test('volatilities of an options_chain are fractions or percent by exchange, and no other unit passes', async () => {
  const row = (exchange: string, vol: number): string =>
    `${exchange},BTC-USD-240109-42000-C,${noon},${noon},call,42000,${noon + 7 * 86_400e6},,,,${vol},42000,0.0101`
  const { out, total } = await importTardis(
    'okex-options_options_chain_2024-01-02_OPTIONS.csv',
    'exchange,symbol,timestamp,local_timestamp,type,strike_price,expiration,bid_price,bid_amount,ask_price,mark_iv,underlying_price,mark_price',
    [row('okex-options', 0.455), row('okex-options', 45.5), row('deribit', 0.455), row('another', 0.455)],
  )
  expect(total).toEqual({ read: 4, accepted: 1, quarantined: { 'implied-vol': 3 } })
  const options = await withReader(out, async (reader) => {
    const read: OptionSummary[] = []
    for await (const rows of reader.options({ venue: 'okex-options', symbol: 'BTC' })) read.push(...rows)
    return read
  })
  expect(options).toMatchObject([{ markIv: 0.455, bid: undefined, ask: undefined, markPrice: 0.0101 }])
})
