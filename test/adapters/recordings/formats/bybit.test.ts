import { arrivalsOf, eventsOf, fileWith, imported, optionsOf, quarantineOf } from '../folder'

test('daily trades of derivatives have seconds with a fraction', async () => {
  const rows = [
    'timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional,RPI',
    '1756771201.5983,ATOMUSDT,Buy,0.1,4.393,PlusTick,5e58,4.393e+07,0.1,0.4393,0',
    '1756771201.6001,ATOMUSDT,Sell,2,4.39,MinusTick,5e59,8.78e+08,2,8.78,1',
    '1756771201.6001,ATOMUSDT,Sell,2,4.39,MinusTick,5e59,8.78e+08,2,8.78,1',
    '1756771201.7,ATOMUSDT,Sold,2,4.39,MinusTick,5e60,8.78e+08,2,8.78,1',
  ]
  const { out, total } = await imported('bybit', fileWith('ATOMUSDT2025-09-02.csv', rows.join('\n')))
  expect(total).toEqual({ read: 4, accepted: 2, quarantined: { 'bad-side': 1, duplicate: 1 } })
  expect(await eventsOf(out, { venue: 'bybit', symbol: 'ATOMUSDT' })).toEqual([
    { at: 1_756_771_201_598_300, price: 4.393, size: 0.1, side: 1 },
    { at: 1_756_771_201_600_100, price: 4.39, size: 2, side: -1 },
  ])
})

test('daily trades of spot are named by their file', async () => {
  const content = 'id,timestamp,price,volume,side,rpi\n1,1747612800074,106453.8,0.003718,sell,0\n'
  const { out } = await imported('bybit', fileWith('BTCUSDT_2025-05-19.csv', content))
  expect(await eventsOf(out, { venue: 'bybit-spot', symbol: 'BTCUSDT' })).toEqual([
    { at: 1_747_612_800_074_000, price: 106_453.8, size: 0.003718, side: -1 },
  ])
  await expect(imported('bybit', fileWith('t.csv', content))).rejects.toThrow(/does not state the pair; give --symbol/)
})

const venueTime = 1_751_000_000_000
const at = (millis: number) => ({
  timestamp: (venueTime + millis) * 1000,
  localTimestamp: (venueTime + millis + 9) * 1000,
})
const line = (millis: number, topic: string, type: string, data: unknown): string =>
  `${venueTime + millis + 9}000000 ${JSON.stringify({ topic, type, ts: venueTime + millis, data })}`

const capture = (lines: readonly string[], venue: string | undefined = 'bybit') =>
  imported('bybit-ws', fileWith('capture.txt', lines.join('\n')), { venue })

test('trades without blocks, tops and depths of book, tickers in force part by part', async () => {
  const s = 'XRPUSDT'
  const trade = (i: string, millis: number, BT = false) => ({
    ...{ T: venueTime + millis, s, S: 'Sell', v: '10', p: '2.15', L: 'MinusTick', i, BT },
  })
  const top = (b: unknown[], a: unknown[], u: number) => ({ s, b, a, u, seq: u })
  const { out, total, summary } = await capture([
    '{"success":true,"op":"subscribe","conn_id":"1"}',
    line(0, `publicTrade.${s}`, 'snapshot', [trade('a', 0), trade('b', 0, true)]),
    line(1, `publicTrade.${s}`, 'snapshot', [trade('c', 1, true)]),
    line(2, `orderbook.1.${s}`, 'snapshot', top([['2.14', '5']], [['2.16', '6']], 7)),
    line(
      3,
      `orderbook.1.${s}`,
      'delta',
      top(
        [
          ['2.14', '0'],
          ['2.13', '4'],
        ],
        [],
        8,
      ),
    ),
    line(4, `orderbook.50.${s}`, 'snapshot', top([['2.13', '4']], [], 20)),
    line(5, `orderbook.50.${s}`, 'delta', top([['2.12', '1']], [], 21)),
    line(6, `orderbook.50.${s}`, 'delta', top([['2.11', '1']], [], 23)),
    line(7, `tickers.${s}`, 'snapshot', {
      ...{ symbol: s, markPrice: '2.15', fundingRate: '0.0001', openInterest: '9' },
      nextFundingTime: '1735689600000',
    }),
    line(8, `tickers.${s}`, 'delta', { symbol: s, markPrice: '2.16' }),
    line(9, `tickers.${s}`, 'delta', { symbol: s, markPrice: 'x' }),
  ])
  expect(total).toEqual({ read: 11, accepted: 8, quarantined: { 'not-a-number': 1, 'not-needed': 1, 'off-market': 1 } })
  expect(summary.files[0].flagged).toEqual({ block: 2 })
  const blocks = quarantineOf(out).filter((row) => row.includes(',block,'))
  expect(blocks.map((row) => Number(row.split(',')[0]))).toEqual([2, 3])
  const ticker = {
    kind: 'derivative-ticker',
    lastPrice: undefined,
    indexPrice: undefined,
    fundingRate: 0.0001,
    openInterest: 9,
    fundingTime: 1_735_689_600_000_000,
  }
  const change = { kind: 'book-change', isSnapshot: false, side: 'bid' }
  const arrived = await arrivalsOf(out, 'bybit', s)
  expect(arrived.filter(({ kind }) => kind !== 'gap')).toEqual([
    { kind: 'trade', ...at(0), price: 2.15, size: 10, aggressor: 'sell' },
    { kind: 'quote', ...at(2), bid: 2.14, bidSize: 5, ask: 2.16, askSize: 6 },
    { kind: 'quote', ...at(3), bid: 2.13, bidSize: 4, ask: 2.16, askSize: 6 },
    { ...change, ...at(4), isSnapshot: true, price: 2.13, size: 4 },
    { ...change, ...at(5), price: 2.12, size: 1 },
    { ...change, ...at(6), price: 2.11, size: 1 },
    { ...ticker, ...at(7), markPrice: 2.15 },
    { ...ticker, ...at(8), markPrice: 2.16 },
  ])
  expect(arrived.filter(({ kind }) => kind === 'gap')).toEqual([
    { kind: 'gap', timestamp: at(6).timestamp, reason: 'sequence' },
  ])
})

test('option tickers are the quotes of a chain', async () => {
  const name = 'BTC-25JUN27-100000-P'
  const { out } = await capture([
    line(0, `tickers.${name}`, 'snapshot', {
      ...{ symbol: name, bidPrice: '0', bidSize: '0', bidIv: '0', askPrice: '8850', askSize: '1.5', askIv: '0.52' },
      ...{ markPrice: '8700', markPriceIv: '0.505', indexPrice: '99000', underlyingPrice: '99500', delta: '-0.45' },
      ...{ gamma: '0.00001', vega: '120', openInterest: '3.5' },
    }),
  ])
  expect(await optionsOf(out, 'bybit', 'BTC')).toEqual([
    {
      ...{ kind: 'option-summary', ...at(0), instrument: name, type: 'put', strike: 100_000 },
      ...{ expiry: Date.UTC(2027, 5, 25, 8) * 1000, bid: undefined, bidSize: undefined, ask: 8850, askSize: 1.5 },
      ...{ markPrice: 8700, underlying: undefined, underlyingPrice: 99_500, indexPrice: 99_000, bidIv: undefined },
      ...{ askIv: 0.52, markIv: 0.505, delta: -0.45, gamma: 0.00001, vega: 120, openInterest: 3.5 },
    },
  ])
})

test('the market of a capture must be given, since spot and derivatives share symbols', async () => {
  await expect(imported('bybit-ws', fileWith('capture.txt', '{"op":"pong"}\n'))).rejects.toThrow(/give --venue bybit/)
})
