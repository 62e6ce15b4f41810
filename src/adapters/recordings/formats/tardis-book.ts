import type { BookChange, BookSnapshot, Level } from '../../../core/market/event'
import { refusePrice, refuseQuote } from '../../../core/market/row-check'
import type { Header, Parsed } from './csv'
import type { Fields } from './csv-fields'
import type { SourceContext } from './format'
import { stampReader } from './tardis-stamp'

/** incremental_book_L2: one price level a row. Levels may lie far from the market. */
export const bookChangeLines = (context: SourceContext, header: Header) => {
  const stamp = stampReader(context, header)
  const [isSnapshot, side] = [header.required('is_snapshot'), header.required('side')]
  const [price, amount] = [header.required('price'), header.required('amount')]
  return (fields: Fields): Parsed => {
    const stamped = stamp(fields)
    if (typeof stamped === 'string') return stamped
    const { instrument, timestamp, localTimestamp } = stamped
    const ownSide = fields.text(side)
    if (ownSide !== 'bid' && ownSide !== 'ask') return 'bad-side'
    const [snapshot, at, size] = [fields.text(isSnapshot).toLowerCase(), fields.number(price), fields.number(amount)]
    if (Number.isNaN(at + size) || (snapshot !== 'true' && snapshot !== 'false')) return 'not-a-number'
    const change: BookChange = {
      kind: 'book-change',
      timestamp,
      localTimestamp,
      isSnapshot: snapshot === 'true',
      side: ownSide,
      price: at,
      size,
    }
    return (
      refusePrice(at, size) ?? {
        instrument,
        events: [change],
        stream: 'book',
        time: localTimestamp,
        identity: undefined,
        repeats: 'next',
        price: undefined,
      }
    )
  }
}

const levelColumns = (header: Header, side: 'bids' | 'asks', depth: number) =>
  Array.from({ length: depth }, (_, i) => ({
    price: header.required(`${side}[${i}].price`),
    amount: header.required(`${side}[${i}].amount`),
  }))

/** book_snapshot_N: N levels a side; levels that the book did not have are empty. */
export const bookSnapshotLines = (context: SourceContext, header: Header) => {
  const stamp = stampReader(context, header)
  let depth = 0
  while (header.optional(`asks[${depth}].price`) >= 0) depth++
  const columns = { bids: levelColumns(header, 'bids', depth), asks: levelColumns(header, 'asks', depth) }
  const levels = (fields: Fields, side: 'bids' | 'asks'): readonly Level[] =>
    columns[side]
      .filter(({ price }) => !fields.isEmpty(price))
      .map(({ price, amount }) => ({ price: fields.number(price), size: fields.optional(amount) ?? NaN }))
  return (fields: Fields): Parsed => {
    const stamped = stamp(fields)
    if (typeof stamped === 'string') return stamped
    const { instrument, timestamp, localTimestamp } = stamped
    const [bids, asks] = [levels(fields, 'bids'), levels(fields, 'asks')]
    const all = [...bids, ...asks]
    if (all.some(({ price, size }) => Number.isNaN(price + size))) return 'not-a-number'
    const [bid, ask] = [bids[0], asks[0]]
    const snapshot: BookSnapshot = { kind: 'book-snapshot', timestamp, localTimestamp, bids, asks }
    const refused =
      all.map(({ price, size }) => refusePrice(price, size)).find((reason) => reason !== undefined) ??
      (bid && ask ? refuseQuote(bid.price, bid.size, ask.price, ask.size) : undefined)
    return (
      refused ?? {
        instrument,
        events: [snapshot],
        stream: 'book',
        time: localTimestamp,
        identity: undefined,
        repeats: 'next',
        price: bid && ask && { low: bid.price, high: ask.price, mid: (bid.price + ask.price) / 2 },
      }
    )
  }
}
