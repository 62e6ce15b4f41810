import { barsOf, eventsOf, fileWith, imported, quarantineOf } from './folder'

const start = 1_700_000_000_000_000
const minute = 60_000_000

const bars = (closes: readonly number[], name = 'coin_1m.csv'): string =>
  fileWith(
    name,
    ['time,open,high,low,close,volume']
      .concat(closes.map((c, i) => `${(start + i * minute) / 1000},${c},${c * 1.01},${c * 0.99},${c},7`))
      .join('\n'),
  )

const trades = (rows: readonly { readonly at: number; readonly price: number }[]): string =>
  fileWith(
    't.csv',
    ['exchange,symbol,timestamp,local_timestamp,id,side,price,amount']
      .concat(rows.map(({ at, price }, i) => `v,X,${start + at},${start + at},${i + 1},buy,${price},2`))
      .join('\n'),
  )

const level = (count: number, price: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => price + (i % 5) / 100)

const coin = { venue: 'file', symbol: 'coin' }
const traded = { venue: 'v', symbol: 'X' }

test('bars that go to another level and stay there are kept from the first one on, with a gap before it', async () => {
  const { out, total, summary } = await imported('ohlcv', bars([...level(90, 2000), ...level(70, 100)]))
  expect(total).toMatchObject({ read: 160, accepted: 160, quarantined: {} })
  expect(summary.files[0].levelChanges).toEqual([{ instrument: coin, at: start + 90 * minute, from: 2000.04, to: 100 }])
  expect(await barsOf(out, coin)).toHaveLength(160)
})

test.each([
  ['before the first prices are learned', [...level(12, 2000), ...level(100, 100)], 12],
  ['shortly before the end', [...level(100, 0.02), ...level(6, 20)], 100],
])('a change of level %s is one too', async (_, closes, at) => {
  const { total, summary } = await imported('ohlcv', bars(closes))
  expect(total.quarantined).toEqual({})
  expect(summary.files[0].levelChanges).toMatchObject([{ at: start + at * minute }])
})

test('two changes of level are two, and a source without one names none', async () => {
  const twice = await imported('ohlcv', bars([...level(80, 2000), ...level(40, 100), ...level(40, 2000)]))
  expect(twice.summary.files[0].levelChanges).toHaveLength(2)
  const never = await imported('ohlcv', bars(level(80, 2000)))
  expect(never.summary.files[0]).not.toHaveProperty('levelChanges')
})

test.each([
  ['one', [30_000]],
  ['four that agree', [30_000, 30_001, 30_002, 30_003]],
  ['many that disagree', Array.from({ length: 30 }, (_, i) => 30_000 * 4 ** (i % 6))],
])('%s bad rows in a row stay refused, whatever their distance in time', async (_, bad) => {
  const rows = [...level(80, 100), ...bad, ...level(80, 100)].map((price, i) => ({ at: i * 10 * minute, price }))
  const { out, total, summary } = await imported('tardis', trades(rows))
  expect(total.quarantined).toEqual({ 'absurd-price': bad.length })
  expect(summary.files[0]).not.toHaveProperty('levelChanges')
  expect(quarantineOf(out)).toHaveLength(bad.length)
})

test('a burst of bad trades within a second stays refused, however many they are', async () => {
  const rows = [
    ...level(80, 100).map((price, i) => ({ at: i * minute, price })),
    ...level(300, 1e6).map((price, i) => ({ at: 80 * minute + i, price })),
    ...level(20, 100).map((price, i) => ({ at: (81 + i) * minute, price })),
  ]
  const { total } = await imported('tardis', trades(rows), { allowLoss: true })
  expect(total.quarantined).toEqual({ 'absurd-price': 300 })
})

test('trades that alternate between two levels stay at the first', async () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({ at: i * minute, price: i < 64 || i % 2 ? 100 : 1e4 }))
  const { out, total } = await imported('tardis', trades(rows))
  expect(total.quarantined).toEqual({ 'absurd-price': 168 })
  const prices = (await eventsOf(out, traded)).map((row) => 'price' in row && row.price)
  expect(new Set(prices)).toEqual(new Set([100]))
})

test('a bad trade among those of a new level costs itself alone', async () => {
  const prices = [...level(80, 100), ...level(10, 5), 1e6, ...level(60, 5)]
  const { out, total } = await imported('tardis', trades(prices.map((price, i) => ({ at: i * minute, price }))))
  expect(total).toMatchObject({ accepted: 150, quarantined: { 'absurd-price': 1 } })
  const gaps = (await eventsOf(out, traded)).flatMap((row) => ('gap' in row ? [row.at] : []))
  expect(gaps).toEqual([start + 80 * minute - 1])
})

test('bars on both sides of a change of level are read back with a gap between them, also from two files', async () => {
  const before = bars(level(80, 2000), 'coin_1m_a.csv')
  const { out } = await imported('ohlcv', before)
  const rows = ['time,open,high,low,close,volume']
  for (let i = 80; i < 120; i++) rows.push(`${(start + i * minute) / 1000},100,101,99,100,7`)
  await imported('ohlcv', fileWith('coin_1m_b.csv', rows.join('\n')), { out })
  const read = await barsOf(out, coin)
  expect(read.flatMap(({ afterGap }, i) => (afterGap ? [i] : []))).toEqual([80])
})

test('a bar in which the level changed is refused as such, a bad one as absurd', async () => {
  const row = (i: number, low: number, high: number): string =>
    `${(start + i * minute) / 1000},${high},${high},${low},${low},7`
  const rows = Array.from({ length: 160 }, (_, i) => (i < 90 ? row(i, 1990, 2000) : row(i, 100, 101)))
  rows[40] = row(40, 1, 2000)
  rows[90] = row(90, 100, 2000)
  const content = ['time,open,high,low,close,volume', ...rows].join('\n')
  const { total, summary } = await imported('ohlcv', fileWith('coin_1m.csv', content))
  expect(total).toEqual({ read: 160, accepted: 158, quarantined: { 'absurd-price': 1, 'spans-levels': 1 } })
  expect(summary.files[0].levelChanges).toMatchObject([{ at: start + 91 * minute }])
})
