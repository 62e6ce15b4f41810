import { SECOND, type Timestamp, type Trade } from '../../../core/market/event'
import type { RefusalReason } from '../../../core/market/row-check'
import type { InstrumentId } from '../../../ports/recording-store'
import type { TradeMessage } from './binance-message'
import { keptLine, type Row, type RowSink, type SourceLine } from './format'

/** The same executions come as trades at once and aggregated within this time. */
const within = 5 * SECOND
/** Executions, and aggregates without them, that are remembered of an instrument. */
const remembered = 65_536
/** Sizes are whole multiples of this. */
const unit = 1e8

type Aggregate = { readonly row: Row; readonly trade: Trade; readonly first: number; readonly last: number } & {
  readonly line: SourceLine
}
type Told = { readonly sizes: Map<number, number>; held: Aggregate[]; alone: { first: number; last: number }[] }

/** What a trade message tells: the row it would be, its trade, its line. */
export type TradeRow = { readonly row: Row; readonly trade: Trade; readonly line: SourceLine }

/** Passes every execution on once, also where a capture holds both streams of it. */
export type TradeStreams = {
  /** Takes a message of either stream; it may pass its row on later. */
  readonly take: (instrument: InstrumentId, message: TradeMessage, told: TradeRow) => void
  /** Takes an execution that is none of the market, so that no aggregate is expected to hold it. */
  readonly leaveOut: (instrument: InstrumentId, id: number) => void
  /** Passes on what has waited long enough at a time of arrival. */
  readonly arrived: (time: Timestamp) => void
  readonly end: () => void
}

/**
 * Single trades are preferred: an aggregate (`f` to `l`, its first and last trade) waits for five seconds of arrival
 * for them. Those it still lacks then, since their stream began later, ended sooner or broke, it stands for with the
 * rest of its size; one that lacks none is a 'duplicate', as is a trade whose aggregate was passed on. Where aggregates
 * do not name their trades they are left out beside single trades.
 */
export const startTradeStreams = (sink: RowSink): TradeStreams => {
  const instruments = new Map<InstrumentId, Told>()

  const toldOf = (instrument: InstrumentId): Told => {
    let told = instruments.get(instrument)
    if (told === undefined) {
      told = { sizes: new Map(), held: [], alone: [] }
      instruments.set(instrument, told)
    }
    return told
  }

  const remember = ({ sizes }: Told, id: number, size: number): void => {
    sizes.set(id, size)
    if (sizes.size <= remembered) return
    for (const oldest of sizes.keys()) {
      sizes.delete(oldest)
      return
    }
  }

  const sizeTold = (
    { sizes }: Told,
    first: number,
    last: number,
  ): { readonly count: number; readonly size: number } => {
    let [count, size] = [0, 0]
    const add = (own: number | undefined): void => {
      if (own === undefined) return
      count++
      size += own
    }
    if (last - first < sizes.size) for (let id = first; id <= last; id++) add(sizes.get(id))
    else for (const [id, own] of sizes) if (id >= first && id <= last) add(own)
    return { count, size }
  }

  const passOn = (told: Told, { row, trade, first, last, line }: Aggregate): void => {
    const { count, size } = sizeTold(told, first, last)
    const rest = Math.round((trade.size - size) * unit) / unit
    if (count === last - first + 1 || (count > 0 && rest <= 0)) {
      sink.refuse('duplicate', line)
      return
    }
    told.alone.push({ first, last })
    if (told.alone.length > 2 * remembered) told.alone = told.alone.slice(-remembered)
    sink.accept(count === 0 ? row : { ...row, events: [{ ...trade, size: rest }] }, line)
  }

  const release = (told: Told, isOver: (aggregate: Aggregate) => boolean): void => {
    let passed = 0
    while (passed < told.held.length && isOver(told.held[passed])) passOn(told, told.held[passed++])
    if (passed > 0) told.held = told.held.slice(passed)
  }

  const isAlone = ({ alone }: Told, id: number): boolean => {
    for (let i = alone.length - 1; i >= 0 && alone[i].last >= id; i--) if (alone[i].first <= id) return true
    return false
  }

  const reasonOf = (told: Told, id: number | undefined): RefusalReason | undefined =>
    id !== undefined && isAlone(told, id) ? 'duplicate' : undefined

  return {
    take: (instrument, { e, t, f, l }, { row, trade, line }) => {
      const told = toldOf(instrument)
      if (e === 'trade') {
        const reason = reasonOf(told, t)
        if (reason !== undefined) {
          sink.refuse(reason, line)
          return
        }
        if (t !== undefined) remember(told, t, trade.size)
        sink.accept(row, line)
        if (t !== undefined) release(told, ({ last }) => last <= t)
      } else if (f !== undefined && l !== undefined && l >= f)
        told.held.push({ row, trade, first: f, last: l, line: keptLine(line) })
      else if (told.sizes.size > 0) sink.refuse('duplicate', line)
      else sink.accept(row, line)
    },
    leaveOut: (instrument, id) => remember(toldOf(instrument), id, 0),
    arrived: (time) => {
      for (const told of instruments.values())
        if (told.held.length > 0) release(told, ({ trade }) => trade.localTimestamp + within <= time)
    },
    end: () => {
      for (const told of instruments.values()) release(told, () => true)
    },
  }
}
