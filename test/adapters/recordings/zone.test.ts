import { dirname, join } from 'node:path'
import { importSource, type FormatName } from '../../../src/adapters/recordings'
import { fileWith, imported, withReader } from './folder'

/** 2026-01-20 10:00 in New York, five hours behind UTC. */
const stamp = '2026-01-20 10:00:00'
const moment = Date.UTC(2026, 0, 20, 15) * 1000

const panelHeader =
  'timestamp,instrument_name,underlying,underlying_name,expiry_datetime,bid_price,ask_price,mark_price,implied_volatility,index_price,open_interest'

const files: readonly (readonly [FormatName, string, readonly string[]])[] = [
  ['klines', 'X.csv', ['open_time,open,high,low,close,volume', `${stamp},1,2,1,1.5,10`]],
  ['ohlcv', 'X.csv', ['date,time,open,high,low,close', '01/20/2026,10:00 AM,1,2,1,1.5']],
  ['bybit', 'X.csv', ['timestamp,symbol,side,size,price,trdMatchID', `${stamp},ATOMUSDT,Buy,0.1,4.4,m1`]],
  ['okx', 'X.csv', ['instrument_name,trade_id,side,price,size,created_time', `BTC-USDT,1,buy,64900.5,3,${stamp}`]],
  ['kaiko', 'X.csv', ['id,exchange,symbol,date,price,amount,sell', `a,bw,btcusdt,${stamp},21779.5,4,true`]],
  [
    'kaiko',
    'X.csv',
    ['ts_exchange,ts_collection,exchange,symbol,type,price,size'].concat(
      ['a,1511', 'b,1510'].map((side) => `${stamp},${stamp},bw,btcusdt,${side},2`),
    ),
  ],
  ['kaiko', 'X.csv', ['timestamp,count,open,high,low,close,volume,price', `${stamp},3,1,2,1,1.5,10,1.4`]],
  [
    'databento',
    'X.csv',
    ['ts_recv,ts_event,publisher_id,instrument_id,action,side,depth,price,size,flags,sequence,symbol'].concat(
      `${stamp},${stamp},2,77,T,B,0,412.25,5,0,1,QQQX`,
    ),
  ],
  [
    'deribit-chain',
    'X.csv',
    ['instrument_name,creation_timestamp,underlying_price,mark_iv', `BTC-27MAR26-90000-C,${stamp},88000,47`],
  ],
  [
    'deribit-panel',
    'X.csv',
    [panelHeader, `${stamp},BTC-27MAR26-90000-C,88000,BTC-27MAR26,2026-03-27 08:00:00,0.02,0.03,0.025,0.47,87900,12`],
  ],
  [
    'deribit-panel',
    'X.csv',
    ['timestamp,futures_instrument_name,snapshot_term_mark_price', `${stamp},BTC-27MAR26,88000`],
  ],
]

test.each(files)('%s reads stamps that state no zone in the one that is given (%#)', async (format, name, lines) => {
  const { out, summary, total } = await imported(format, fileWith(name, lines.join('\n')), { zone: 'America/New_York' })
  expect(total).toMatchObject({ accepted: lines.length - 1, quarantined: {} })
  expect(summary.files[0].notes).toMatchObject({ timesReadAs: 'America/New_York' })
  const { instruments } = await withReader(out, (reader) => reader.describe())
  const recorded = instruments.flatMap(({ channels }) => channels)
  expect(recorded).toHaveLength(1)
  expect(recorded[0]).toMatchObject({ from: moment, to: moment })
})

test('an epoch is read as one beside a zone, and the summary says so', async () => {
  const text = `id,exchange,symbol,date,price,amount,sell\na,bw,btcusdt,${moment / 1000},21779.5,4,true`
  const { summary } = await imported('kaiko', fileWith('x.csv', text), { zone: 'America/New_York' })
  expect(summary.files[0].notes).toEqual({ timesReadAs: 'epoch ms' })
})

test.each([
  ['tardis', 'microseconds since the epoch'],
  ['binance-ws', 'epochs'],
  ['bybit-ws', 'epochs'],
  ['okx-ws', 'epochs'],
  ['deribit-summary', 'epochs'],
  ['lobster', 'seconds since midnight in New York'],
  ['lean-options', 'milliseconds since midnight in New York'],
] as const)('%s takes no zone, and says what its times are', async (format, times) => {
  const file = fileWith('x.csv', 'anything')
  const source = { name: 'x.csv', files: [{ path: file }] }
  const identity = { origin: 'real', title: 'x', licence: 'none' } as const
  const refused = importSource({
    ...{ format, source, identity, recording: join(dirname(file), 'out'), zone: 'America/New_York' },
    onRows: () => undefined,
  })
  await expect(refused).rejects.toMatchObject({
    code: 'usage',
    message: `--zone: the times of ${format} (x.csv) are ${times}; leave it out`,
  })
})
