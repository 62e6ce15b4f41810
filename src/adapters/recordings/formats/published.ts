import {
  SECOND,
  type DeliveryBasis,
  type DeliveryPrice,
  type PublishedFact,
  type PublishedFunding,
  type Timestamp,
} from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import { instrumentFacts } from '../../../core/market/venues/instrument-facts'
import type { InstrumentId } from '../../../ports/recording-store'
import { numberIn, objectIn } from './capture'
import { instrumentOf, type Format, type SourceContext } from './format'
import { isMicroseconds } from './time'

const HOUR = 3_600 * SECOND
const minute = 60 * SECOND

type Cells = Readonly<Record<string, unknown>>

/** A fact as far as a row tells it. */
type Told =
  | (Omit<Record<keyof PublishedFunding, number | undefined>, 'kind' | 'timestamp' | 'localTimestamp'> & {
      readonly kind: 'funding'
      readonly timestamp: Timestamp
    })
  | (Pick<DeliveryPrice, 'kind' | 'timestamp' | 'basis'> & { readonly price: number | undefined })

/** How a venue answers: the members that tell the answer, its venue where none is given, and what it says. */
type Answer = {
  readonly sign: readonly string[]
  readonly venue: string
  /** Name of the instrument in the row; absent: the row has none. */
  readonly name?: string
  readonly read: (row: Cells, number: (field: string) => number | undefined) => Told | undefined
}

/** Venues stamp a payment some milliseconds late. */
const toMinute = (milliseconds: number | undefined): Timestamp =>
  Math.round(((milliseconds ?? NaN) * 1_000) / minute) * minute

const delivery = (timestamp: Timestamp, price: number | undefined, basis: DeliveryBasis) =>
  ({ kind: 'delivery-price', timestamp, price, basis }) as const

const paid = (timestamp: Timestamp, rate: number | undefined, price?: number) =>
  ({ kind: 'funding', timestamp, from: undefined, rate, price }) as const

/** The answers that are read, the first that fits a row. */
const answers: readonly Answer[] = [
  {
    ...{ sign: ['delivery_price'], venue: 'deribit' },
    // A day is that of the expiry, at 08:00 UTC.
    read: ({ date }, number) =>
      typeof date === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(date)
        ? delivery(Date.parse(`${date}T08:00:00Z`) * 1_000, number('delivery_price'), 'index-mean-30m')
        : undefined,
  },
  {
    ...{ sign: ['interest_1h'], venue: 'deribit' },
    read: (_, number) => {
      const timestamp = (number('timestamp') ?? NaN) * 1_000
      return {
        kind: 'funding',
        timestamp,
        from: timestamp - HOUR,
        rate: number('interest_1h'),
        price: number('index_price'),
      }
    },
  },
  {
    ...{ sign: ['fundingRateTimestamp'], venue: 'bybit', name: 'symbol' },
    read: (_, number) => paid(toMinute(number('fundingRateTimestamp')), number('fundingRate')),
  },
  {
    ...{ sign: ['realizedRate'], venue: 'okx', name: 'instId' },
    read: (_, number) => paid(toMinute(number('fundingTime')), number('realizedRate')),
  },
  {
    ...{ sign: ['fundingTime'], venue: 'binance-futures', name: 'symbol' },
    read: (_, number) => paid(toMinute(number('fundingTime')), number('fundingRate'), number('markPrice')),
  },
  {
    ...{ sign: ['deliveryTime', 'symbol'], venue: 'bybit', name: 'symbol' },
    read: (_, number) => delivery(toMinute(number('deliveryTime')), number('deliveryPrice'), 'index-mean-30m'),
  },
  {
    ...{ sign: ['deliveryTime'], venue: 'binance-futures' },
    read: (_, number) => delivery(toMinute(number('deliveryTime')), number('deliveryPrice'), 'index-mean-60m'),
  },
]

/** A fact counts as known a minute after it: venues publish it then, and the answer does not say when it was asked. */
const knownAfter = minute

const factOf = (told: Told): PublishedFact | undefined => {
  const stamps = { timestamp: told.timestamp, localTimestamp: told.timestamp + knownAfter }
  if (told.kind === 'delivery-price') {
    const { kind, basis, price } = told
    return price === undefined ? undefined : { kind, basis, price, ...stamps }
  }
  const { kind, from, rate, price } = told
  return rate === undefined ? undefined : { kind, from, rate, price, ...stamps }
}

type Published = { readonly instrument: InstrumentId; readonly fact: PublishedFact }

const readFact = (context: SourceContext, row: Cells): Published | RefusalReason => {
  const answer = answers.find(({ sign }) => sign.every((name) => name in row))
  if (answer === undefined) return 'not-needed'
  const told = answer.read(row, (field) => (row[field] === '' ? undefined : numberIn(row[field])))
  if (told?.timestamp === undefined || !isMicroseconds(told.timestamp)) return 'bad-time'
  if (Object.values(told).some((value) => typeof value === 'number' && Number.isNaN(value))) return 'not-a-number'
  const fact = factOf(told)
  if (fact === undefined) return 'columns'
  if (fact.price !== undefined && !(fact.price > 0)) return 'price-not-positive'
  const name = answer.name === undefined ? undefined : row[answer.name]
  const own = typeof name === 'string' ? name : undefined
  const symbol = own === undefined ? undefined : (instrumentFacts(answer.venue, own)?.option?.underlying ?? own)
  return { instrument: instrumentOf({ ...context, venue: answer.venue }, { symbol }), fact }
}

/**
 * What venues publish after the fact, as they answer it in JSON: delivery prices (Deribit's get_delivery_prices,
 * Binance's delivery-price, Bybit's delivery-price) and funding (Deribit's get_funding_rate_history, the funding
 * histories of Binance, Bybit and OKX). Rows without the name of their instrument belong to the one that is given.
 */
export const published: Format = {
  hasHeader: false,
  fixedTimes: 'epochs and days of UTC',
  split: 'objects',
  start: (context) => ({
    line: (line) => {
      const row = objectIn(line.raw)
      const read = row === undefined ? 'not-json' : readFact(context, row)
      if (typeof read === 'string') context.sink.refuse(read, line)
      else {
        const { instrument, fact } = read
        context.sink.accept(
          {
            ...{ instrument, events: [fact], stream: fact.kind, time: undefined, price: undefined },
            // Every option of an expiry tells the same price.
            ...{ repeats: 'anywhere', identity: String(fact.timestamp) },
          },
          line,
        )
      }
    },
    end: () => undefined,
  }),
}
