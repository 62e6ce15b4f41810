import type { BookChange, BookSnapshot, Level } from '../../../core/market/event'
import { refusePrice, refuseQuote } from '../../../core/market/row-check'
import { numberAt, optionalNumber, type Header, type Parsed } from './csv'
import type { SourceContext } from './format'
import { stampReader } from './tardis-stamp'

/** incremental_book_L2: one price level a row. Levels may lie far from the market. */
export const bookChangeRows = (context: SourceContext, header: Header) => {
  const stamp = stampReader(context, header)
  const [isSnapshot, side] = [header.required('is_snapshot'), header.required('side')]
  const [price, amount] = [header.required('price'), header.required('amount')]
  return (fields: readonly string[]): Parsed => {
    const stamped = stamp(fields)
    if (typeof stamped === 'string') return stamped
    const { instrument, timestamp, localTimestamp } = stamped
    if (fields[side] !== 'bid' && fields[side] !== 'ask') return 'bad-side'
    const [snapshot, at, size] = [fields[isSnapshot].toLowerCase(), numberAt(fields, price), numberAt(fields, amount)]
    if (Number.isNaN(at + size) || (snapshot !== 'true' && snapshot !== 'false')) return 'not-a-number'
    const change: BookChange = {
      kind: 'book-change',
      timestamp,
      localTimestamp,
      isSnapshot: snapshot === 'true',
      side: fields[side],
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
export const bookSnapshotRows = (context: SourceContext, header: Header) => {
  const stamp = stampReader(context, header)
  let depth = 0
  while (header.optional(`asks[${depth}].price`) >= 0) depth++
  const columns = { bids: levelColumns(header, 'bids', depth), asks: levelColumns(header, 'asks', depth) }
  const levels = (fields: readonly string[], side: 'bids' | 'asks'): readonly Level[] =>
    columns[side]
      .filter(({ price }) => fields[price] !== '')
      .map(({ price, amount }) => ({ price: numberAt(fields, price), size: optionalNumber(fields, amount) ?? NaN }))
  return (fields: readonly string[]): Parsed => {
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
