import type { BookChange, MarketEvent, Timestamp } from '../../../core/market/event'
import { parseDecimal, refusePrice, type RefusalReason } from '../../../core/market/row-check'
import type { InstrumentId } from '../../../ports/recording-store'
import type { DepthSnapshot, DepthUpdate } from './binance-message'

type Stamp = { readonly timestamp: Timestamp; readonly localTimestamp: Timestamp }
type Levels = readonly (readonly [string, string])[]

const readLevels = (
  levels: { readonly bid: Levels; readonly ask: Levels },
  isSnapshot: boolean,
  stamp: Stamp,
): readonly BookChange[] | RefusalReason => {
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

/** Follows the update ids of depth streams, instrument by instrument. */
export type DepthSequence = {
  /**
   * The changes of an update, after a gap where updates are missing before it; 'superseded' where a snapshot already
   * holds them.
   */
  update(instrument: InstrumentId, message: DepthUpdate, stamp: Stamp): readonly MarketEvent[] | RefusalReason
  snapshot(instrument: InstrumentId, message: DepthSnapshot, stamp: Stamp): readonly MarketEvent[] | RefusalReason
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
    update: (instrument, message, stamp) => {
      const state = stateOf(instrument)
      if (state.snapshot !== undefined && message.u <= state.snapshot) {
        state.last = message.u
        return 'superseded'
      }
      const changes = readLevels({ bid: message.b, ask: message.a }, false, stamp)
      if (typeof changes === 'string') return changes
      const follows =
        state.last === undefined ||
        (message.pu === undefined ? message.U === state.last + 1 : message.pu === state.last)
      const reaches = state.snapshot !== undefined && message.U <= state.snapshot + 1
      state.last = message.u
      state.snapshot = undefined
      if (follows || reaches) return changes
      return [{ kind: 'gap', timestamp: stamp.timestamp, reason: 'sequence' }, ...changes]
    },
    snapshot: (instrument, message, stamp) => {
      const changes = readLevels({ bid: message.bids, ask: message.asks }, true, stamp)
      if (typeof changes !== 'string') stateOf(instrument).snapshot = message.lastUpdateId
      return changes
    },
  }
}
