import { publishedBy } from '../../../../src/adapters/feeds'
import { startJsonServer, type JsonServer } from '../../../support/json-server'

const at = (text: string): number => Date.parse(text) * 1_000
const ms = (text: string): number => Date.parse(text)

let server: JsonServer
beforeAll(async () => {
  server = await startJsonServer()
})
afterAll(() => server.close())

const asking = (venue: string) => {
  const published = publishedBy(venue, { url: server.url })
  if (published === undefined) throw new Error(venue)
  return published
}

test("Deribit's funding is that of the hour before each row, oldest first", async () => {
  const row = (hour: string, interest_1h: number) => ({
    ...{ timestamp: ms(`2025-03-07T${hour}:00:00Z`), interest_1h, interest_8h: 9 },
    ...{ index_price: 88_000.5, prev_index_price: 1 },
  })
  server.body = JSON.stringify({ result: [row('11', -2e-6), row('10', 3e-6), row('09', 1)] })
  const [after, until] = [at('2025-03-07T09:00:00Z'), at('2025-03-07T11:30:00Z')]
  expect(await asking('deribit').funding('BTC-PERPETUAL', after, until)).toEqual([
    ...[
      { at: at('2025-03-07T10:00:00Z'), from: after, rate: 3e-6, price: 88_000.5, basis: 'venue' },
      {
        at: at('2025-03-07T11:00:00Z'),
        from: at('2025-03-07T10:00:00Z'),
        rate: -2e-6,
        price: 88_000.5,
        basis: 'venue',
      },
    ],
  ])
  expect(server.asked.at(-1)).toBe(
    `/public/get_funding_rate_history?instrument_name=BTC-PERPETUAL&start_timestamp=${after / 1_000}&end_timestamp=${until / 1_000}`,
  )
})

test("Binance's funding is that of its times, which it stamps late, at the mark where it gives one", async () => {
  const time = ms('2025-03-07T08:00:00Z')
  server.body = JSON.stringify([
    { symbol: 'BTCUSDT', fundingTime: time + 7, fundingRate: '0.00010000', markPrice: '88123.40' },
    { symbol: 'BTCUSDT', fundingTime: time + 8 * 3_600_000, fundingRate: '-0.00020000', markPrice: '' },
  ])
  expect(await asking('binance-futures').funding('BTCUSDT', at('2025-03-07T00:00:00Z'), Infinity)).toEqual([
    { at: time * 1_000, rate: 1e-4, price: 88_123.4, basis: 'venue' },
    { at: at('2025-03-07T16:00:00Z'), rate: -2e-4, basis: 'venue' },
  ])
  expect(server.asked.at(-1)).toBe(
    `/fapi/v1/fundingRate?symbol=BTCUSDT&startTime=${ms('2025-03-07T00:00:00Z') + 1}&limit=1000`,
  )
})

test("Binance's options settle on the price of those exercised at their expiry", async () => {
  const expiry = at('2025-03-07T08:00:00Z')
  const { delivery } = asking('binance-futures')
  server.body = '[]'
  expect(await delivery('BTCUSDT', expiry)).toEqual({ kind: 'awaited' })
  expect(await delivery('BTCUSDT', expiry + 1)).toEqual({ kind: 'none' })
  server.body = JSON.stringify([
    { symbol: 'BTC-250307-90000-C', strikePrice: '90000', realStrikePrice: '88219.50', expiryDate: expiry / 1_000 },
  ])
  expect(await delivery('BTCUSDT', expiry)).toEqual({ kind: 'price', price: 88_219.5 })
  // A week before it no option expired.
  expect(await delivery('BTCUSDT', expiry - 7 * 86_400_000_000)).toEqual({ kind: 'none' })
})

test('an answer that is another is no answer, and other venues publish nothing here', async () => {
  server.body = '{"error":{"code":13020}}'
  for (const venue of ['deribit', 'binance-futures'])
    await expect(asking(venue).funding('BTC-PERPETUAL', 0, 1)).rejects.toMatchObject({ code: 'unavailable' })
  expect(publishedBy('okx-swap')).toBeUndefined()
})
