import { fileWith, imported, optionsOf } from '../folder'

const header =
  'quote_datetime,root,expiration,strike,option_type,bid_size,bid,ask_size,ask,underlying_bid,underlying_ask,implied_volatility,delta'
const row = (
  more: { time?: string; strike?: string; type?: string; bid?: string; vol?: string; expiry?: string } = {},
) => {
  const {
    time = '2021-03-01 10:00:00',
    strike = '3900.5',
    type = 'C',
    bid = '41.2',
    vol = '0.18',
    expiry = '2021-03-19',
  } = more
  return `${time},XYZ,${expiry},${strike},${type},7,${bid},9,42.0,3888,3892,${vol},0.47`
}

test('quotes of listed options stand at their own time; a day expires at the close of trading in the zone', async () => {
  const rows = [
    row(),
    row({ type: 'put', bid: '0', vol: '0' }),
    row({ type: 'x' }),
    row({ strike: 'y' }),
    row({ expiry: '2021-02-26' }),
  ]
  const { out, total } = await imported('option-quotes', fileWith('xyz.csv', [header, ...rows].join('\n')), {
    zone: 'America/New_York',
  })
  expect(total).toEqual({ read: 5, accepted: 2, quarantined: { columns: 2, 'bad-time': 1 } })
  const options = await optionsOf(out, 'usa', 'XYZ')
  expect(options).toMatchObject([
    {
      ...{ instrument: 'XYZ210319C03900500', type: 'call', strike: 3900.5, timestamp: Date.UTC(2021, 2, 1, 15) * 1000 },
      // Summer time has begun by then.
      ...{ expiry: Date.UTC(2021, 2, 19, 20) * 1000, bid: 41.2, bidSize: 7, ask: 42, askSize: 9, markIv: 0.18 },
      ...{ indexPrice: 3890, underlyingPrice: undefined, delta: 0.47 },
    },
    { instrument: 'XYZ210319P03900500', bid: undefined, bidSize: undefined, ask: 42, markIv: undefined },
  ])
})

test('closes of a day are known at its close, which is at three in China, and volatilities may be in percent', async () => {
  const file = fileWith('etf.csv', 'date,type,expiry,strike,close,iv\n2019-05-06,put,2019-06-26,2.75,0.0831,24.5\n')
  const stated = { kind: 'spot', base: 'ETF', quote: 'CNY', settlement: 'linear', impliedVols: 'percent' } as const
  const given = { zone: 'Asia/Shanghai', venue: 'sse', symbol: '510999', stated }
  const { out, total } = await imported('option-quotes', file, given)
  expect(total).toEqual({ read: 1, accepted: 1, quarantined: {} })
  expect(await optionsOf(out, 'sse', '510999')).toMatchObject([
    {
      timestamp: Date.UTC(2019, 4, 6, 7) * 1000,
      expiry: Date.UTC(2019, 5, 26, 7) * 1000,
      markPrice: 0.0831,
      markIv: 0.245,
    },
  ])
})
