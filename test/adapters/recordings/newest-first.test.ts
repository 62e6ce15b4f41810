import { join } from 'node:path'
import { readdirSync } from 'node:fs'
import { reversedLines } from '../../../src/adapters/recordings/newest-first'
import { barsOf, fileWith, imported, quarantineOf, temporaryFolder } from './folder'

const minute = 60_000
const first = Date.UTC(2024, 2, 4)
const row = (i: number, close = 50 + (i % 7)): string => `${first + i * minute},50,60,40,${close},${1 + i}`
const header = 'timestamp,open,high,low,close,volume'

test('lines come back from the last to the first, whatever their length, and leave no file', async () => {
  const lines = Array.from({ length: 5000 }, (_, i) => ({
    number: i + 2,
    raw: i % 1000 === 7 ? 'ä'.repeat(400_000) : `row ${i}${' é'.repeat(i % 50)}`,
  }))
  const batches = async function* () {
    for (let i = 0; i < lines.length; i += 900) yield await Promise.resolve(lines.slice(i, i + 900))
  }
  const folder = temporaryFolder()
  const back = []
  for await (const some of reversedLines(batches(), join(folder, 'spool'))) back.push(...some)
  expect(back).toEqual([...lines].reverse())
  expect(readdirSync(folder)).toEqual([])
})

test('bars that come newest first are read in the order of time, and the summary says so', async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => row(i))
  const forward = await imported('ohlcv', fileWith('coin.csv', [header, ...rows].join('\n')))
  const backward = await imported('ohlcv', fileWith('coin.csv', [header, ...rows.reverse()].join('\n')))
  expect(backward.total).toEqual({ read: 3000, accepted: 3000, quarantined: {} })
  expect(backward.summary.files[0].notes).toMatchObject({ order: expect.stringMatching(/newest row first/) as string })
  expect(forward.summary.files[0].notes).not.toHaveProperty('order')
  const coin = { venue: 'file', symbol: 'coin' }
  expect(await barsOf(backward.out, coin)).toEqual(await barsOf(forward.out, coin))
})

test('a refused row of a file read backwards keeps its number in the file', async () => {
  const rows = [row(4), row(3), row(2).replace(',60,', ',30,'), row(1), row(0)]
  const { out } = await imported('ohlcv', fileWith('coin.csv', [header, ...rows].join('\n')))
  expect(quarantineOf(out)).toEqual([`4,high-low,"${rows[2]}"`])
})

const trade = (i: number): string => `x,COIN,${(first + i) * 1000},${(first + i) * 1000},${i},buy,50,1`
const trades = ['exchange,symbol,timestamp,local_timestamp,id,side,price,amount']
for (let i = 40; i > 0; i--) trades.push(trade(i))

test('trades newest first are refused with what to do, and read with --newest-first', async () => {
  const path = fileWith('trades.csv', trades.join('\n'))
  await expect(imported('tardis', path)).rejects.toThrow(
    /trades\.csv: row 3: 39 of 40 rows were refused: time-back, .*newest first: sort it or pass --newest-first/,
  )
  const { total } = await imported('tardis', path, { newestFirst: true })
  expect(total).toEqual({ read: 40, accepted: 40, quarantined: {} })
})
