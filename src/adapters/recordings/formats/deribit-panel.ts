import { Fault } from '../../../core/error'
import { emptyQuotation, type DerivativeTicker, type OptionSummary, type Timestamp } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import { csvFormat, readHeader, type Header, type Parsed } from './csv'
import type { Fields } from './csv-fields'
import { instrumentOf, type Format, type LineReader, type SourceContext } from './format'
import { chainCsv, startOptionFacts, unlessZero, type ReadOption } from './option-chain'
import { parseTime } from './time'

/** Options: prices in coin, volatilities as fractions, the underlying a dated future, a synthetic one or the index. */
const optionReader = (context: SourceContext, header: Header) => {
  const at = (...names: string[]): number => header.required(...names)
  const [time, name, expiryAt] = [at('timestamp'), at('instrument_name'), at('expiry_datetime')]
  const [underlyingName, underlying] = [at('underlying_name'), at('underlying')]
  const [bid, ask, mark] = [at('bid_price'), at('ask_price'), at('mark_price')]
  const [vol, index, interest] = [at('implied_volatility'), at('index_price'), at('open_interest')]
  const [delta, vega] = [header.optional('delta'), header.optional('vega')]
  const factsOf = startOptionFacts('deribit')
  return (fields: Fields): ReadOption | RefusalReason => {
    const facts = factsOf(fields.text(name))
    if (facts === undefined) return 'columns'
    const [timestamp, { expiry }] = [context.times.read(fields.text(time)), facts]
    if (typeof timestamp === 'string') return timestamp
    // Expiries are those of the venue, in UTC, whatever the zone of the snapshots.
    if (parseTime(fields.text(expiryAt)) !== expiry || expiry <= timestamp) return 'bad-time'
    const option: OptionSummary = {
      ...{ ...emptyQuotation, kind: 'option-summary', timestamp, localTimestamp: timestamp, instrument: facts.name },
      ...{ type: facts.type, strike: facts.strike, expiry },
      ...{
        bid: unlessZero(fields.optional(bid)),
        ask: unlessZero(fields.optional(ask)),
        markPrice: fields.optional(mark),
      },
      ...{ underlying: fields.text(underlyingName) || undefined, underlyingPrice: fields.optional(underlying) },
      ...{ indexPrice: fields.optional(index), markIv: unlessZero(fields.optional(vol)) },
      ...{ delta: fields.optional(delta), vega: fields.optional(vega), openInterest: fields.optional(interest) },
    }
    for (const value of Object.values(option))
      if (typeof value === 'number' && Number.isNaN(value)) return 'not-a-number'
    const instrument = instrumentOf({ ...context, venue: 'deribit' }, { symbol: facts.underlying })
    return { instrument, option, isInverse: facts.isInverse }
  }
}

type Priced = {
  readonly time: Timestamp | RefusalReason
  readonly symbol: string
  readonly lastPrice: number | undefined
  readonly markPrice: number | undefined
}

/**
 * Prices of futures beside the options. Perpetuals: a trade's price from a candle, at the time of that price. Dated
 * futures: their mark at the snapshot, as the options state it.
 */
const priceReader = ({ times }: SourceContext, header: Header): ((fields: Fields) => Priced) => {
  if (header.optional('candle_price_used') >= 0) {
    const [time, name] = [header.required('candle_price_timestamp_ms'), header.required('instrument_name')]
    const price = header.required('candle_price_used')
    return (fields) => ({
      ...{ time: times.read(fields.text(time)), symbol: fields.text(name) },
      ...{ lastPrice: fields.optional(price), markPrice: undefined },
    })
  }
  const [time, name] = [header.required('timestamp'), header.required('futures_instrument_name')]
  const price = header.required('snapshot_term_mark_price')
  return (fields) => ({
    ...{ time: times.read(fields.text(time)), symbol: fields.text(name) },
    ...{ lastPrice: undefined, markPrice: fields.optional(price) },
  })
}

const tickerRow = (context: SourceContext, { time, symbol, lastPrice, markPrice }: Priced): Parsed => {
  if (typeof time === 'string') return time
  const price = lastPrice ?? markPrice
  if (symbol === '' || price === undefined) return 'columns'
  if (Number.isNaN(price)) return 'not-a-number'
  if (!(price > 0)) return 'price-not-positive'
  const ticker: DerivativeTicker = {
    ...{ kind: 'derivative-ticker', timestamp: time, localTimestamp: time, lastPrice, markPrice },
    ...{ indexPrice: undefined, fundingRate: undefined, openInterest: undefined },
  }
  return {
    instrument: instrumentOf({ ...context, venue: 'deribit' }, { symbol }),
    ...{ events: [ticker], stream: 'ticker', time, identity: undefined, repeats: 'time' },
    price: { low: price, high: price, mid: price },
  }
}

/**
 * A panel of Deribit's chains through time, a coin and month a file, and the prices of perpetuals and dated futures at
 * its snapshots; told apart by their columns.
 */
export const deribitPanel: Format = {
  hasHeader: true,
  start: (context): LineReader => {
    const header = readHeader(context.file, context.dialect.columns)
    const has = (name: string): boolean => header.optional(name) >= 0
    if (has('candle_price_used') || has('snapshot_term_mark_price')) {
      const read = priceReader(context, header)
      return csvFormat(() => (fields) => tickerRow(context, read(fields))).start(context)
    }
    if (!has('implied_volatility'))
      throw new Fault(
        'bad-input',
        `${context.file}: row 1: wrong header, none of implied_volatility, candle_price_used, snapshot_term_mark_price`,
      )
    return chainCsv(context, optionReader(context, header))
  },
}
