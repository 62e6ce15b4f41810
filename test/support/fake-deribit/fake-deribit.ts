import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { instruments } from './instruments'

type Fields = Record<string, unknown>
type Trade = Fields & { readonly amount: number }
type Order = Fields & {
  readonly order_id: string
  readonly label: string
  readonly instrument_name: string
  readonly direction: 'buy' | 'sell'
  readonly amount: number
  readonly price: number
  filled_amount: number
  order_state: 'open' | 'filled' | 'cancelled'
  readonly trades: Trade[]
}

/**
 * What happens to the next order (or, for `busy` and the last two, to the next question): an error code of Deribit's, a
 * cut socket, a late or mangled answer.
 */
export type Fate =
  | { readonly kind: 'error'; readonly code: number; readonly message: string }
  | { readonly kind: 'cut-before' | 'cut-after' | 'silence-after' | 'rest' | 'garbage' | 'empty' | 'html' }

export type FakeDeribit = {
  readonly url: string
  quote: { bid: number; ask: number; amount: number }
  /** Used up one an order. */
  readonly orderFates: Fate[]
  /** Used up one a query of another kind. */
  readonly questionFates: Fate[]
  isDown: boolean
  /** Requested paths with their parameters, oldest first. */
  readonly requests: { readonly path: string; readonly parameters: URLSearchParams; readonly headers: Fields }[]
  readonly orders: Order[]
  /** Recent records are gone, as they are after a while. */
  dropRecent: () => void
  readonly release: () => void
  readonly stop: () => Promise<void>
}

const fee = 5e-4
const round = (value: number): number => Number(value.toFixed(8))

/**
 * Deribit's HTTP interface as far as orders need it, in memory, on a free port: linear contracts, immediate-or-cancel
 * limit orders, one level a side.
 */
export const startFakeDeribit = async (): Promise<FakeDeribit> => {
  let ids = 0
  let isForgotten = false
  const waiting: Order[] = []

  const match = (order: Order): void => {
    const { direction, amount, price } = order
    const best = direction === 'buy' ? fake.quote.ask : fake.quote.bid
    const isWithin = direction === 'buy' ? best <= price : best >= price
    const traded = isWithin ? Math.min(amount, fake.quote.amount) : 0
    // Two trades an order, so that a report is more than its first one.
    const first = round(Math.floor((traded / 2) * 1_000) / 1_000)
    for (const part of [first, round(traded - first)].filter((own) => own > 0))
      order.trades.push({
        ...{ trade_id: `T-${++ids}`, trade_seq: ids, order_id: order.order_id, label: order.label },
        ...{
          instrument_name: order.instrument_name,
          direction,
          price: best,
          amount: part,
          timestamp: 1_700_000_000_000,
        },
        ...{
          fee: round(part * best * fee),
          fee_currency: 'USDC',
          liquidity: 'T',
          state: 'filled',
          order_type: 'limit',
        },
      })
    order.filled_amount = round(traded)
    order.order_state = traded === amount ? 'filled' : 'cancelled'
  }

  const take = (direction: 'buy' | 'sell', parameters: URLSearchParams, rests: boolean): Order => {
    const order: Order = {
      ...{ order_id: `O-${++ids}`, label: parameters.get('label') ?? '', order_type: 'limit', api: true },
      ...{ instrument_name: parameters.get('instrument_name') ?? '', direction, average_price: fake.quote.ask },
      ...{ amount: Number(parameters.get('amount')), price: Number(parameters.get('price')), filled_amount: 0 },
      ...{ time_in_force: parameters.get('time_in_force'), order_state: 'open', trades: [] },
      ...{ creation_timestamp: 1_700_000_000_000, last_update_timestamp: 1_700_000_000_000 },
    }
    fake.orders.push(order)
    if (rests) waiting.push(order)
    else match(order)
    return order
  }

  const shown = (order: Order): Fields => ({ ...order, trades: undefined })

  const answerOf = (method: string, parameters: URLSearchParams): unknown => {
    const isOf = (name: 'order_id' | 'label' | 'instrument_name') => (order: Order) =>
      order[name] === parameters.get(name)
    const isPast = parameters.get('historical') === 'true'
    switch (method) {
      case 'public/get_currencies':
        return ['BTC', 'ETH', 'USDC'].map((currency) => ({ currency, currency_long: currency, coin_type: currency }))
      case 'public/get_instruments':
        return instruments
      case 'private/get_order_state_by_label':
        return isForgotten ? [] : fake.orders.filter(isOf('label')).map(shown)
      case 'private/get_order_history_by_instrument':
        return isPast ? fake.orders.filter(isOf('instrument_name')).map(shown) : []
      case 'private/get_user_trades_by_order':
        return isForgotten && !isPast ? [] : fake.orders.filter(isOf('order_id')).flatMap(({ trades }) => trades)
      case 'private/get_open_orders_by_instrument':
        return fake.orders.filter((order) => order.order_state === 'open' && isOf('instrument_name')(order)).map(shown)
      case 'private/get_positions':
        return instruments.map(({ instrument_name, kind }) => {
          const traded = fake.orders
            .filter((order) => order.instrument_name === instrument_name)
            .reduce((sum, { direction, filled_amount }) => sum + (direction === 'buy' ? 1 : -1) * filled_amount, 0)
          const direction = traded > 0 ? 'buy' : traded < 0 ? 'sell' : 'zero'
          return { instrument_name, kind, direction, size: round(traded), size_currency: round(traded) }
        })
      case 'private/cancel': {
        const order = fake.orders.find(isOf('order_id'))
        if (order) order.order_state = 'cancelled'
        return order && shown(order)
      }
      default:
        return undefined
    }
  }

  const send = (response: ServerResponse, status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify({ jsonrpc: '2.0', ...(body as object) }))
  }

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const method = pathname.replace('/api/v2/', '')
    fake.requests.push({ path: method, parameters: searchParams, headers: request.headers })
    if (fake.isDown) return void request.socket.destroy()
    const isOrder = method === 'private/buy' || method === 'private/sell'
    const fate = (isOrder ? fake.orderFates : fake.questionFates).shift()
    if (fate?.kind === 'cut-before') return void request.socket.destroy()
    if (fate?.kind === 'error') {
      const { code, message } = fate
      return send(response, 400, { error: { code, message } })
    }
    if (fate?.kind === 'html') return send(response, 502, '<html>Bad gateway</html>')
    const order = isOrder
      ? take(method === 'private/buy' ? 'buy' : 'sell', searchParams, fate?.kind === 'rest')
      : undefined
    if (fate?.kind === 'cut-after') return void request.socket.destroy()
    if (fate?.kind === 'silence-after') return
    if (fate?.kind === 'garbage') return send(response, 200, '{"jsonrpc":"2.0","result":{"or')
    if (fate?.kind === 'empty') return send(response, 200, {})
    if (order) return send(response, 200, { result: { order: shown(order), trades: order.trades } })
    const result = answerOf(method, searchParams)
    if (result === undefined) return send(response, 400, { error: { code: -32601, message: 'Method not found' } })
    send(response, 200, { result })
  }

  const server = createServer(handle)
  const fake: FakeDeribit = {
    url: '',
    quote: { bid: 99, ask: 101, amount: 1 },
    orderFates: [],
    questionFates: [],
    isDown: false,
    requests: [],
    orders: [],
    dropRecent: () => {
      isForgotten = true
    },
    release: () => {
      for (const order of waiting.splice(0)) if (order.order_state === 'open') match(order)
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(fake, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}
