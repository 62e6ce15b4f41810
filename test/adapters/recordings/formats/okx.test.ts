import { eventsOf, fileWith, imported } from '../folder'

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
