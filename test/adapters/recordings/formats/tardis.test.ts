import { eventsOf, fileWith, imported } from '../folder'

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
