/** Messages as Deribit sends them, milliseconds since the epoch. */
export const perpetual = 'BTC-PERPETUAL'

export const tradeData = (id: number, timestamp: number, price: number, direction = 'buy') => ({
  ...{ trade_seq: id, trade_id: String(id), timestamp, tick_direction: 0, price, mark_price: price, amount: 10 },
  ...{ instrument_name: perpetual, index_price: price, direction, contracts: 1 },
})

export const quoteData = (timestamp: number, bid: number | null, ask: number) => ({
  ...{ timestamp, instrument_name: perpetual, best_bid_price: bid, best_bid_amount: bid === null ? 0 : 5000 },
  ...{ best_ask_price: ask, best_ask_amount: 7000 },
})

export const tickerData = (timestamp: number, mark: number) => ({
  ...{
    timestamp,
    instrument_name: perpetual,
    state: 'open',
    last_price: mark,
    mark_price: mark,
    index_price: mark - 1,
  },
  ...{
    current_funding: 0,
    funding_8h: 0.0001,
    open_interest: 1000,
    best_bid_price: mark - 1,
    best_ask_price: mark + 1,
  },
  ...{ best_bid_amount: 1, best_ask_amount: 1, min_price: 1, max_price: 1e6, settlement_price: mark, stats: {} },
})

export const optionName = 'BTC-27DEC30-100000-C'

export const optionData = (
  timestamp: number,
  greeks: unknown = { delta: 0.5, gamma: 0.00001, vega: 80, theta: -9, rho: 3 },
) => ({
  ...{
    timestamp,
    instrument_name: optionName,
    state: 'open',
    underlying_price: 98_000,
    underlying_index: 'BTC-27DEC30',
  },
  ...{ mark_iv: 61.5, bid_iv: 0, ask_iv: 63, mark_price: 0.05, open_interest: 12.5, index_price: 97_500 },
  ...{ best_bid_price: 0, best_bid_amount: 0, best_ask_price: 0.051, best_ask_amount: 3.5 },
  greeks,
})

export const bookData = (timestamp: number, id: number, previous: number | undefined, bids: readonly unknown[]) => ({
  ...{ type: previous === undefined ? 'snapshot' : 'change', timestamp, instrument_name: perpetual, change_id: id },
  ...(previous === undefined ? {} : { prev_change_id: previous }),
  ...{ bids, asks: [] },
})
