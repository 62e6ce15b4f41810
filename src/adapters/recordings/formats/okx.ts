import { Fault } from '../../../core/error'
import type { Trade } from '../../../core/market/event'
import { refusePrice } from '../../../core/market/row-check'
import { csvFormat, readHeader, type Parsed } from './csv'
import { instrumentOf } from './format'
import { parseTime } from './time'

/** The daily files name themselves after the instrument. */
const dailyName = /^(.+?)-(?:agg)?trades-\d{4}-\d{2}-\d{2}/

/**
 * OKX's daily files of trades: instrument_name, trade_id, side (the taker's), price, size (contracts of a derivative,
 * units of the base of a pair), created_time in milliseconds. Older files name each column twice, '/' between, and the
 * instrument in the name of the file alone.
 */
export const okx = csvFormat((context, _, columns) => {
  const header = readHeader(
    context.file,
    columns.map((name) => name.split('/')[0]),
  )
  const [id, side] = [header.required('trade_id'), header.required('side')]
  const [price, size] = [header.required('price'), header.required('size')]
  const [time, name] = [header.required('created_time'), header.optional('instrument_name')]
  const fileSymbol = dailyName.exec(context.file)?.[1]
  if (name < 0 && fileSymbol === undefined && context.given.symbol === undefined)
    throw new Fault(
      'bad-input',
      `${context.file}: row 1: neither a column nor the file's name states the instrument; give --symbol`,
    )
  return (fields): Parsed => {
    const [timestamp, by] = [parseTime(fields.text(time)), fields.text(side).toLowerCase()]
    if (timestamp === undefined) return 'bad-time'
    if (by !== 'buy' && by !== 'sell') return 'bad-side'
    const trade: Trade = {
      ...{ kind: 'trade', timestamp, localTimestamp: timestamp, aggressor: by },
      ...{ price: fields.number(price), size: fields.number(size) },
    }
    if (Number.isNaN(trade.price + trade.size)) return 'not-a-number'
    const symbol = (name < 0 ? '' : fields.text(name)) || fileSymbol
    return (
      refusePrice(trade.price, trade.size) ?? {
        instrument: instrumentOf(context, { venue: 'okx', symbol }),
        ...{ events: [trade], stream: 'trades', time: timestamp },
        ...{ identity: fields.text(id) || undefined, repeats: 'anywhere' },
        price: { low: trade.price, high: trade.price, mid: trade.price },
      }
    )
  }
})
