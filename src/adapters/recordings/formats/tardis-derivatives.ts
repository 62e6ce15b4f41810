import type { DerivativeTicker, OptionSummary } from '../../../core/market/event'
import type { Fields, Header, Parsed } from './csv'
import type { SourceContext } from './format'
import { stampReader } from './tardis-stamp'
import { isMicroseconds } from './time'

const isNaNWhereGiven = (value: number | undefined): boolean => value !== undefined && Number.isNaN(value)

/** derivative_ticker: last, mark and index price, funding rate, open interest; each may be empty. */
export const derivativeTickerLines = (context: SourceContext, header: Header) => {
  const stamp = stampReader(context, header)
  const positions = ['last_price', 'mark_price', 'index_price', 'funding_rate', 'open_interest'].map((name) =>
    header.optional(name),
  )
  return (fields: Fields): Parsed => {
    const stamped = stamp(fields)
    if (typeof stamped === 'string') return stamped
    const { instrument, timestamp, localTimestamp } = stamped
    const values = positions.map((position) => fields.optional(position))
    if (values.some(isNaNWhereGiven)) return 'not-a-number'
    const [lastPrice, markPrice, indexPrice, fundingRate, openInterest] = values
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
  ...['underlying_price', 'bid_iv', 'ask_iv', 'mark_iv'],
  ...['delta', 'gamma', 'vega', 'open_interest'],
] as const

/**
 * options_chain: implied volatilities come in percent and are stored as fractions; the chain is stored under the
 * underlying, the text before the first '-'.
 */
export const optionsChainLines = (context: SourceContext, header: Header) => {
  const stamp = stampReader(context, header)
  const [symbol, type] = [header.required('symbol'), header.required('type')]
  const [strike, expiration] = [header.required('strike_price'), header.required('expiration')]
  const positions = measures.map((name) => header.optional(name))
  const fraction = (percent: number | undefined): number | undefined =>
    percent === undefined || percent === 0 ? undefined : percent / 100
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
    const [underlyingPrice, bidIv, askIv, markIv, delta, gamma, vega, openInterest] = values
    if (at <= 0 || (underlyingPrice !== undefined && underlyingPrice <= 0)) return 'price-not-positive'
    if ([bidIv, askIv, markIv, openInterest].some((value) => value !== undefined && value < 0)) return 'size-negative'
    const option: OptionSummary = {
      kind: 'option-summary',
      timestamp,
      localTimestamp,
      instrument,
      type: right,
      strike: at,
      expiry,
      underlyingPrice,
      bidIv: fraction(bidIv),
      askIv: fraction(askIv),
      markIv: fraction(markIv),
      delta,
      gamma,
      vega,
      openInterest,
    }
    const underlying = context.given.symbol ?? instrument.split('-')[0]
    const price = underlyingPrice
    return {
      instrument: { venue: stamped.instrument.venue, symbol: underlying },
      events: [option],
      stream: `option ${instrument}`,
      time: localTimestamp,
      identity: undefined,
      repeats: 'next',
      price: price === undefined ? undefined : { low: price, high: price, mid: price },
    }
  }
}
