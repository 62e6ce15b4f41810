import { Fault } from '../../core/error'
import type { Timestamp } from '../../core/market/event'
import type { Channel, InstrumentId } from '../../ports/recording-store'
import { partitionSpan } from './layout'

/** A partition while it is written. */
export type OpenPart = {
  readonly index: number
  readonly instrument: InstrumentId
  readonly channel: Channel
  /** The partition holds timestamps in [from, until). */
  readonly from: number
  readonly until: number
  rows: number
  first: Timestamp
  last: Timestamp
  /** True while rows came in time order. */
  ordered: boolean
}

export type PartTable = {
  readonly parts: readonly OpenPart[]
  /** The partition of a row, after counting the row into it. */
  count(instrument: InstrumentId, channel: Channel, timestamp: Timestamp): OpenPart
}

/** Each partition is a file of its own. */
const most = 20_000

/** Finds the partition of each row; cheap while rows stay in the partition of the row before. */
export const startPartTable = (): PartTable => {
  const parts: OpenPart[] = []
  const byKey = new Map<string, OpenPart>()
  const latest = new Map<Channel, OpenPart>()

  const tooMany = (symbol: string, timestamp: Timestamp): Fault =>
    new Fault(
      'bad-input',
      `${symbol} at ${new Date(timestamp / 1000).toISOString()}: the source needs more than ${most} files, one an instrument, kind of event and day; split it`,
    )

  const find = (instrument: InstrumentId, channel: Channel, timestamp: Timestamp): OpenPart => {
    const { venue, symbol } = instrument
    const { from, to } = partitionSpan(channel, timestamp)
    const key = JSON.stringify([venue, symbol, channel, from])
    const known = byKey.get(key)
    if (known) return known
    if (parts.length === most) throw tooMany(symbol, timestamp)
    const part = {
      ...{ index: parts.length, instrument: { venue, symbol }, channel, from, until: to },
      ...{ rows: 0, first: timestamp, last: timestamp, ordered: true },
    }
    parts.push(part)
    byKey.set(key, part)
    return part
  }

  const count = (instrument: InstrumentId, channel: Channel, timestamp: Timestamp): OpenPart => {
    let part = latest.get(channel)
    if (
      part === undefined ||
      timestamp < part.from ||
      timestamp >= part.until ||
      instrument.symbol !== part.instrument.symbol ||
      instrument.venue !== part.instrument.venue
    ) {
      part = find(instrument, channel, timestamp)
      latest.set(channel, part)
    }
    part.rows++
    if (timestamp >= part.last) part.last = timestamp
    else part.ordered = false
    if (timestamp < part.first) part.first = timestamp
    return part
  }
  return { parts, count }
}
