import { writeFileSync } from 'node:fs'
import { eventsOf, fileWith, imported, quarantineOf } from '../folder'

const name = 'XY_2012-06-21_34200000_57600000_message_1.csv'
const day = { venue: 'nasdaq', symbol: 'XY' }

const lobster = (rows: readonly (readonly [message: string, book: string])[]) => {
  const path = fileWith(name, rows.map(([message]) => message).join('\n'))
  writeFileSync(path.replace('_message_', '_orderbook_'), rows.map(([, book]) => book).join('\n'))
  return imported('lobster', path)
}

const added = (at: number, book: string) => [`${34200 + at},1,${at},10,1000000,1`, book] as const

test('equal executions of hidden orders are so many executions', async () => {
  const hidden = ['34201,5,0,70,1000000,1', '1000500,200,999500,300'] as const
  const { out, total } = await lobster([added(0.5, hidden[1]), hidden, hidden, hidden, hidden])
  expect(total).toEqual({ read: 5, accepted: 5, quarantined: {} })
  expect((await eventsOf(out, day)).flatMap((event) => ('size' in event ? [event.size] : []))).toEqual([70, 70, 70, 70])
})

test('a refused execution takes the new best ask with it to the next row, not away', async () => {
  const before = '1000500,200,999500,300'
  const after = '1000700,150,999500,300'
  const rows = Array.from({ length: 70 }, (_, i) => added(i / 10, `1000500,${200 + i},999500,300`))
  const { out, total } = await lobster([
    ...rows,
    added(7.1, before),
    ['34208,4,77,50,99000500000,-1', after],
    added(9, after),
    added(10, after),
  ])
  expect(total).toEqual({ read: 74, accepted: 73, quarantined: { 'absurd-price': 1 } })
  const quotes = (await eventsOf(out, day)).flatMap((event) => ('ask' in event ? [event.ask] : []))
  expect(quotes.slice(-2)).toEqual([100.05, 100.07])
})

test('the cross of an auction is a flag, no trade, and its line is kept', async () => {
  const book = '1000500,200,999500,300'
  const { out, total, summary } = await lobster([
    added(0.5, book),
    ['34201,6,-1,9000,1000000,-1', book],
    added(2, book),
  ])
  expect(total).toEqual({ read: 3, accepted: 3, quarantined: {} })
  expect(summary.files[0].flagged).toEqual({ auction: 1 })
  expect(quarantineOf(out)).toEqual([`2,auction,"34201,6,-1,9000,1000000,-1,${book}"`])
  expect((await eventsOf(out, day)).filter((event) => 'size' in event)).toEqual([])
})
