import { openCcxtVenue } from '../../../src/adapters/venues/ccxt/ccxt-venue'
import { loadCcxt } from '../../../src/adapters/venues/ccxt/exchange'
import { orderLabel } from '../../../src/core/execution/label'
import { SECOND } from '../../../src/core/market/event'
import { startRng } from '../../../src/core/rng'
import type { Venue } from '../../../src/ports/venue'
import { anOrder } from '../../support/an-order'

const instrument = 'usdm/SOLUSDT'
const now = 1_700_000_000 * SECOND

const listed = {
  ...{ symbol: 'SOLUSDT', pair: 'SOLUSDT', contractType: 'PERPETUAL', status: 'TRADING' },
  ...{ deliveryDate: 4133404800000, onboardDate: 1569398400000, underlyingType: 'COIN' },
  ...{ baseAsset: 'SOL', quoteAsset: 'USDT', marginAsset: 'USDT', pricePrecision: 3, quantityPrecision: 1 },
  ...{ orderTypes: ['LIMIT', 'MARKET'], timeInForce: ['GTC', 'IOC'] },
  filters: [
    { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '10000', tickSize: '0.01' },
    { filterType: 'LOT_SIZE', minQty: '0.1', maxQty: '400', stepSize: '0.1' },
    { filterType: 'MIN_NOTIONAL', notional: '50' },
  ],
}

type Request = { readonly url: string; readonly method: string; readonly body: URLSearchParams }

describe("Binance's USD-margined contracts through ccxt", () => {
  const requests: Request[] = []
  let venue: Venue
  let restore: () => void

  /** Answers ccxt's requests in memory: one `url` does not replace its addresses. */
  const answer = ({ url, method, body }: Request): unknown => {
    if (url.includes('exchangeInfo')) return { timezone: 'UTC', serverTime: now / 1_000, symbols: [listed] }
    if (method !== 'POST') return []
    const [quantity, price, label] = ['quantity', 'price', 'newClientOrderId'].map((name) => body.get(name))
    return {
      ...{ orderId: 5, symbol: 'SOLUSDT', status: 'EXPIRED', clientOrderId: label, price, avgPrice: '0.00' },
      ...{ origQty: quantity, executedQty: '0.0', cumQuote: '0', timeInForce: 'IOC', type: 'LIMIT' },
      ...{ reduceOnly: false, side: body.get('side'), updateTime: now / 1_000 },
    }
  }

  beforeAll(async () => {
    const { binanceusdm } = await loadCcxt()
    const own = binanceusdm.prototype as { fetch: unknown }
    const before = own.fetch
    restore = () => void (own.fetch = before)
    own.fetch = (url: string, method = 'GET', _headers?: unknown, body?: string) => {
      const request = { url, method, body: new URLSearchParams(body ?? url.split('?')[1]) }
      requests.push(request)
      return Promise.resolve(answer(request))
    }
    venue = await openCcxtVenue({
      ...{ name: 'usdm', exchange: 'binanceusdm', sandbox: false, instruments: [instrument], pacing: 1 },
      credentials: () => ({ apiKey: 'key-planted-here', secret: 'secret-planted-here' }),
      clock: { now: () => now },
      rng: startRng(1),
    })
  })
  afterAll(async () => {
    await venue.close()
    restore()
  })

  const place = (change: Parameters<typeof anOrder>[0], portfolio = 'sol') =>
    venue.place({
      label: orderLabel({ portfolio, epoch: 'd4e5f6', sequence: 123_456, leg: 0 }),
      order: anOrder({ instrument, lot: 0.1, price: 150, limitPrice: 150, ...change }),
      validUntil: now + 5 * SECOND,
    })
  const sent = () => requests.filter(({ method }) => method === 'POST')

  test('has the terms that the exchange lists: step, tick, largest size, least value', async () => {
    expect(await venue.terms(instrument)).toEqual({
      ...{ lot: 0.1, minLots: 1, maxLots: 4_000, tick: 0.01, leastNotional: 50 },
    })
  })

  test('sends no order that the exchange would refuse for its size or value', async () => {
    const before = sent().length
    expect(await place({ lots: 3 })).toEqual({ kind: 'rejected', reason: 'worth less than 50' })
    expect(await place({ lots: 4_001 })).toEqual({ kind: 'rejected', reason: 'more than 4000 lots' })
    expect(sent()).toHaveLength(before)
  })

  test('sends an order at the least value, under a label that fits, for the longest id', async () => {
    const before = sent().length
    expect(await place({ lots: 4 }, 'sol-weekly-strangles-of-the-desk')).toMatchObject({
      kind: 'report',
      report: { state: 'cancelled' },
    })
    const [order] = sent().slice(before)
    expect(order.body.get('quantity')).toBe('0.4')
    expect(order.body.get('newClientOrderId')).toHaveLength(36)
  })
})
