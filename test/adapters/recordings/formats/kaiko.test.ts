import { arrivalsOf, barsOf, eventsOf, fileWith, imported } from '../folder'

const noon = 1_676_289_600_000

test('trades say whether the taker sold; one id counts once', async () => {
  const rows = [
    'id,exchange,symbol,date,price,amount,sell',
    `a1,bw,btcusdt_perp,${noon},21779.5,4,true`,
    `a2,bw,btcusdt_perp,${noon + 5},21780,2,false`,
    `a2,bw,btcusdt_perp,${noon + 5},21780,2,false`,
    `a3,bw,btcusdt_perp,${noon + 6},21780,2,maybe`,
  ]
  const { out, total } = await imported('kaiko', fileWith('bw_btcusdt_perp_trades.csv', rows.join('\n')))
  expect(total).toEqual({ read: 4, accepted: 2, quarantined: { 'bad-side': 1, duplicate: 1 } })
  expect(await eventsOf(out, { venue: 'bw', symbol: 'btcusdt_perp' })).toEqual([
    { at: noon * 1000, price: 21779.5, size: 4, side: -1 },
    { at: (noon + 5) * 1000, price: 21780, size: 2, side: 1 },
  ])
})

test('top of book changes one side a row; a quote is known once both are', async () => {
  const nanos = (millis: number): string => `${noon + millis}000000`
  const row = (millis: number, type: string, price: number, size: number): string =>
    `${nanos(millis)},${nanos(millis + 20)},binc,spot,ethusdt,${type},${price},${size}`
  const rows = [
    'ts_exchange,ts_collection,exchange,class,symbol,type,price,size',
    row(0, 'a', 1510.5, 3),
    row(1, 'b', 1510.25, 2),
    row(2, 'b', 1510.75, 2),
    row(3, 'a', 1511, 1),
    row(4, 'x', 1511, 1),
  ]
  const { out, total } = await imported('kaiko', fileWith('binc_ethusdt_2023-02-13.csv', rows.join('\n')))
  expect(total).toEqual({ read: 5, accepted: 3, quarantined: { 'bad-side': 1, crossed: 1 } })
  const clocks = (millis: number) => ({
    timestamp: (noon + millis) * 1000,
    localTimestamp: (noon + millis + 20) * 1000,
  })
  expect(await arrivalsOf(out, 'binc', 'ethusdt')).toEqual([
    { kind: 'quote', ...clocks(1), bid: 1510.25, bidSize: 2, ask: 1510.5, askSize: 3 },
    { kind: 'quote', ...clocks(3), bid: 1510.75, bidSize: 2, ask: 1511, askSize: 1 },
  ])
})

test('bars come without a header, and an interval without a trade has none', async () => {
  const rows = [
    `${noon},12,1510,1512,1509,1511,40.5,1510.4`,
    `${noon + 60_000},0,null,null,null,null,0,null`,
    `${noon + 120_000},3,1511,1513,1511,1512.5,6.25,1512.1`,
  ]
  const { out, total } = await imported('kaiko', fileWith('ethusdt_cohlcvwap_1m_2023_02.csv', rows.join('\n')))
  expect(total).toEqual({ read: 3, accepted: 2, quarantined: { 'not-needed': 1 } })
  const bars = await barsOf(out, { venue: 'file', symbol: 'ethusdt' })
  expect(bars).toMatchObject([
    { open: 1510, high: 1512, low: 1509, close: 1511, volume: 40.5 },
    { open: 1511, high: 1513, low: 1511, close: 1512.5, volume: 6.25 },
  ])
})

test('a file with the columns of none of them is refused with its columns', async () => {
  await expect(imported('kaiko', fileWith('x.csv', 'date,depth\n1,2\n'))).rejects.toThrow(
    'x.csv: row 1: wrong header, no data type of Kaiko has the columns date,depth',
  )
})
