import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { fileWith, imported } from './folder'

const hour = 3_600_000
const first = Date.UTC(2024, 8, 2)
const header = 'time,open,high,low,close,volume'
const bar = (i: number): string => `${first + i * hour},20,22,19,21,${i}`
const bars = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => bar(i))
const withTimes = (time: (i: number) => string): readonly string[] =>
  bars(6).map((row, i) => row.replace(/^\d+/, () => time(i)))

test.each([
  ['none of 6 rows could be read: 6 bad-time.*rounded by a spreadsheet', header, withTimes(() => '1.73E+12')],
  ['6 bad-time.*a spreadsheet.s day number', header, withTimes((i) => `4565${i}.5`)],
  ['6 bad-time.*which number is the month', header, withTimes((i) => `0${i + 1}/02/2024`)],
  ['6 bad-time.*pass --zone', header, withTimes((i) => `2024-01-0${i + 1} 00:00 EST`)],
  [
    '6 not-a-number.*groups its digits',
    header,
    bars(6).map((row) => row.replace(',20,22,19', ',"1,020","1,022",19.5')),
  ],
  ['6 not-a-number.*holds text or nothing', header, bars(6).map((row) => row.replace(',20,', ',n/a,'))],
  ['6 not-a-number.*carries a unit', header, bars(6).map((row) => row.replace(',20,', ',$20,'))],
  ['6 columns.*it has 6 fields, the header 7', `${header},more`, bars(6)],
  ['6 high-low.*columns of their names', 'time,open,low,high,close,volume', bars(6)],
  ['5 of 6 rows were refused: duplicate.*time of day', header, withTimes(() => '2024-01-01')],
  ['4 of 6 rows were refused: high-low', header, bars(6).map((row, i) => (i < 2 ? row : row.replace(',22,', ',2,')))],
])('refuses a file whole: %s', async (message, names, rows) => {
  const out = join(fileWith('x', '').replace(/x$/, ''), 'recording')
  const path = fileWith('coin.csv', [names, ...rows].join('\n'))
  await expect(imported('ohlcv', path, { out })).rejects.toThrow(new RegExp(`^coin\\.csv: row \\d+: .*${message}`))
  expect(existsSync(join(out, 'recording.json'))).toBe(false)
  const { total } = await imported('ohlcv', path, { out, allowLoss: true })
  const refused = Object.values(total.quarantined).reduce((sum, count) => sum + count, 0)
  expect([total.read, total.accepted + refused]).toEqual([6, 6])
})

test('times in milliseconds where a format counts microseconds are named', async () => {
  const rows = Array.from({ length: 4 }, (_, i) => `x,C,${first + i},${first + i},${i},buy,5,1`)
  const text = ['exchange,symbol,timestamp,local_timestamp,id,side,price,amount', ...rows].join('\n')
  await expect(imported('tardis', fileWith('t.csv', text))).rejects.toThrow(/4 bad-time.*look like milliseconds/)
})

test('half is no loss, nor are bars that the recording has', async () => {
  const half = bars(6).map((row, i) => (i % 2 ? row.replace(',22,', ',2,') : row))
  const { total } = await imported('ohlcv', fileWith('coin.csv', [header, ...half].join('\n')))
  expect(total).toMatchObject({ accepted: 3, quarantined: { 'high-low': 3 } })
  const { out } = await imported('ohlcv', fileWith('coin.csv', [header, ...bars(6)].join('\n')))
  const again = await imported('ohlcv', fileWith('coin-again.csv', [header, ...bars(5)].join('\n')), { out })
  expect(again.total).toEqual({ read: 5, accepted: 0, quarantined: { duplicate: 5 } })
})

test('every row of a damaged file is accepted or put aside with its reason', async () => {
  const text = [header, ...bars(12)].join('\n')
  const unit = fc.constantFrom(',', ';', '\t', '"', '\n', '\r', ' ', '-', '.', 'e', '9', '\u0000', '\ufeff', 'é')
  const damage = fc.array(fc.tuple(fc.nat(text.length - 1), fc.nat(3), unit), { minLength: 1, maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(damage, async (edits) => {
      let damaged = text
      for (const [at, cut, put] of edits) damaged = damaged.slice(0, at) + put + damaged.slice(at + cut)
      const path = fileWith('coin.csv', damaged)
      const done = await imported('ohlcv', path, { allowLoss: true }).catch((error: unknown) => error)
      if (done instanceof Error) {
        expect(done).toMatchObject({
          code: 'bad-input',
          message: expect.stringMatching(/^coin\.csv: row \d+: /) as string,
        })
        return
      }
      const { total } = done as Awaited<ReturnType<typeof imported>>
      const refused = Object.values(total.quarantined).reduce((sum, count) => sum + count, 0)
      const lines = damaged.split('\n').filter((line) => line.replace(/\r$/, '') !== '')
      expect(total.accepted + refused).toBe(total.read)
      expect(total.read).toBe(lines.length - 1)
    }),
    { numRuns: 60 },
  )
}, 60_000)
