import type { BookChange, Level, Timestamp, Trade } from '../../../core/market/event'
import { parseDecimal, refusePrice, refuseQuote, type RefusalReason } from '../../../core/market/row-check'
import type { InstrumentId } from '../../../ports/recording-store'
import { startRecentKeys } from '../recent-rows'
import type { Format, Row, SourceContext } from './format'
import { isMicroseconds, parseTime } from './time'

/** One line of a capture of a WebSocket: when it arrived, undefined where it does not say, and the JSON text. */
export type Captured = { readonly localTimestamp: Timestamp | undefined; readonly json: string }

const nanoseconds = /^(\d{19}) (\{.*)$/s
const seconds = /^(\d{10}(?:\.\d{1,9})?): (\{.*)$/s
const iso = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (\{.*)$/s
const address = /^(?:wss?|https?):\/\/\S+ (?:<->|<-|->) \d/
const setting = /^configuration: /

const checked = (localTimestamp: Timestamp | undefined, json: string): Captured | undefined =>
  localTimestamp !== undefined && isMicroseconds(localTimestamp) ? { localTimestamp, json } : undefined

/**
 * `<local nanoseconds> <json>`, `<local seconds>: <json>`, `<ISO time> <json>` or JSON alone; 'not-needed' for lines
 * about the connection, undefined for anything else.
 */
export const readCaptured = (raw: string): Captured | 'not-needed' | undefined => {
  const nano = nanoseconds.exec(raw)
  if (nano) return checked(Number(BigInt(nano[1]) / 1000n), nano[2])
  const second = seconds.exec(raw)
  if (second) {
    const [whole, part = ''] = second[1].split('.')
    return checked(Number(whole) * 1e6 + Number(part.padEnd(6, '0').slice(0, 6)), second[2])
  }
  const stamped = iso.exec(raw)
  if (stamped) return checked(parseTime(stamped[1]), stamped[2])
  if (raw.startsWith('{')) return { localTimestamp: undefined, json: raw }
  return address.test(raw) || setting.test(raw) ? 'not-needed' : undefined
}

export type Message = Readonly<Record<string, unknown>>

export const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object that a JSON text is; undefined where it is none. */
export const objectIn = (json: string): Message | undefined => {
  try {
    const value: unknown = JSON.parse(json)
    return isMessage(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A number that JSON holds as text or number; NaN where it is none, undefined where it is absent or empty. */
export const numberIn = (value: unknown): number | undefined => {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? value : NaN
  return typeof value === 'string' ? (parseDecimal(value) ?? NaN) : NaN
}

/** The time that text or a number of milliseconds states, as of an epoch in any unit. */
export const timeIn = (value: unknown): Timestamp | undefined =>
  typeof value === 'string' || typeof value === 'number' ? parseTime(String(value)) : undefined

/** Levels of a book as venues send them, `[price, size, …]` each; a size of 0 removes the level. */
export const levelsIn = (value: unknown): readonly Level[] | RefusalReason => {
  if (!Array.isArray(value)) return 'columns'
  const levels: Level[] = []
  for (const entry of value as readonly unknown[]) {
    if (!Array.isArray(entry)) return 'columns'
    const [price, size] = [numberIn(entry[0]) ?? NaN, numberIn(entry[1]) ?? NaN]
    if (Number.isNaN(price + size)) return 'not-a-number'
    const reason = refusePrice(price, size)
    if (reason !== undefined) return reason
    levels.push({ price, size })
  }
  return levels
}

export type Clocks = { readonly timestamp: Timestamp; readonly localTimestamp: Timestamp }

/** What a message becomes; rows of one stream are in the order of arrival. */
export type CapturedRow = Pick<Row, 'instrument' | 'events' | 'stream' | 'price'> & {
  /** When the last of it arrived. */
  readonly time: Timestamp
}

/** Changes of a book, both sides. */
export const changesOf = (
  sides: { readonly bid: readonly Level[]; readonly ask: readonly Level[] },
  isSnapshot: boolean,
  clocks: Clocks,
): readonly BookChange[] =>
  (['bid', 'ask'] as const).flatMap((side) =>
    sides[side].map((level): BookChange => ({ kind: 'book-change', ...clocks, isSnapshot, side, ...level })),
  )

/** The row of a top of book, or why it is refused. */
export const topRow = (
  instrument: InstrumentId,
  bid: Level | undefined,
  ask: Level | undefined,
  clocks: Clocks,
): CapturedRow | RefusalReason => {
  if (bid === undefined || ask === undefined) return 'price-not-positive'
  const quote = { bid: bid.price, bidSize: bid.size, ask: ask.price, askSize: ask.size }
  return (
    refuseQuote(quote.bid, quote.bidSize, quote.ask, quote.askSize) ?? {
      instrument,
      events: [{ kind: 'quote', ...clocks, ...quote }],
      ...{ stream: 'quotes', time: clocks.localTimestamp },
      price: { low: quote.bid, high: quote.ask, mid: (quote.bid + quote.ask) / 2 },
    }
  )
}

/** Turns the trades of a message into a row, each trade of an id once; 'duplicate' where none is new. */
export const startTrades = () => {
  const known = startRecentKeys()
  return (
    instrument: InstrumentId,
    trades: readonly { readonly id: string; readonly trade: Trade }[],
  ): CapturedRow | RefusalReason => {
    for (const { trade } of trades) {
      if (Number.isNaN(trade.price + trade.size)) return 'not-a-number'
      const reason = refusePrice(trade.price, trade.size)
      if (reason !== undefined) return reason
    }
    const key = (id: string): string => `${instrument.venue} ${instrument.symbol} ${id}`
    const fresh = trades.filter(({ id }) => !known.has(key(id)))
    if (fresh.length === 0) return 'duplicate'
    for (const { id } of fresh) known.add(key(id))
    const prices = fresh.map(({ trade }) => trade.price)
    return {
      instrument,
      events: fresh.map(({ trade }) => trade),
      ...{ stream: 'trades', time: fresh.at(-1)!.trade.localTimestamp },
      price: { low: Math.min(...prices), high: Math.max(...prices), mid: prices.at(-1)! },
    }
  }
}

/** Reads one message; without a clock of the capture its arrival is the venue's time. */
export type MessageReader = (message: Message, arrival: Timestamp | undefined) => CapturedRow | RefusalReason

/** A capture of a WebSocket, a message a line. */
export const captureFormat = (open: (context: SourceContext) => MessageReader): Format => ({
  hasHeader: false,
  fixedTimes: 'epochs',
  start: (context) => {
    const read = open(context)
    const rowOf = (raw: string): Row | RefusalReason => {
      const captured = readCaptured(raw)
      if (captured === undefined) return 'not-json'
      if (captured === 'not-needed') return captured
      const message = objectIn(captured.json)
      if (message === undefined) return 'not-json'
      const row = read(message, captured.localTimestamp)
      if (typeof row === 'string') return row
      return { ...row, identity: undefined, repeats: 'next' }
    }
    return {
      line: (line) => {
        const row = rowOf(line.raw)
        if (typeof row === 'string') context.sink.refuse(row, line)
        else context.sink.accept(row, line)
      },
      end: () => undefined,
    }
  },
})
