import { barsOf, fileWith, imported, optionsOf } from '../folder'

/** 2014-06-09 in New York is four hours behind UTC. */
const midnight = Date.UTC(2014, 5, 9, 4) * 1000
const half = 34_200_000

test('quotes of a minute are known at its end; a side without orders is absent', async () => {
  const rows = [
    `${half},39000,39500,38900,39100,12,41500,41500,40000,40500,7`,
    `${half + 60_000},,,,,0,41500,41500,40000,40500,7`,
    `${half + 120_000},42000,42000,42000,42000,1,41500,41500,40000,40500,7`,
    `${half + 180_000},1,2,3`,
  ]
  const name = '20140609_aapl_minute_quote_american_call_6400000_20140613.csv'
  const { out, total } = await imported('lean-options', fileWith(name, rows.join('\n')))
  expect(total).toEqual({ read: 4, accepted: 2, quarantined: { columns: 1, crossed: 1 } })
  expect(await optionsOf(out, 'usa', 'AAPL')).toMatchObject([
    {
      ...{ timestamp: midnight + 34_260e6, localTimestamp: midnight + 34_260e6, instrument: 'AAPL140613C00640000' },
      ...{ type: 'call', strike: 640, expiry: Date.UTC(2014, 5, 13, 20) * 1000 },
      ...{ bid: 3.91, bidSize: 12, ask: 4.05, askSize: 7, markIv: undefined, underlyingPrice: undefined },
    },
    { timestamp: midnight + 34_320e6, bid: undefined, bidSize: undefined, ask: 4.05, askSize: 7 },
  ])
})

test('trades become bars of the option; expiries on a Saturday end on the Friday, indices settle at the opening', async () => {
  const rows = [
    `${half},3.5e4,36000,34000,35500,120`,
    `${half + 60_000},35500,35000,36000,35500,1`,
    `${half + 120_000},35500,36000,35000,35500,1`,
    `${half + 180_000},35500,36000,35000,35500,1`,
  ]
  const name = '20140609_spx_minute_trade_european_put_19500000_20140621.csv'
  const { out, total } = await imported('lean-options', fileWith(name, rows.join('\n')))
  expect(total).toEqual({ read: 4, accepted: 3, quarantined: { 'high-low': 1 } })
  const [bar] = await barsOf(out, { venue: 'usa', symbol: 'SPX140621P01950000' })
  expect(bar).toMatchObject({ open: 3.5, high: 3.6, low: 3.4, close: 3.55, volume: 120 })
  const quote = fileWith(
    '20140609_spx_minute_quote_european_put_19500000_20140621.csv',
    `${half},35000,35000,35000,35000,1,36000,36000,36000,36000,1`,
  )
  const imports = await imported('lean-options', quote)
  const [option] = await optionsOf(imports.out, 'usa', 'SPX')
  expect(option).toMatchObject({ type: 'put', strike: 1950, expiry: Date.UTC(2014, 5, 20, 13, 30) * 1000 })
})
