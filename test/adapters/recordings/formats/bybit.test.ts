import { eventsOf, fileWith, imported } from '../folder'

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
