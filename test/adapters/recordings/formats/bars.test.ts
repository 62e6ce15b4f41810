import { barsOf, fileWith, imported } from '../folder'

const hour = 3_600_000
const first = Date.UTC(2024, 4, 6)

const rows = (stamp: (time: number) => string, more = ''): readonly string[] =>
  Array.from({ length: 6 }, (_, i) => `${stamp(first + i * hour)},100,102,99,${100.5 + i / 10},7${more}`)

const closes = async (out: string, symbol: string) => (await barsOf(out, { venue: 'file', symbol })).map((b) => b.close)

const expected = [100.5, 100.6, 100.7, 100.8, 100.9, 101]
const iso = (time: number): string => new Date(time).toISOString().slice(0, 19)

test.each([
  ['commas', (text: string) => text],
  ['semicolons', (text: string) => text.replaceAll(',', ';')],
  [
    'tabs, carriage returns and a byte order mark',
    (text: string) => `\ufeff${text}`.replaceAll(',', '\t').replaceAll('\n', '\r\n'),
  ],
  ['quotes', (text: string) => text.replace(/[^,\n]+/g, '"$&"')],
  ['padding', (text: string) => text.replaceAll(',', ' , ')],
  ['quotes after a space', (text: string) => text.replace(/[^,\n]+/g, '"$&"').replaceAll(',', ', ')],
  ['an address above the header', (text: string) => `https://www.provider.example/bars\n${text}`],
  ['decimal commas', (text: string) => text.replaceAll(',', ';').replace(/(\d)\.(\d)/g, '$1,$2')],
  ['carriage returns alone', (text: string) => text.replaceAll('\n', '\r')],
  [
    'carriage returns alone in UTF-16',
    (text: string) => Buffer.from(`\ufeff${text}`.replaceAll('\n', '\r'), 'utf16le'),
  ],
  ['a comma at the end of every row', (text: string) => text.replace(/(\d)\n/g, '$1,\n')],
  ['a comma at the end of the header', (text: string) => text.replace('volume\n', 'volume,\n')],
  ['UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
] as const)('bars written with %s are the same bars', async (_, write) => {
  const text = ['time,open,high,low,close,volume', ...rows(iso), ''].join('\n')
  const { out, total, summary } = await imported('ohlcv', fileWith('coin.csv', write(text)))
  expect(total).toEqual({ read: 6, accepted: 6, quarantined: {} })
  expect(await closes(out, 'coin')).toEqual(expected)
  expect(summary.files[0].notes).toEqual({ timesReadAs: 'UTC' })
})

test('thousands grouped by quoted commas are read where a fraction shows what the commas are', async () => {
  const grouped = (text: string) => text.replace(/,(\d{3})(\.\d)?(?=,)/g, ',"1,$1$2"')
  const lines = ['time,open,high,low,close,volume', ...rows(iso).map((row) => grouped(row.replace(',99,', ',098,')))]
  const { out, total } = await imported('ohlcv', fileWith('coin.csv', lines.join('\n')))
  expect(total.accepted).toBe(6)
  expect((await barsOf(out, { venue: 'file', symbol: 'coin' }))[1]).toMatchObject({
    ...{ open: 1100, high: 1102, low: 1098, close: 1100.6, volume: 7 },
  })
})

test('lines that end in two ways are refused', async () => {
  const header = 'time,open,high,low,close,volume'
  const text = `${[header, ...rows(iso)].join('\r')}\r${'#'.repeat(200_000)}\r\n`
  await expect(imported('ohlcv', fileWith('coin.csv', text))).rejects.toThrow(/carriage return alone/)
})

test('klines without a header are read by position, in any unit of time', async () => {
  const kline = (unit: number) => (time: number) => `${(time * unit) / 1000}`
  for (const unit of [1e3, 1e6]) {
    const text = rows(kline(unit), ',1,705.5,12,3,301,0').join('\n')
    const { out, total } = await imported('klines', fileWith('COIN-1h.csv', text))
    expect(total).toEqual({ read: 6, accepted: 6, quarantined: {} })
    const [bar] = await barsOf(out, { venue: 'file', symbol: 'COIN' })
    expect(bar).toMatchObject({ turnover: 705.5, trades: 12, flow: { buyVolume: 3 } })
  }
})

test('date and time of day may stand in two columns', async () => {
  const text = ['Date,Time,Open,High,Low,Close,Volume', ...rows((time) => iso(time).replace('T', ','))].join('\n')
  const { out, total } = await imported('ohlcv', fileWith('coin.csv', text))
  expect(total.accepted).toBe(6)
  expect((await barsOf(out, { venue: 'file', symbol: 'coin' }))[0].timestamp).toBe((first + hour) * 1000)
})

test('stamps without a zone are read in the zone that is given, and the summary says so', async () => {
  const text = ['time,open,high,low,close,volume', ...rows(iso)].join('\n')
  const { out, summary } = await imported('ohlcv', fileWith('coin.csv', text), { zone: 'America/New_York' })
  expect(summary.files[0].notes).toEqual({ timesReadAs: 'America/New_York' })
  expect((await barsOf(out, { venue: 'file', symbol: 'coin' }))[0].timestamp).toBe((first + 5 * hour) * 1000)
})

test.each([
  ['XYZUSD.csv', 'Volume XYZ,Volume USD', { volume: "'Volume XYZ'", quoteVolume: "'Volume USD'" }],
  ['XYZUSD.csv', 'Volume USD,Volume XYZ', { volume: "'Volume XYZ'", quoteVolume: "'Volume USD'" }],
  ['USDTUSD.csv', 'Volume USDT,Volume USD', { volume: "'Volume USDT'", quoteVolume: "'Volume USD'" }],
  ['venue_1h.csv', 'Volume_(XYZ),Volume_(Currency)', { volume: "'Volume_(XYZ)'", quoteVolume: "'Volume_(Currency)'" }],
])('%s: %s are told apart', async (name, columns, notes) => {
  const isFirst = notes.volume === `'${columns.split(',')[0]}'`
  const text = [`unix,open,high,low,close,${columns}`]
  for (const row of rows((time) => String(time / 1000), ',703'))
    text.push(isFirst ? row : row.replace(',7,703', ',703,7'))
  const { out, summary } = await imported('ohlcv', fileWith(name, text.join('\n')))
  expect(summary.files[0].notes).toEqual({ ...notes, timesReadAs: 'epoch s' })
  const [bar] = await barsOf(out, { venue: 'file', symbol: /^[A-Za-z]+/.exec(name)![0] })
  expect(bar).toMatchObject({ volume: 7, turnover: 703 })
})

test('volumes that nothing tells apart are refused, and an absent one is stated', async () => {
  const header = 'unix,open,high,low,close'
  const two = [`${header},Volume ABC,Volume XYZ`, ...rows((time) => String(time), ',5')].join('\n')
  await expect(imported('ohlcv', fileWith('venue.csv', two))).rejects.toThrow(/'Volume ABC', 'Volume XYZ'.*--symbol/)
  const none = [`${header},mood`, ...rows((time) => String(time))].join('\n')
  const { summary } = await imported('ohlcv', fileWith('venue.csv', none))
  expect(summary.files[0].notes).toEqual({ timesReadAs: 'epoch ms', volume: 'absent, 0 in every bar' })
})

const named = (name: string) => rows(iso).map((row) => `${name},${row}`)
const twoHeader = 'Symbol,time,open,high,low,close,volume'

test('a column that names one instrument names that of the bars, unless another is given, which is said', async () => {
  const path = fileWith('prices.csv', [twoHeader, ...named('ABC/USD')].join('\n'))
  const own = await imported('ohlcv', path)
  expect(await closes(own.out, 'ABC/USD')).toEqual(expected)
  expect(own.summary.files[0].notes).toMatchObject({ instrument: "ABC/USD, named by 'Symbol'" })
  const given = await imported('ohlcv', path, { symbol: 'XYZ' })
  expect(await closes(given.out, 'XYZ')).toEqual(expected)
  expect(given.summary.files[0].notes).toMatchObject({
    instrument: "file/XYZ as given, though 'Symbol' says ABC/USD",
  })
})

test.each([
  ['one after the other', [...named('ABC'), ...named('XYZ')]],
  ['side by side', named('ABC').flatMap((row) => [row, row.replace('ABC', 'XYZ')])],
  ['newest first', [...named('ABC').reverse(), ...named('XYZ').reverse()]],
])('bars of several instruments %s go each to its own', async (_, lines) => {
  const path = fileWith('prices.csv', [twoHeader, ...lines].join('\n'))
  const { out, total, summary } = await imported('ohlcv', path)
  expect(total).toEqual({ read: 12, accepted: 12, quarantined: {} })
  for (const symbol of ['ABC', 'XYZ']) expect(await closes(out, symbol)).toEqual(expected)
  expect(summary.files[0].notes).toMatchObject({ instruments: "2, named by 'Symbol'" })
  expect(summary.files[0].notes).not.toHaveProperty('instrument')
  const more = fileWith('more.csv', [twoHeader, ...lines].join('\n') + '\n')
  await imported('ohlcv', more, { out })
  expect(await closes(out, 'XYZ')).toEqual(expected)
})

test('a symbol given for a file of several is refused, and so are rows that name none', async () => {
  const lines = [twoHeader, ...named('ABC'), ...named('XYZ')]
  await expect(imported('ohlcv', fileWith('p.csv', lines.join('\n')), { symbol: 'ABC' })).rejects.toThrow(
    /p\.csv: 'Symbol' names several instruments, ABC, XYZ: leave out --symbol/,
  )
  const { total } = await imported('ohlcv', fileWith('p.csv', [...lines, named('')[0]].join('\n')))
  expect(total).toEqual({ read: 13, accepted: 12, quarantined: { columns: 1 } })
  await expect(imported('ohlcv', fileWith('p.csv', [twoHeader, ...named('')].join('\n')))).rejects.toThrow(
    /the name of its instrument, is empty/,
  )
})

test('bars of one instrument at two venues are told apart', async () => {
  const lines = ['time,open,high,low,close,volume,exchange', ...['a', 'b'].flatMap((venue) => rows(iso, `,${venue}`))]
  const { out, total } = await imported('ohlcv', fileWith('coin.csv', lines.join('\n')))
  expect(total.accepted).toBe(12)
  expect(await barsOf(out, { venue: 'b', symbol: 'coin' })).toHaveLength(6)
})
