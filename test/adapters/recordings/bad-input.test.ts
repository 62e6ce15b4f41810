import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { barsOf, eventsOf, fileWith, imported, quarantineOf, temporaryFolder } from './folder'

const quoteHeader = 'exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount'
const start = 1_700_000_000_000_000
const quote = (i: number, { ask = '100.2', bid = '100.1', bidSize = '5' } = {}): string =>
  `deribit,BTC,${start + i},${start + i},1e+06,${ask},${bid},${bidSize}`
const sound = Array.from({ length: 6 }, (_, i) => quote(10 * i))
const instrument = { venue: 'deribit', symbol: 'BTC' }

const withBad = (bad: string): string => [quoteHeader, ...sound.slice(0, 3), bad, ...sound.slice(3)].join('\n')

test.each([
  ['not-a-number', quote(25, { ask: 'NaN' })],
  ['not-a-number', quote(25, { ask: '' })],
  ['not-a-number', quote(25, { ask: '0x10' })],
  ['not-a-number', quote(25, { bidSize: '1e999' })],
  ['not-a-number', quote(25, { bidSize: 'Infinity' })],
  ['price-not-positive', quote(25, { bid: '-1' })],
  ['price-not-positive', quote(25, { bid: '0' })],
  ['size-negative', quote(25, { bidSize: '-3' })],
  ['crossed', quote(25, { bid: '100.3' })],
  ['time-back', quote(15)],
  ['duplicate', sound[2]],
  ['absurd-price', quote(25, { bid: '100100000000', ask: '100200000000' })],
  ['absurd-price', quote(25, { bid: '5', ask: '5.1' })],
  ['columns', `${quote(25)},7`],
  ['columns', 'deribit,BTC,17'],
  ['bad-time', quote(25).replaceAll(String(start + 25), '1700000000025')],
])('puts a row aside as %s: %s', async (reason, bad) => {
  const { out, total } = await imported('tardis', fileWith('q.csv', withBad(bad)))
  expect(total).toEqual({ read: 7, accepted: 6, quarantined: { [reason]: 1 } })
  expect(quarantineOf(out)).toEqual([`5,${reason},"${bad}"`])
  expect((await eventsOf(out, instrument)).map(({ at }) => at - start)).toEqual([0, 10, 20, 30, 40, 50])
})

test('an absurd first row is judged by the rows after it, and a market that really moves far is kept', async () => {
  const absurd = quote(-5, { bid: '1e11', ask: '2e11' })
  const { total } = await imported('tardis', fileWith('q.csv', [quoteHeader, absurd, ...sound].join('\n')))
  expect(total.quarantined).toEqual({ 'absurd-price': 1 })
  const rising = Array.from({ length: 400 }, (_, i) => {
    const bid = 100 * 1.03 ** i
    return quote(i, { bid: String(bid), ask: String(bid * 1.001) })
  })
  const moved = await imported('tardis', fileWith('q.csv', [quoteHeader, ...rising].join('\n')))
  expect(moved.total).toEqual({ read: 400, accepted: 400, quarantined: {} })
})

test('a trade id that comes again and an unknown side are put aside', async () => {
  const rows = ['id,side,price,amount,timestamp,local_timestamp,symbol,exchange']
  const trade = (id: number, side: string): string => `${id},${side},10,1,${start + id},${start + id},X,v`
  rows.push(trade(1, 'buy'), trade(2, 'sell'), trade(3, 'unknown'), trade(1, 'buy'), trade(4, 'maker'))
  const { out, total } = await imported('tardis', fileWith('t.csv.gz', gzipSync(rows.join('\r\n'))))
  expect(total).toEqual({ read: 5, accepted: 3, quarantined: { 'bad-side': 1, duplicate: 1 } })
  const events = await eventsOf(out, { venue: 'v', symbol: 'X' })
  expect(events.map((row) => 'side' in row && row.side)).toEqual([1, -1, 0])
})

test('bars with the open outside high and low, or twice the same, are put aside and holes stay holes', async () => {
  const rows = ['ts_ms,Open,high,low,close,VOLUME']
  for (const i of [0, 1, 2, 5, 6]) rows.push(`${1.7e12 + i * 60_000},10,11,9,10.5,3`)
  rows.push(
    `${1.7e12 + 420_000},12,11,9,10.5,3`,
    `${1.7e12 + 360_000},10,11,9,10.5,3`,
    `${1.7e12 + 480_000},10,8,9,10,3`,
  )
  const { out, total } = await imported('ohlcv', fileWith('btcusd_1m_2017.csv', rows.join('\n')))
  expect(total).toEqual({ read: 8, accepted: 5, quarantined: { duplicate: 1, 'high-low': 2 } })
  const bars = await barsOf(out, { venue: 'file', symbol: 'btcusd' })
  expect(bars.map(({ timestamp }) => (timestamp / 1000 - 1.7e12) / 60_000)).toEqual([1, 2, 3, 6, 7])
  expect(bars.map(({ afterGap }) => afterGap)).toEqual([false, false, false, true, false])
  expect(bars[0]).toMatchObject({ periodSeconds: 60, close: 10.5, turnover: 31.5, flow: undefined, trades: undefined })
})

const zipped = gzipSync(withBad(quote(25)))
test.each([
  ['a truncated gzip', 'tardis', 'q.csv.gz', zipped.subarray(0, zipped.length - 12), /q\.csv\.gz: row \d+: truncated/],
  ['no gzip', 'tardis', 'q.csv.gz', Buffer.from(withBad(quote(25))), /q\.csv\.gz: row 1: not a gzip/],
  ['an empty file', 'tardis', 'q.csv', Buffer.alloc(0), /q\.csv: row 1: empty file/],
  ['an empty gzip', 'tardis', 'q.csv.gz', gzipSync(''), /q\.csv\.gz: row 1: empty file/],
  ['a header alone', 'tardis', 'q.csv', Buffer.from(`${quoteHeader}\n`), /q\.csv: row 2: no rows/],
  ['a foreign header', 'tardis', 'q.csv', Buffer.from('a,b,c\n1,2,3\n'), /q\.csv: row 1: wrong header/],
  [
    'a missing column',
    'tardis',
    'q.csv',
    Buffer.from(withBad(quote(25)).replace('bid_amount', 'x')),
    /'bid_amount' is missing/,
  ],
  [
    'closes alone',
    'ohlcv',
    'ndx.csv',
    Buffer.from('date,close\n2020-01-02,9\n'),
    /ndx\.csv: row 1: .*'open' is missing/,
  ],
  ['a line without end', 'tardis', 'q.csv', Buffer.from(`${quoteHeader}\n${'9'.repeat(2 ** 21)}`), /longer than 1 MiB/],
  [
    'a bomb',
    'tardis',
    'q.csv.gz',
    gzipSync(`${quoteHeader}\n${'\n'.repeat(80 * 2 ** 20)}`),
    /grows more than 200 to 1/,
  ],
] as const)('refuses %s in one line and keeps nothing of it', async (...[, format, name, content, message]) => {
  const out = join(temporaryFolder(), 'recording')
  const good = await imported('tardis', fileWith('good.csv', [quoteHeader, ...sound].join('\n')), { out })
  const before = readFileSync(join(out, 'recording.json'), 'utf8')
  const refused = imported(format, fileWith(name, content), { out })
  await expect(refused).rejects.toMatchObject({ code: 'bad-input', message: expect.stringMatching(message) as string })
  await expect(refused).rejects.not.toThrow(/\n/)
  expect(readFileSync(join(out, 'recording.json'), 'utf8')).toBe(before)
  expect(quarantineOf(out)).toEqual([])
  expect(good.total.accepted).toBe(6)
})

test('a pattern that no file matches and a file that is not there are refused', async () => {
  const out = join(temporaryFolder(), 'recording')
  await expect(imported('tardis', join(temporaryFolder(), '*.csv'), { out })).rejects.toThrow(/no file matches/)
  await expect(imported('tardis', join(temporaryFolder(), 'q.csv'), { out })).rejects.toThrow(
    /q\.csv: row 1: no such file/,
  )
  expect(existsSync(out)).toBe(false)
})

test('importing twice is importing once, further files add, hourly bars do not join daily ones', async () => {
  const bars = (from: number, step: number): string =>
    ['open_time_ms,open,high,low,close,volume,quote_volume,trade_count,taker_buy_base']
      .concat(Array.from({ length: 4 }, (_, i) => `${1.7e12 + (from + i) * step},10,11,9,10,3,30.5,7,2`))
      .join('\n')
  const [first, next] = [fileWith('x_1h.csv', bars(0, 3.6e6)), fileWith('x_1h_b.csv', bars(3, 3.6e6))]
  const { out } = await imported('klines', first)
  const again = await imported('klines', first, { out })
  expect(again.summary.files).toMatchObject([{ isNew: false, read: 4, accepted: 4 }])
  const more = await imported('klines', next, { out })
  expect(more.total).toEqual({ read: 4, accepted: 3, quarantined: { duplicate: 1 } })
  const daily = imported('klines', fileWith('x_1d.csv', bars(500, 8.64e7)), { out })
  await expect(daily).rejects.toThrow(/bars of 86400 s, but x is recorded in bars of 3600 s/)
  const read = await barsOf(out, { venue: 'file', symbol: 'x' })
  expect(read).toHaveLength(7)
  expect(read[6]).toMatchObject({ turnover: 30.5, trades: 7, flow: { buyVolume: 2, sellVolume: 1 }, afterGap: false })
})
