import { Fault } from '../../../core/error'
import { endpoint, type CcxtExchange, type CcxtOrder, type ExchangeFacts } from './exchange'

type Rows = readonly Readonly<Record<string, unknown>>[]

/** The rows of a result, which is a list or has it under a name. */
const rowsOf = (result: unknown, name: string): Rows => {
  const rows = Array.isArray(result)
    ? (result as unknown)
    : (result as Readonly<Record<string, unknown>> | null)?.[name]
  if (!Array.isArray(rows)) throw new Fault('unavailable', `the answer has no list of ${name}`)
  return rows as Rows
}

/**
 * Queries go to the exchange's own endpoints: ccxt reads a malformed answer as an empty list, which would mean that
 * there are no orders.
 */
const ask = async (
  exchange: CcxtExchange,
  name: string,
  parameters: Readonly<Record<string, unknown>>,
  rows: string,
): Promise<Rows> => {
  const answer = (await endpoint(exchange, name)(parameters)) as { readonly result?: unknown } | undefined | null
  return rowsOf(answer?.result, rows)
}

/**
 * Deribit: linear contracts, whose amount is in the base currency. It ignores a client order id and takes a label
 * instead, up to 64 characters, which it keeps without being unique. Orders are found by it for thirty minutes and
 * their trades for a day, both in the history afterwards. An order's own answer has its trades, a looked-up one has
 * not.
 */
export const deribit: ExchangeFacts = {
  labelLength: 64,
  labelOf: ({ info }) => (typeof info['label'] === 'string' ? info['label'] : undefined),
  orderParameters: (label, validUntil) => ({ label, valid_until: validUntil }),
  find: async (exchange, market, label) => {
    const ours = (rows: Rows): readonly CcxtOrder[] =>
      rows
        .filter((row) => row['label'] === label && row['instrument_name'] === market.id)
        .map((row) => exchange.parseOrder(row, market))
    const by = { currency: market.settle, label }
    const recent = ours(await ask(exchange, 'privateGetGetOrderStateByLabel', by, 'orders'))
    if (recent.length > 0) return recent
    const past = { instrument_name: market.id, count: 1_000, include_unfilled: true, historical: true }
    return ours(await ask(exchange, 'privateGetGetOrderHistoryByInstrument', past, 'orders'))
  },
  trades: async (exchange, market, { id }) => {
    const by = { order_id: id }
    const recent = await ask(exchange, 'privateGetGetUserTradesByOrder', by, 'trades')
    if (recent.length > 0) return exchange.parseTrades(recent, market)
    const past = await ask(exchange, 'privateGetGetUserTradesByOrder', { ...by, historical: true }, 'trades')
    return exchange.parseTrades(past, market)
  },
  openOrders: async (exchange, market) => {
    const rows = await ask(exchange, 'privateGetGetOpenOrdersByInstrument', { instrument_name: market.id }, 'orders')
    return rows.map((row) => exchange.parseOrder(row, market))
  },
  positions: async (exchange) => {
    const rows = await ask(exchange, 'privateGetGetPositions', {}, 'positions')
    return rows.map((row) => {
      // In the base currency; the other size is in contracts or money, by kind.
      const size = Math.abs(Number(row['size_currency'] ?? row['size']))
      return { id: String(row['instrument_name']), amount: row['direction'] === 'sell' ? -size : size }
    })
  },
  unit: () => 1,
  // Unknown instrument, other rejection with its reason, unknown instrument again.
  refusals: new Set(['10020', '11030', '13020']),
}
