import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deribitDelivery } from '../../../../src/adapters/feeds/published/deribit'

const eight = (date: string): number => Date.parse(`${date}T08:00:00Z`) * 1_000

describe("Deribit's delivery prices", () => {
  const asked: string[] = []
  let server: Server
  let url: string
  let body = ''
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end(body)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })
  beforeEach(() => {
    const data = [
      { date: '2025-03-08', delivery_price: 86_219.5 },
      { date: '2025-03-07', delivery_price: 88_731.25 },
    ]
    body = JSON.stringify({ jsonrpc: '2.0', result: { data, records_total: 2 } })
  })

  test('are those of the day of the expiry, and awaited until the list has it', async () => {
    expect(await deribitDelivery('BTC-PERPETUAL', eight('2025-03-07'), { url })).toEqual({
      kind: 'price',
      price: 88_731.25,
    })
    expect(await deribitDelivery('BTC-PERPETUAL', eight('2025-03-09'), { url })).toEqual({ kind: 'awaited' })
  })

  test.each([
    ['BTC-PERPETUAL', 'btc_usd'],
    ['ETH', 'eth_usd'],
    ['SOL_USDC-PERPETUAL', 'sol_usdc'],
    ['BTC_USDC', 'btc_usdc'],
    ['ETH-27JUN25', 'eth_usd'],
  ])('of %s are those of %s', async (symbol, index) => {
    await deribitDelivery(symbol, eight('2025-03-07'), { url })
    expect(asked.at(-1)).toBe(`/public/get_delivery_prices?index_name=${index}&offset=0&count=1000`)
  })

  test('are none at another time of the day, and nobody is asked', async () => {
    const before = asked.length
    expect(await deribitDelivery('BTC-PERPETUAL', eight('2025-03-07') + 1, { url })).toEqual({ kind: 'none' })
    expect(asked).toHaveLength(before)
  })

  test.each(['not json', '{"error":{"code":13020}}', '{"result":{"data":[{"date":"2025-03-07","delivery_price":0}]}}'])(
    'are unavailable where the answer is %s',
    async (text) => {
      body = text
      await expect(deribitDelivery('BTC-PERPETUAL', eight('2025-03-07'), { url })).rejects.toMatchObject({
        code: 'unavailable',
      })
    },
  )
})
