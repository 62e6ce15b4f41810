import type { DerivativeTicker, Quote, Trade } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import { startFields, type Message } from '../message-fields'

/**
 * An event of a normalized message, its time in microseconds in `time`, or why there is none; arrival is stamped by the
 * supervisor.
 */
export const readNormalized = (message: Message): Trade | Quote | DerivativeTicker | RefusalReason => {
  const fields = startFields(message)
  const stamps = { timestamp: fields.number('time'), localTimestamp: 0 }
  if (message.type === 'trade') {
    const { side } = message
    const trade: Trade = {
      ...{ kind: 'trade', ...stamps, price: fields.number('price'), size: fields.number('amount') },
      aggressor: side === 'buy' || side === 'sell' ? side : undefined,
    }
    return fields.fault() ?? trade
  }
  if (message.type === 'book_ticker') {
    // The library drops a price of 0; a side without orders is for the screen to refuse.
    const quote: Quote = {
      ...{ kind: 'quote', ...stamps, bid: fields.optional('bidPrice') ?? 0, ask: fields.optional('askPrice') ?? 0 },
      ...{ bidSize: fields.optional('bidAmount') ?? 0, askSize: fields.optional('askAmount') ?? 0 },
    }
    return fields.fault() ?? quote
  }
  if (message.type !== 'derivative_ticker') return 'not-needed'
  const ticker: DerivativeTicker = {
    ...{ kind: 'derivative-ticker', ...stamps },
    lastPrice: fields.optional('lastPrice'),
    markPrice: fields.optional('markPrice'),
    indexPrice: fields.optional('indexPrice'),
    fundingRate: fields.optional('fundingRate'),
    openInterest: fields.optional('openInterest'),
  }
  return fields.fault() ?? ticker
}
