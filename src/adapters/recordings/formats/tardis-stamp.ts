import type { Timestamp } from '../../../core/market/event'
import type { InstrumentId } from '../../../ports/recording-store'
import type { Header } from './csv'
import type { Fields } from './csv-fields'
import { instrumentOf, type SourceContext } from './format'
import { isMicroseconds } from './time'

/** Stands until the next row is read. */
export type TardisStamp = { instrument: InstrumentId; timestamp: Timestamp; localTimestamp: Timestamp }

/** Reads what every tardis row carries: exchange, symbol and the two clocks, in microseconds. */
export const stampReader = (context: SourceContext, header: Header) => {
  const [exchange, symbol] = [header.optional('exchange'), header.optional('symbol')]
  const [timestamp, localTimestamp] = [header.required('timestamp'), header.required('local_timestamp')]
  let last: InstrumentId | undefined
  let [lastVenue, lastSymbol] = ['', '']
  const stamp = { timestamp: 0, localTimestamp: 0 } as TardisStamp
  return (fields: Fields): TardisStamp | 'not-a-number' | 'bad-time' => {
    const venueTime = fields.number(timestamp)
    const localTime = fields.number(localTimestamp)
    if (Number.isNaN(venueTime) || Number.isNaN(localTime)) return 'not-a-number'
    if (!isMicroseconds(venueTime) || !isMicroseconds(localTime)) return 'bad-time'
    const ownVenue = fields.text(exchange)
    const ownSymbol = fields.text(symbol)
    if (last === undefined || ownVenue !== lastVenue || ownSymbol !== lastSymbol) {
      stamp.instrument = last = instrumentOf(context, { venue: ownVenue || undefined, symbol: ownSymbol || undefined })
      lastVenue = ownVenue
      lastSymbol = ownSymbol
    }
    stamp.timestamp = venueTime
    stamp.localTimestamp = localTime
    return stamp
  }
}
