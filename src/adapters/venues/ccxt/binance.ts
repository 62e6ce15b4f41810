import type { ExchangeFacts } from './exchange'

/**
 * Binance's USD-margined contracts: the client order id works, up to 36 characters, and an order is found by it. An
 * order's answer has no trades.
 */
export const binance: ExchangeFacts = {
  labelLength: 36,
  labelOf: ({ clientOrderId }) => clientOrderId,
  orderParameters: (label, validUntil, now) => ({
    newClientOrderId: label,
    // The exchange accepts an order only this long after the time stamped on it.
    recvWindow: Math.min(60_000, Math.max(1, Math.round(validUntil - now))),
  }),
  find: async (exchange, market, label) => [
    await exchange.fetchOrder(undefined, market.symbol, { origClientOrderId: label }),
  ],
  trades: (exchange, market, { id }) => exchange.fetchMyTrades(market.symbol, undefined, undefined, { orderId: id }),
  unit: ({ contractSize }) => contractSize ?? 1,
  openOrders: (exchange, { symbol }) => exchange.fetchOpenOrders(symbol),
  positions: async (exchange, markets) => {
    const held = await exchange.fetchPositions(markets.map(({ symbol }) => symbol))
    return markets.flatMap(({ id, symbol }) =>
      held
        .filter((own) => own.symbol === symbol)
        .map(({ side, contracts }) => ({ id, amount: (side === 'short' ? -1 : 1) * Math.abs(contracts ?? 0) })),
    )
  },
  // Order would be filled at no price, reduce-only refused, margin too low, unknown symbol.
  refusals: new Set(['-2010', '-2018', '-2019', '-2022', '-1121']),
}
