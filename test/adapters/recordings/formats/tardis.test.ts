import { arrivalsOf, eventsOf, fileWith, imported, optionsOf } from '../folder'

const header = 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount'
const start = 1_700_000_000_000_000

const row = (at: number, id: string): string => `v,X,${start + at},${start + at},${id},sell,10,2`

const trades = fileWith('v_trades_2023-11-14_X.csv', [header, row(1, '7'), row(1, '8'), row(2, '9')].join('\n'))
const forced = (name: string): string => fileWith(name, [header, row(1, '7'), row(2, '')].join('\n'))

test.each(['v_liquidations_2023-11-14_X.csv', 'liquidations.csv', '2023-11-14_liquidations_X.csv.txt'])(
  'the liquidations of %s are among the trades already',
  async (name) => {
    const { out, total, summary } = await imported('tardis', [forced(name), trades])
    expect(total).toEqual({ read: 5, accepted: 3, quarantined: { 'not-needed': 2 } })
    expect(summary.files[0]).toMatchObject({ accepted: 0 })
    expect(await eventsOf(out, { venue: 'v', symbol: 'X' })).toHaveLength(3)
  },
)

test('equal trades without an id are so many trades', async () => {
  const { total } = await imported('tardis', fileWith('t.csv', [header, row(1, ''), row(1, ''), row(1, '')].join('\n')))
  expect(total).toEqual({ read: 3, accepted: 3, quarantined: {} })
})

test.each([
  ['percent', 61.5],
  ['fraction', 0.615],
] as const)(
  'volatilities of a chain whose exchange is not known are in the unit that is stated: %s',
  async (unit, vol) => {
    const chain = `exchange,symbol,timestamp,local_timestamp,type,strike_price,expiration,mark_iv
newvenue,BTC-27JUN25-100000-C,${start},${start},call,100000,${start + 86_400_000_000},${vol}`
    const file = fileWith('chain.csv', chain)
    await expect(imported('tardis', file)).rejects.toThrow(/--iv-unit/)
    const facts = { kind: 'option', base: 'BTC', quote: 'USD', settlement: 'inverse', impliedVols: unit } as const
    const { out } = await imported('tardis', file, { symbol: 'BTC', stated: facts })
    expect(await optionsOf(out, 'newvenue', 'BTC')).toMatchObject([{ markIv: 0.615 }])
  },
)

const book = (levels: number, rows: number): string => {
  const names = Array.from({ length: levels }, (_, i) =>
    ['asks', 'bids'].map((side) => `${side}[${i}].price,${side}[${i}].amount`).join(),
  ).join()
  const own = Array.from({ length: levels }, (_, i) => `${100 + i / 8},1,${99 - i / 64},2`).join()
  const lines = Array.from({ length: rows }, (_, i) => `v,X,${start + i},${start + i},${own}`)
  return [`exchange,symbol,timestamp,local_timestamp,${names}`, ...lines].join('\n')
}

test('books of a thousand levels a side are stored and read back', async () => {
  const { out } = await imported('tardis', fileWith('book.csv', book(1000, 3)))
  const books = await arrivalsOf(out, 'v', 'X')
  expect(books).toHaveLength(3)
  expect(books[2]).toMatchObject({ timestamp: start + 2 })
  const [{ bids, asks }] = books as unknown as readonly Record<'bids' | 'asks', readonly unknown[]>[]
  expect([bids.length, bids[999], asks.length, asks[8]]).toEqual([
    ...[1000, { price: 99 - 999 / 64, size: 2 }, 1000, { price: 101, size: 1 }],
  ])
})
