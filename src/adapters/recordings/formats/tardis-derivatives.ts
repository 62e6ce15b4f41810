import type { DerivativeTicker, OptionSummary } from '../../../core/market/event'
import { refuseOption } from '../../../core/market/row-check'
import { chainSymbol } from '../../../core/market/venues/instrument-facts'
import type { Header, Parsed } from './csv'
import type { Fields } from './csv-fields'
import type { SourceContext } from './format'
import { stampReader } from './tardis-stamp'
import { isMicroseconds } from './time'

const isNaNWhereGiven = (value: number | undefined): boolean => value !== undefined && Number.isNaN(value)

/** derivative_ticker: last, mark and index price, funding rate, open interest; each may be empty. */
export const derivativeTickerLines = (context: SourceContext, header: Header) => {
  const stamp = stampReader(context, header)
  const positions = [
    ...['last_price', 'mark_price', 'index_price', 'funding_rate', 'open_interest', 'funding_timestamp'],
  ].map((name) => header.optional(name))
  return (fields: Fields): Parsed => {
    const stamped = stamp(fields)
    if (typeof stamped === 'string') return stamped
    const { instrument, timestamp, localTimestamp } = stamped
    const values = positions.map((position) => fields.optional(position))
    if (values.some(isNaNWhereGiven)) return 'not-a-number'
    const [lastPrice, markPrice, indexPrice, fundingRate, openInterest, fundingTime] = values
    if ([lastPrice, markPrice, indexPrice].some((price) => price !== undefined && price <= 0))
      return 'price-not-positive'
    if (openInterest !== undefined && openInterest < 0) return 'size-negative'
    const ticker: DerivativeTicker = {
      kind: 'derivative-ticker',
      timestamp,
      localTimestamp,
      lastPrice,
      markPrice,
      indexPrice,
      fundingRate,
      openInterest,
      ...(fundingTime !== undefined && isMicroseconds(fundingTime) && { fundingTime }),
    }
    const price = markPrice ?? lastPrice ?? indexPrice
    return {
      instrument,
      events: [ticker],
      stream: 'ticker',
      time: localTimestamp,
      identity: undefined,
      repeats: 'next',
      price: price === undefined ? undefined : { low: price, high: price, mid: price },
    }
  }
}

const measures = [
  ...['bid_price', 'bid_amount', 'ask_price', 'ask_amount', 'mark_price', 'underlying_price'],
  ...['bid_iv', 'ask_iv', 'mark_iv', 'delta', 'gamma', 'vega', 'open_interest'],
] as const

/** A side on which nobody quotes is empty or 0, its volatility 0 or, at some venues, −1. */
const someone = (value: number | undefined): number | undefined => value || undefined

/**
 * What one is in the volatilities of an exchange, percent or fractions: tardis passes on what the venue sends. Of
 * others the user says it.
 */
const volUnits: Readonly<Record<string, number | undefined>> = {
  deribit: 100,
  ...{ 'okex-options': 1, 'bybit-options': 1, 'binance-options': 1, 'binance-european-options': 1 },
}

/**
 * options_chain: the quote of an option with its volatilities and Greeks, all but name, type, strike and expiry as far
 * as given. Volatilities are stored as fractions, whatever the exchange's unit; the chain lies under the coin.
 */
export const optionsChainLines = (context: SourceContext, header: Header) => {
  const stamp = stampReader(context, header)
  const [symbol, type] = [header.required('symbol'), header.required('type')]
  const [strike, expiration] = [header.required('strike_price'), header.required('expiration')]
  const [exchange, index] = [header.optional('exchange'), header.optional('underlying_index')]
  const positions = measures.map((name) => header.optional(name))
  const { impliedVols } = context.given
  const statedUnit = impliedVols && { fraction: 1, percent: 100 }[impliedVols]
  return (fields: Fields): Parsed => {
    const stamped = stamp(fields)
    if (typeof stamped === 'string') return stamped
    const { timestamp, localTimestamp } = stamped
    const [at, expiry] = [fields.number(strike), fields.number(expiration)]
    const values = positions.map((position) => fields.optional(position))
    if (values.some(isNaNWhereGiven) || Number.isNaN(at + expiry)) return 'not-a-number'
    if (!isMicroseconds(expiry)) return 'bad-time'
    const [instrument, right] = [fields.text(symbol), fields.text(type)]
    if (right !== 'call' && right !== 'put') return 'bad-side'
    const [bid, bidSize, ask, askSize, markPrice, underlyingPrice, ...rest] = values
    const [bidIv, askIv, markIv, delta, gamma, vega, openInterest] = rest
    const unit = statedUnit ?? volUnits[fields.text(exchange) || stamped.instrument.venue]
    if (unit === undefined && (bidIv ?? askIv ?? markIv) !== undefined) return 'implied-vol'
    const vol = (value: number | undefined): number | undefined => (value && value !== -1 ? value / unit! : undefined)
    const option: OptionSummary = {
      ...{ kind: 'option-summary', timestamp, localTimestamp, instrument, type: right, strike: at, expiry },
      ...{ bid: someone(bid), bidSize: someone(bidSize), ask: someone(ask), askSize: someone(askSize) },
      ...{ markPrice, underlying: fields.text(index) || undefined, underlyingPrice, indexPrice: undefined },
      ...{ bidIv: vol(bidIv), askIv: vol(askIv), markIv: vol(markIv), delta, gamma, vega, openInterest },
    }
    const price = underlyingPrice
    return (
      refuseOption(option) ?? {
        instrument: {
          venue: stamped.instrument.venue,
          symbol: context.given.symbol ?? chainSymbol(instrument),
        },
        events: [option],
        stream: `option ${instrument}`,
        time: localTimestamp,
        identity: undefined,
        repeats: 'next',
        price: price === undefined ? undefined : { low: price, high: price, mid: price },
      }
    )
  }
}
