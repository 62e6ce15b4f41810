/**
 * Messages as Deribit sends them of one perpetual: eight quotes, a trade and a ticker of ten, milliseconds apart,
 * around a price that wanders.
 */
export const perpetual = 'BTC-PERPETUAL'

export type DeribitMessage = { readonly channel: string; readonly data: unknown }

/** The message of a place in the stream, at a time in milliseconds since the epoch. */
export const deribitMessage = (place: number, timestamp: number): DeribitMessage => {
  const price = 60_000 + Math.round(200 * Math.sin(place / 5_000)) / 2
  const named = { instrument_name: perpetual, timestamp }
  const top = {
    ...{ best_bid_price: price - 0.5, best_bid_amount: 5_000 + (place % 97), best_ask_price: price + 0.5 },
    best_ask_amount: 7_000 + (place % 89),
  }
  if (place % 10 === 8) {
    const direction = place % 20 === 8 ? 'buy' : 'sell'
    const trade = {
      ...{ trade_seq: place, trade_id: String(place), tick_direction: 0, price, mark_price: price, amount: 10 },
      ...{ index_price: price, direction, contracts: 1 },
    }
    return { channel: `trades.${perpetual}.100ms`, data: [{ ...named, ...trade }] }
  }
  if (place % 10 === 9) {
    const ticker = {
      ...{ state: 'open', last_price: price, mark_price: price, index_price: price - 1, current_funding: 0 },
      ...{ funding_8h: 0.0001, open_interest: 1_000, min_price: 1, max_price: 1e6, settlement_price: price },
    }
    return { channel: `ticker.${perpetual}.100ms`, data: { ...named, ...ticker, ...top, stats: {} } }
  }
  return { channel: `quote.${perpetual}`, data: { ...named, ...top } }
}

/** A message as it comes over the socket. */
export const deribitText = (place: number, timestamp: number): string =>
  JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params: deribitMessage(place, timestamp) })
