import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { readManifest } from '../../../src/adapters/recordings/manifest'
import { DAY } from '../../../src/core/market/event'
import { fileWith, imported, quarantineOf, temporaryFolder } from './folder'

const start = 1_700_000_000_000_000
const tradeHeader = 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount'

const trades = (rows: number, row: (i: number) => { symbol?: string; at?: number; id?: string }): string =>
  [
    tradeHeader,
    ...Array.from({ length: rows }, (_, i) => {
      const { symbol = 'X', at = start + i, id = '' } = row(i)
      return `v,${symbol},${at},${at},${id},buy,10,1`
    }),
  ].join('\n')

test('a file of more than 10,000 instruments is refused at the row that names one more', async () => {
  const out = join(temporaryFolder(), 'recording')
  const file = fileWith(
    'many.csv',
    trades(10_002, (i) => ({ symbol: `S${i}` })),
  )
  await expect(imported('tardis', file, { out })).rejects.toThrow(
    /^many\.csv: row 10002: more than 10000 instruments in one file; split it by instrument$/,
  )
  expect(existsSync(join(out, 'recording.json'))).toBe(false)
})

test('a source that needs more than 20,000 files is refused', async () => {
  const first = Date.UTC(2000, 0, 1) * 1000
  const file = fileWith(
    'days.csv',
    trades(20_100, (i) => ({ at: first + i * DAY })),
  )
  await expect(imported('tardis', file)).rejects.toThrow(/^X at 2054-10-04T.*needs more than 20000 files/)
})

test('rows of many levels are recorded whole', async () => {
  const depth = 3000
  const names = Array.from({ length: depth }, (_, i) =>
    ['asks', 'bids'].flatMap((side) => [`${side}[${i}].price`, `${side}[${i}].amount`]),
  )
  const levels = Array.from(
    { length: depth },
    (_, i) => `${(500 + i / 100).toFixed(2)},1,${(499 - i / 100).toFixed(2)},2`,
  )
  const rows = Array.from({ length: 90 }, (_, i) => `v,X,${start + i},${start + i},${levels.join()}`)
  const header = ['exchange,symbol,timestamp,local_timestamp', ...names.flat()].join()
  const { out, total } = await imported('tardis', fileWith('wide.csv', [header, ...rows].join('\n')))
  expect(total).toEqual({ read: 90, accepted: 90, quarantined: {} })
  expect((await readManifest(out))!.parts).toMatchObject([{ rows: 90, from: start, to: start + 89 }])
})

test('a trade that comes again is found among many instruments', async () => {
  const file = fileWith(
    'some.csv',
    trades(3000, (i) => ({ symbol: `S${(i >> 1) % 300}`, id: `id-${i >> 1}` })),
  )
  const { total } = await imported('tardis', file)
  expect(total).toEqual({ read: 3000, accepted: 1500, quarantined: { duplicate: 1500 } })
})

test('lines are cut anywhere in a file and keep their numbers', async () => {
  const rows = 12_000
  const bad = new Set([1, 3500, 3501, 8000, rows - 1])
  const lines = trades(rows, (i) => ({ id: `é${i}` })).split('\n')
  const mended = lines.map((line, i) => (bad.has(i - 1) ? line.replace('buy', 'sold') : line))
  const { out, total } = await imported('tardis', fileWith('long.csv', `\ufeff${mended.join('\r\n')}`))
  expect(total).toEqual({ read: rows, accepted: rows - bad.size, quarantined: { 'bad-side': bad.size } })
  expect(quarantineOf(out)).toEqual([...bad].map((i) => `${i + 2},bad-side,"${mended[i + 1]}"`))
})

test('every row of a damaged file is accepted or put aside, once', async () => {
  const sound = trades(80, (i) => ({ id: String(i) })).split('\n')
  const edit = fc.record({
    row: fc.integer({ min: 1, max: 80 }),
    from: fc.nat(50),
    text: fc.string({ maxLength: 4 }).map((text) => text.replaceAll(/[\n\r]/g, '')),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 12 }), async (edits) => {
      const lines = [...sound]
      for (const { row, from, text } of edits)
        lines[row] = `${lines[row].slice(0, from)}${text}${lines[row].slice(from + 2)}`
      const { total } = await imported('tardis', fileWith('damaged.csv', lines.join('\n')))
      expect(total.read).toBe(lines.filter((line) => line !== '').length - 1)
      expect(total.accepted + Object.values(total.quarantined).reduce((a, b) => a + b, 0)).toBe(total.read)
    }),
    { numRuns: 12 },
  )
})
