import { eventsOf, fileWith, imported } from './folder'

const header = 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount'
const start = 1_700_000_000_000_000
const traded = { venue: 'v', symbol: 'X' }

/** A download of trades, each a time and a price; ids are not kept in a recording. */
const download = (name: string, rows: readonly (readonly [at: number, price: number])[]): string =>
  fileWith(
    name,
    [header, ...rows.map(([at, price]) => `v,X,${start + at},${start + at + 5},,buy,${price},2`)].join('\n'),
  )

const first = [
  [0, 10],
  [1, 11],
  [2, 12],
  [2, 12],
  [3, 13],
] as const

const importBoth = async (next: readonly (readonly [number, number])[]) => {
  const { out } = await imported('tardis', download('a.csv', first))
  const { summary, total } = await imported('tardis', download('b.csv', next), { out })
  const prices = (await eventsOf(out, traded)).map((event) => 'price' in event && event.price)
  return { prices, total, file: summary.files[0], out }
}

test('rows of a file that an overlapping one told before are stored once, and true repeats stay repeats', async () => {
  const { prices, total, file } = await importBoth([...first.slice(2), [3, 13], [4, 14]])
  expect(prices).toEqual([10, 11, 12, 12, 13, 13, 14])
  expect(total).toEqual({ read: 5, accepted: 5, quarantined: {} })
  expect(file.recordedAlready).toBe(3)
})

test('a row that differs in a clock, and files that share an instant alone, are kept whole', async () => {
  const other = await importBoth([
    [1, 12],
    [2, 11],
  ])
  expect(other.prices).toEqual([10, 11, 12, 12, 12, 11, 13])
  expect(other.file).not.toHaveProperty('recordedAlready')
  const touching = await importBoth([
    [3, 13],
    [4, 14],
  ])
  expect(touching.prices).toEqual([10, 11, 12, 12, 13, 13, 14])
})

test('a file that tells nothing new is noted and changes no data', async () => {
  const { prices, file, out } = await importBoth(first.slice(0, 4))
  expect(prices).toEqual([10, 11, 12, 12, 13])
  expect(file).toMatchObject({ accepted: 4, recordedAlready: 4, isNew: true })
  const again = await imported('tardis', download('b.csv', first.slice(0, 4)), { out })
  expect(again.summary.files[0]).toMatchObject({ recordedAlready: 4, isNew: false })
})
