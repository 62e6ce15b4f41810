import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { barsOf, eventsOf, fileWith, imported, optionsOf, quarantineOf, temporaryFolder } from './folder'
import { zipOf } from './zip'

const start = 1_700_000_000_000
const row = (i: number): string => `${start + i * 60_000},10,11,9,10.5,${3 + i}`
const csvOf = (...rows: readonly string[]): string => ['ts_ms,open,high,low,close,volume', ...rows, ''].join('\n')
const csv = csvOf(...Array.from({ length: 6 }, (_, i) => row(i)))
/** `csv` by `zstd -19`, with a checksum, and by `zstd -1 --no-check`. */
const frame = Buffer.from(
  'KLUv/QRolQIAEkQOEZA9BkBCOLUxM4ldnv75p3MJQImSDEHqkGFQ+QlifH2Mi3GRBnAzy6rvbpXtu8rDF+Gps/V3sosDCyDgNQceCeYbIf4K5htC5C9QKrdLBvb2E/o=',
  'base64',
)
const unchecked = Buffer.from(
  'KLUv/QBIxQIAEgQPFpBZB8AyLwjGJ2pVNT3Z7iYSRf90UAKmJWLprKbO00JWQN6Bf+ed7EZh8laxxn2Dl312ROFs6LGOUIhICwDAIyAY8A0QAvyBggHfACHAX0CVyg2QAQ==',
  'base64',
)

const nothingOf = async (file: string, reason: string | RegExp): Promise<void> => {
  const out = join(temporaryFolder(), 'recording')
  await expect(imported('ohlcv', file, { out })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(reason) as string,
  })
  expect(existsSync(join(out, 'recording.json'))).toBe(false)
}

test.each([
  ['a zip, deflated', 'AAA_1m.zip', zipOf([{ name: 'AAA_1m.csv', content: csv }])],
  ['a zip, stored, by another name', 'AAA_1m.csv', zipOf([{ name: 'in/AAA_1m.csv', content: csv, method: 0 }])],
  ['Zstandard', 'AAA_1m.csv.zst', frame],
  ['Zstandard without a checksum, by another name', 'AAA_1m.csv', unchecked],
  ['gzip by another name', 'AAA_1m.csv', gzipSync(csv)],
])('%s is read as what is in it', async (_, name, content) => {
  const { out, summary, total } = await imported(undefined, fileWith(name, content))
  expect(total).toEqual({ read: 6, accepted: 6, quarantined: {} })
  expect(summary.files[0].detected?.format).toBe('ohlcv')
  const bars = await barsOf(out, { venue: 'file', symbol: 'AAA' })
  expect(bars.map(({ volume }) => volume)).toEqual([3, 4, 5, 6, 7, 8])
})

test('frames one after the other are one file, and frames to be skipped are skipped', async () => {
  const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
  const file = fileWith('AAA_1m.csv.zst', Buffer.concat([skipped, frame, skipped, unchecked]))
  const { total } = await imported('ohlcv', file)
  expect(total).toEqual({ read: 13, accepted: 6, quarantined: { duplicate: 6, 'bad-time': 1 } })
})

test('each file of an archive is a source of its own; what is no CSV beside CSV is named and left out', async () => {
  const archive = zipOf([
    { name: 'days/', content: '', method: 0 },
    { name: 'days/AAA_1m.csv', content: csvOf(row(0), row(1), row(1)) },
    { name: 'days/BBB_1m.csv', content: csvOf(row(2), row(3)), method: 0 },
    { name: 'README.txt', content: 'bars' },
    { name: '__MACOSX/days/._AAA_1m.csv', content: 'of macOS' },
  ])
  const file = fileWith('days.zip', archive)
  const { out, summary, total } = await imported('ohlcv', file)
  expect(total).toEqual({ read: 5, accepted: 4, quarantined: { duplicate: 1 } })
  expect(summary.files.map((source) => [source.file, source.notes?.archive])).toEqual([
    ['days.zip/days/AAA_1m.csv', 'does not read README.txt'],
    ['days.zip/days/BBB_1m.csv', 'does not read README.txt'],
  ])
  expect(quarantineOf(out)).toEqual([`4,duplicate,"${row(1)}"`])
  expect(readdirSync(join(out, 'quarantine'))).toEqual(['days.zip-days-AAA_1m.csv.csv'])
  expect(await barsOf(out, { venue: 'file', symbol: 'BBB' })).toHaveLength(2)
  const before = readFileSync(join(out, 'recording.json'), 'utf8')
  const again = await imported('ohlcv', file, { out })
  expect(again.summary.files.map(({ isNew }) => isNew)).toEqual([false, false])
  expect(readFileSync(join(out, 'recording.json'), 'utf8')).toBe(before)
})

test('a file and its zip are one source', async () => {
  const { out } = await imported('ohlcv', fileWith('AAA_1m.csv', csv))
  const zip = fileWith('AAA_1m.zip', zipOf([{ name: 'AAA_1m.csv', content: csv }]))
  const { summary } = await imported('ohlcv', zip, { out })
  expect(summary.files[0].isNew).toBe(false)
})

test('messages and order book of a LOBSTER day are paired within an archive', async () => {
  const name = (what: string): string => `AAPL_2012-06-21_34200000_37800000_${what}_1.csv`
  const file = fileWith(
    'lobster.zip',
    zipOf([
      { name: name('message'), content: '34200.1,1,7,100,1000000,1\n' },
      { name: name('orderbook'), content: '1001000,50,1000000,100\n' },
      { name: 'ReadMe.txt', content: 'LOBSTER' },
    ]),
  )
  for (const format of ['lobster', undefined] as const) {
    const { out, summary, total } = await imported(format, file)
    expect(total).toEqual({ read: 1, accepted: 1, quarantined: {} })
    expect(summary.files.map((source) => source.file)).toEqual([`lobster.zip/${name('message')}`])
    expect(await eventsOf(out, { venue: 'nasdaq', symbol: 'AAPL' })).toMatchObject([{ bid: 100, ask: 100.1 }])
  }
  const alone = fileWith('lobster.zip', zipOf([{ name: name('message'), content: '34200.1,1,7,100,1000000,1\n' }]))
  await expect(imported('lobster', alone)).rejects.toThrow(/its order book file AAPL_.*_orderbook_1\.csv is missing/)
})

test('the names of entries tell the options of a LEAN archive, which is one source', async () => {
  const name = (strike: number): string => `20140609_aapl_minute_openinterest_american_call_${strike}0000_20140613.csv`
  const rows = ['0,17\n', '0,17\n', '0,17\n60000,x\n']
  const entries = rows.map((content, i) => ({ name: name(640 + 5 * i), content }))
  const { out, summary, total } = await imported(undefined, fileWith('20140609_oi.zip', zipOf(entries)))
  expect(summary.files.map(({ file }) => file)).toEqual(['20140609_oi.zip'])
  expect(total).toEqual({ read: 4, accepted: 3, quarantined: { 'not-a-number': 1 } })
  expect(quarantineOf(out)).toEqual([`2,not-a-number,"${name(650)},60000,x"`])
  const options = await optionsOf(out, 'usa', 'AAPL')
  expect(options.map(({ instrument, openInterest }) => `${instrument} ${openInterest}`).sort()).toEqual([
    'AAPL140613C00640000 17',
    'AAPL140613C00645000 17',
    'AAPL140613C00650000 17',
  ])
})

test('loose LEAN entries with the same rows are two sources', async () => {
  const name = (strike: number): string => `20140609_aapl_minute_openinterest_american_call_${strike}0000_20140613.csv`
  const { total } = await imported(undefined, [fileWith(name(640), '0,17\n'), fileWith(name(645), '0,17\n')])
  expect(total.accepted).toBe(2)
})

const sound = zipOf([{ name: 'AAA_1m.csv', content: csv }])
const changed = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] ^= 4
  return copy
}
const stored = zipOf([{ name: 'AAA_1m.csv', content: csv, method: 0 }])

test.each([
  ['half a zip', 'a.zip', sound.subarray(0, sound.length / 2), 'a.zip: row 1: truncated or damaged zip'],
  ['a changed digit', 'a.zip', changed(stored, stored.indexOf('10.5')), /AAA_1m.csv: row \d+: .*checksum/],
  ['a file that is not packed', 'a.zip', csv, 'a.zip: row 1: not a zip file'],
  ['a plain .zst', 'a.csv.zst', csv, 'a.csv.zst: row 1: not a zstd file'],
  ['an empty archive', 'a.zip', zipOf([]), 'a zip archive without a file'],
  ['a spreadsheet', 'a.xlsx', zipOf([{ name: '[Content_Types].xml', content: '<Types/>' }]), 'save it as CSV'],
  ['an encrypted entry', 'a.zip', zipOf([{ name: 'b.csv', content: csv, flags: 1 }]), 'b.csv is encrypted: unpack it'],
  ['another method', 'a.zip', zipOf([{ name: 'b.csv', content: csv, method: 12 }]), 'b.csv is packed by method 12'],
  ['gzip in a zip', 'a.zip', zipOf([{ name: 'b.csv', content: gzipSync(csv) }]), 'gzip within a zip archive: unpack'],
  ['half a frame', 'a.zst', frame.subarray(0, frame.length / 2), 'a.zst: row \\d: truncated or damaged zstd'],
  ['a frame with a changed byte', 'a.zst', changed(frame, 60), 'a.zst: row \\d: truncated or damaged zstd'],
  ['another checksum', 'a.zst', changed(frame, frame.length - 1), 'a frame has not the checksum that it states'],
  ['another size', 'a.zst', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 32, 9, 25, 0, 0, 49, 50, 51]), 'size that it states'],
  ['a plain file after a frame', 'a.zst', Buffer.concat([frame, Buffer.from(csv)]), 'what follows a frame is none'],
  ['a dictionary', 'a.zst', changed(frame, 4).fill(0x21, 4, 5), 'it needs a dictionary'],
  ['a window of 2 GiB', 'a.zst', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0xa8, 1, 0, 0]), 'more than 128 MiB'],
  ['a frame without its end', 'a.zst', frame.subarray(0, -1), 'truncated or damaged zstd'],
])('%s is refused and nothing of it recorded', async (_, name, content, reason) => {
  await nothingOf(fileWith(name, content), reason)
})

test('what grows more than 200 to 1 past 64 MiB is refused', async () => {
  const rows = Buffer.alloc(80 * 2 ** 20, `${row(0)}\n`)
  await nothingOf(fileWith('a.zip', zipOf([{ name: 'b.csv', content: rows }])), 'zip grows more than 200 to 1')
  // One frame of blocks that each repeat a line end 128 KiB long.
  const blocks = Array.from({ length: 600 }, (_, i) => [i === 599 ? 3 : 2, 0, 16, 10]).flat()
  const bomb = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38, ...blocks])
  await nothingOf(fileWith('a.zst', bomb), 'zstd grows more than 200 to 1')
})
