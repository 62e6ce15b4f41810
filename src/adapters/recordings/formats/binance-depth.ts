import type { BookChange, MarketEvent, Timestamp } from '../../../core/market/event'
import { parseDecimal, refusePrice, type RefusalReason } from '../../../core/market/row-check'
import type { InstrumentId } from '../../../ports/recording-store'
import type { DepthSnapshot, DepthUpdate } from './binance-message'

type Stamp = { readonly timestamp: Timestamp; readonly localTimestamp: Timestamp }
type Levels = readonly (readonly [string, string])[]

/** The levels of an update or of a snapshot as changes; why it is refused where one of them is broken. */
export const readLevels = (
  message: DepthSnapshot | DepthUpdate,
  stamp: Stamp,
): readonly BookChange[] | RefusalReason => {
  const isSnapshot = 'lastUpdateId' in message
  const levels: Readonly<Record<'bid' | 'ask', Levels>> = isSnapshot
    ? { bid: message.bids, ask: message.asks }
    : { bid: message.b, ask: message.a }
  const changes: BookChange[] = []
  for (const side of ['bid', 'ask'] as const)
    for (const [priceText, sizeText] of levels[side]) {
      const [price, size] = [parseDecimal(priceText), parseDecimal(sizeText)]
      if (price === undefined || size === undefined) return 'not-a-number'
      const reason = refusePrice(price, size)
      if (reason !== undefined) return reason
      changes.push({ kind: 'book-change', ...stamp, isSnapshot, side, price, size })
    }
  return changes
}

type Changes = readonly BookChange[]

/** Follows the update ids of depth streams, instrument by instrument; of messages that are refused it knows nothing. */
export type DepthSequence = {
  /**
   * The changes of an update, after a gap where updates are missing before it; 'superseded' where a snapshot already
   * holds them.
   */
  readonly update: (
    instrument: InstrumentId,
    message: DepthUpdate,
    changes: Changes,
    timestamp: Timestamp,
  ) => readonly MarketEvent[] | RefusalReason
  readonly snapshot: (instrument: InstrumentId, message: DepthSnapshot, changes: Changes) => Changes
}

/**
 * Futures updates name their predecessor (`pu`), spot updates begin one after it (`U`). After a snapshot the first
 * update that reaches past it may begin inside it.
 */
export const startDepthSequence = (): DepthSequence => {
  const states = new Map<InstrumentId, { last: number | undefined; snapshot: number | undefined }>()
  const stateOf = (instrument: InstrumentId) => {
    const state = states.get(instrument) ?? { last: undefined, snapshot: undefined }
    states.set(instrument, state)
    return state
  }
  return {
    update: (instrument, message, changes, timestamp) => {
      const state = stateOf(instrument)
      const { last, snapshot } = state
      if (snapshot !== undefined && message.u <= snapshot) {
        state.last = message.u
        return 'superseded'
      }
      const follows =
        last === undefined
          ? snapshot === undefined
          : message.pu === undefined
            ? message.U === last + 1
            : message.pu === last
      const reaches = snapshot !== undefined && message.U <= snapshot + 1
      state.last = message.u
      state.snapshot = undefined
      return follows || reaches ? changes : [{ kind: 'gap', timestamp, reason: 'sequence' }, ...changes]
    },
    snapshot: (instrument, message, changes) => {
      stateOf(instrument).snapshot = message.lastUpdateId
      return changes
    },
  }
}
