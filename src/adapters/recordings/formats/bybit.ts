import { Fault } from '../../../core/error'
import type { Trade } from '../../../core/market/event'
import { refusePrice } from '../../../core/market/row-check'
import { csvFormat, type Parsed } from './csv'
import type { Fields } from './csv-fields'
import { instrumentOf, type SourceContext } from './format'
import { parseTime } from './time'

/** Files of spot trades name themselves after the pair: BTCUSDT_2025-05-19.csv, BTCUSDT-2025-05.csv. */
const spotName = /^([A-Z0-9]+)[_-]\d{4}-\d{2}/

type Columns = { readonly time: number; readonly side: number; readonly price: number; readonly size: number }

const rows =
  (context: SourceContext, columns: Columns, id: number, own: (fields: Fields) => { venue: string; symbol: string }) =>
  (fields: Fields): Parsed => {
    const [timestamp, by] = [parseTime(fields.text(columns.time)), fields.text(columns.side).toLowerCase()]
    if (timestamp === undefined) return 'bad-time'
    if (by !== 'buy' && by !== 'sell') return 'bad-side'
    const trade: Trade = {
      ...{ kind: 'trade', timestamp, localTimestamp: timestamp, aggressor: by },
      ...{ price: fields.number(columns.price), size: fields.number(columns.size) },
    }
    if (Number.isNaN(trade.price + trade.size)) return 'not-a-number'
    return (
      refusePrice(trade.price, trade.size) ?? {
        instrument: instrumentOf(context, own(fields)),
        ...{ events: [trade], stream: 'trades', time: timestamp },
        ...{ identity: fields.text(id) || undefined, repeats: 'anywhere' },
        price: { low: trade.price, high: trade.price, mid: trade.price },
      }
    )
  }

/**
 * Bybit's daily files of trades. Derivatives: timestamp in seconds, symbol, side (the taker's), size, price,
 * trdMatchID; the size counts the base of a linear contract, dollars of an inverse one. Spot: id, timestamp in
 * milliseconds, price, volume, side; the pair stands in the name of the file.
 */
export const bybit = csvFormat((context, header) => {
  const columns = { time: header.required('timestamp'), side: header.required('side'), price: header.required('price') }
  const [symbol, match] = [header.optional('symbol'), header.optional('trdMatchID')]
  if (symbol >= 0 && match >= 0)
    return rows(context, { ...columns, size: header.required('size') }, match, (fields) => ({
      venue: 'bybit',
      symbol: fields.text(symbol),
    }))
  const pair = context.given.symbol ?? spotName.exec(context.file)?.[1]
  const id = header.required('id')
  if (pair === undefined)
    throw new Fault('bad-input', `${context.file}: row 1: the file's name does not state the pair; give --symbol`)
  return rows(context, { ...columns, size: header.required('volume') }, id, () => ({
    venue: 'bybit-spot',
    symbol: pair,
  }))
})
