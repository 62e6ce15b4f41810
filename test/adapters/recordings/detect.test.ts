import { detectFile } from '../../../src/adapters/recordings'
import { detectFormat } from '../../../src/adapters/recordings/detect'
import { fileWith, imported } from './folder'

const epoch = '1735689600000'

test.each([
  ['tardis', 'q.csv', 'exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount'],
  ['tardis', 'o.csv', 'exchange,symbol,timestamp,local_timestamp,type,strike_price,expiration,mark_iv'],
  ['tardis', 't.csv', 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount'],
  ['tardis', 'b.csv', 'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount'],
  ['klines', 'k.csv', 'open_time,open,high,low,close,volume,close_time,quote_volume'],
  ['klines', 'BTCUSDT-1m-2025-01.csv', `${epoch},1,2,1,2,9,${epoch},18,3,4,8,0`],
  ['ohlcv', 'd.csv', 'Date,Open,High,Low,Close,Volume'],
  ['ohlcv', 'd.csv', 'https://www.example.org\nunix,date,symbol,open,high,low,close,Volume BTC'],
  ['binance-ws', 'c.txt', `${epoch}000000 {"stream":"btcusdt@trade","data":{"e":"trade"}}`],
  ['bybit', 'x.csv', 'timestamp,symbol,side,size,price,tickDirection,trdMatchID\n1756771201.5983,A,Buy,1,2,x,y'],
  ['bybit', 'BTCUSDT_2025-05-19.csv', 'id,timestamp,price,volume,side,rpi\n1,1747612800074,1,2,sell,0'],
  ['bybit-ws', 'c.jsonl', '{"topic":"orderbook.50.BTCUSDT","type":"snapshot","ts":1}'],
  ['okx', 'x.csv', 'instrument_name,trade_id,side,price,size,created_time'],
  ['okx', 'x.csv', 'trade_id/a,side/b,size/c,price/d,created_time/e'],
  ['okx-ws', 'c.jsonl', `${epoch}000000 {"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[]}`],
  ['kaiko', 'x.csv', 'id,exchange,symbol,date,price,amount,sell'],
  ['kaiko', 'x.csv', 'ts_exchange,ts_collection,exchange,class,symbol,type,price,size'],
  ['kaiko', 'x.csv', `${epoch},12,1,2,1,2,9,1.5`],
  ['databento', 'x.csv', 'ts_recv,ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags'],
  ['lobster', 'ABC_2012-06-21_34200000_57600000_message_1.csv', '34200.1,1,11,50,5853300,1'],
  ['lean-options', '20140609_aapl_minute_quote_american_call_6400000_20140613.csv', '1,2,3,4,5,6,7,8,9,10,11'],
  ['lean-options', '20140609_aapl_minute_trade_american_put_6400000_20140613.csv', '1,2,3,4,5,6'],
  ['deribit-chain', 'x.csv', 'date,instrument_name,strike,delta,bid_iv,ask_iv,mark_iv'],
  ['deribit-chain', 'x.csv', ',underlying_price,mark_price,instrument_name,creation_timestamp'],
  ['deribit-summary', 'x.json', '{"result":[{"instrument_name":"BTC-27JUN25-1-C","mark_price":1}]}'],
  ['deribit-panel', 'x.csv', 'timestamp,instrument_name,expiry_datetime,mark_price,implied_volatility'],
])('takes %s for what it is: %s', (format, file, content) => {
  const { because, ...rest } = detectFormat({ file, lines: content.split('\n') })
  expect(rest).toEqual({ format })
  expect(because.length).toBeGreaterThan(10)
})

test('what fits no format is refused with the formats, what fits several with the reasons', () => {
  expect(() => detectFormat({ file: 'x.csv', lines: ['a,b,c', '1,2,3'] })).toThrow(
    /^x\.csv: row 1: no format fits 'a,b,c'; give --format, one of tardis, klines, /,
  )
  // BitMEX's files have Bybit's columns, and times in words.
  const bitmex = ['timestamp,symbol,side,size,price,tickDirection,trdMatchID', '2018-12-05D00:00:25.948,X,Sell,1,2,x,y']
  expect(() => detectFormat({ file: 'x.csv', lines: bitmex })).toThrow(/no format fits/)
  const both = ['timestamp,local_timestamp,side,price,amount,date,sell']
  expect(() => detectFormat({ file: 'x.csv', lines: both })).toThrow(
    /^x\.csv: row 1: may be tardis \(.*\), or kaiko \(.*\); give --format$/,
  )
})

test('an import without a format tells the one of each file, and why', async () => {
  const bars = fileWith('AAA.csv', 'date,open,high,low,close,volume\n2024-01-01,1,2,1,2,5\n2024-01-02,2,3,2,3,5\n')
  const trades = fileWith(
    't.csv',
    `instrument_name,trade_id,side,price,size,created_time\nBTC-USDT,1,buy,9,1,${epoch}\n`,
  )
  const { summary } = await imported(undefined, [bars, trades])
  expect(summary.files.map(({ detected, accepted }) => [detected?.format, detected?.because, accepted])).toEqual([
    ['ohlcv', 'bars: columns date, open, high, low, close', 2],
    ['okx', 'OKX daily trades: columns trade_id, side, price, size, created_time', 1],
  ])
  expect(await detectFile({ path: bars })).toMatchObject({ format: 'ohlcv' })
})
