import { arrivalsOf, eventsOf, fileWith, imported } from '../folder'

const time = 1_782_576_000_012

test('daily trades are stored by the instrument that each row names', async () => {
  const rows = [
    'instrument_name,trade_id,side,price,size,created_time,source',
    `BTC-USD-260703,11,buy,64900.5,3,${time},0`,
    `BTC-USD-261225,7,sell,66100,1.5e+1,${time + 4},1`,
    `BTC-USD-261225,7,sell,66100,15,${time + 4},1`,
    `BTC-USD-261225,8,none,66100,15,${time + 5},1`,
  ]
  const { out, total } = await imported('okx', fileWith('BTC-USD-futureschain-trades-2026-07-01.csv', rows.join('\n')))
  expect(total).toEqual({ read: 4, accepted: 2, quarantined: { 'bad-side': 1, duplicate: 1 } })
  expect(await eventsOf(out, { venue: 'okx', symbol: 'BTC-USD-260703' })).toEqual([
    { at: time * 1000, price: 64900.5, size: 3, side: 1 },
  ])
  expect(await eventsOf(out, { venue: 'okx', symbol: 'BTC-USD-261225' })).toEqual([
    { at: (time + 4) * 1000, price: 66100, size: 15, side: -1 },
  ])
})

test('older files name the instrument in the name of the file, and each column twice', async () => {
  const content = `trade_id/x,side/y,size/z,price/p,created_time/t\n5,SELL,2,0.75,${time}\n`
  const { out } = await imported('okx', fileWith('DOGE-USDT-SWAP-trades-2021-10-02.csv', content))
  expect(await eventsOf(out, { venue: 'okx', symbol: 'DOGE-USDT-SWAP' })).toEqual([
    { at: time * 1000, price: 0.75, size: 2, side: -1 },
  ])
  await expect(imported('okx', fileWith('trades.csv', content))).rejects.toThrow(/states the instrument; give --symbol/)
})

const venueTime = 1_751_000_000_000
const at = (millis: number) => ({
  timestamp: (venueTime + millis) * 1000,
  localTimestamp: (venueTime + millis + 9) * 1000,
})
const line = (millis: number, channel: string, instId: string, data: unknown, action?: string): string =>
  `${venueTime + millis + 9}000000 ${JSON.stringify({ arg: { channel, instId }, ...(action && { action }), data })}`
const ts = (millis: number) => ({ ts: String(venueTime + millis) })

test('trades, tops of book, books with a hole, figures and options of a capture', async () => {
  const swap = 'ETH-USDT-SWAP'
  const trade = (millis: number, tradeId: string, px: string, side: string) => ({
    ...{ instId: swap, tradeId, px, sz: '4', side, ...ts(millis) },
  })
  const level = (price: string, size: string) => [price, size, '0', '1']
  const book = (millis: number, seqId: number, prevSeqId: number, bids: unknown[]) => [
    { bids, asks: [], ...ts(millis), seqId, prevSeqId, checksum: 1 },
  ]
  const lines = [
    `{"event":"subscribe","arg":{"channel":"trades","instId":"${swap}"}}`,
    line(0, 'trades', swap, [trade(0, '1', '2500.5', 'buy'), trade(1, '2', '2500.6', 'buy')]),
    line(2, 'trades', swap, [trade(1, '2', '2500.6', 'buy')]),
    line(3, 'bbo-tbt', swap, [{ bids: [level('2500.4', '7')], asks: [level('2500.6', '9')], ...ts(3), seqId: 4 }]),
    line(4, 'books', swap, book(4, 10, -1, [level('2500.4', '7')]), 'snapshot'),
    line(5, 'books', swap, book(5, 12, 10, [level('2500.4', '0')]), 'update'),
    line(6, 'books', swap, book(6, 20, 15, [level('2500.3', '2')]), 'update'),
    line(7, 'mark-price', swap, [{ instId: swap, markPx: '2500.55', ...ts(7) }]),
    line(8, 'trades', swap, [trade(8, '3', '2500.6', 'up')]),
    line(9, 'candle1m', swap, [['1', '2']]),
    'ping',
  ]
  const { out, total } = await imported('okx-ws', fileWith('capture.txt', lines.join('\n')))
  expect(total).toEqual({
    ...{ read: 11, accepted: 6 },
    quarantined: { 'bad-side': 1, duplicate: 1, 'not-json': 1, 'not-needed': 2 },
  })
  const change = { kind: 'book-change', isSnapshot: false, side: 'bid' }
  const [arrived, rest] = [await arrivalsOf(out, 'okx', swap), { lastPrice: undefined, indexPrice: undefined }]
  expect(arrived.filter(({ kind }) => kind !== 'gap')).toEqual([
    { kind: 'trade', ...at(0), price: 2500.5, size: 4, aggressor: 'buy' },
    { kind: 'trade', ...at(1), localTimestamp: at(0).localTimestamp, price: 2500.6, size: 4, aggressor: 'buy' },
    { kind: 'quote', ...at(3), bid: 2500.4, bidSize: 7, ask: 2500.6, askSize: 9 },
    { ...change, ...at(4), isSnapshot: true, price: 2500.4, size: 7 },
    { ...change, ...at(5), price: 2500.4, size: 0 },
    { ...change, ...at(6), price: 2500.3, size: 2 },
    {
      ...{ kind: 'derivative-ticker', ...at(7), ...rest },
      markPrice: 2500.55,
      fundingRate: undefined,
      openInterest: undefined,
    },
  ])
  expect(arrived.filter(({ kind }) => kind === 'gap')).toEqual([
    { kind: 'gap', timestamp: at(6).timestamp, reason: 'sequence' },
  ])
})

test('options have fractions for volatilities and the Greeks of Black and Scholes', async () => {
  const name = 'BTC-USD-270625-100000-C'
  const summary = {
    ...{ instId: name, uly: 'BTC-USD', fwdPx: '98000', markVol: '0.615', bidVol: '', askVol: '0.63', ...ts(0) },
    ...{ delta: '0.3', deltaBS: '0.52', gammaBS: '0.00001', vegaBS: '81', vega: '0.0008' },
  }
  const { out, total } = await imported(
    'okx-ws',
    fileWith(
      'options.txt',
      [
        line(0, 'opt-summary', 'BTC-USD', [summary]),
        line(1, 'opt-summary', 'BTC-USD', [{ ...summary, markVol: '61.5', ...ts(1) }]),
      ].join('\n'),
    ),
  )
  expect(total).toEqual({ read: 2, accepted: 1, quarantined: { 'implied-vol': 1 } })
  expect(await arrivalsOf(out, 'okx', 'BTC-USD')).toMatchObject([
    {
      ...{ kind: 'option-summary', ...at(0), instrument: name, type: 'call', strike: 100_000, underlyingPrice: 98_000 },
      ...{
        expiry: Date.UTC(2027, 5, 25, 8) * 1000,
        markIv: 0.615,
        bidIv: undefined,
        askIv: 0.63,
        delta: 0.52,
        vega: 81,
      },
    },
  ])
})
