import { SECOND, type Side, type Timestamp } from '../../market/event'

/** A slice to come: when, and its weight among those to come; the size is decided when it is due. */
export type ComingSlice = { readonly at: Timestamp; readonly weight: number }

/** A trade that is made slice by slice. */
export type SlicedTrade = {
  /** Name of the traded instrument in the mandate. */
  readonly name: string
  readonly side: Side
  /** By time, one at least. */
  readonly slices: readonly ComingSlice[]
  /** Seconds from a slice to the next, also to those that come after the planned ones. */
  readonly spacing: number
  /**
   * When the last slice was ordered, or one spacing before the first was due: the market's volume is counted from here.
   */
  readonly since: Timestamp
  /**
   * Lots that fell due and were not ordered, for rounding, participation or the largest order; the next slice takes
   * them with it.
   */
  readonly owed: number
}

/** Bounds of a slice, in lots. */
export type SliceRoom = {
  /** Whole lots nearest to the quantity wanted now. */
  readonly wanted: number
  /** Least order. */
  readonly least: number
  /** Most that one order may be. */
  readonly most: number
  /** Lots a second of the market's volume that may be taken; Infinity: no limit. */
  readonly rate: number
}

/** The lots to order of a trade now, and the trade after it; undefined where it is done. */
export type DueSlice = {
  readonly lots: number
  readonly trade: SlicedTrade | undefined
  readonly reason: 'slice' | 'between-slices' | 'participation' | 'order-cap' | undefined
}

/** A trade in `count` equal slices from `time` on, `spacing` seconds apart. */
export const equalSlices = (
  name: string,
  side: Side,
  { time, count, spacing }: { readonly time: Timestamp; readonly count: number; readonly spacing: number },
): SlicedTrade => ({
  name,
  side,
  slices: Array.from({ length: count }, (_, k) => ({ at: time + Math.round(k * spacing * SECOND), weight: 1 })),
  spacing,
  since: time - Math.round(spacing * SECOND),
  owed: 0,
})

/**
 * Lots of the market's volume that a trade may take at a time: what passed since its last slice, at most that of one
 * spacing, or the least order.
 */
const roomOf = ({ since, spacing }: SlicedTrade, time: Timestamp, { rate, least }: SliceRoom): number =>
  rate === Infinity
    ? Infinity
    : Math.floor(Math.min((rate * (time - since)) / SECOND, Math.max(rate * spacing, least)) + 1e-9)

/**
 * The slice that is due at `time`. It is its weight's share of the quantity wanted now, not of that wanted at the
 * start; a slice that was missed is spread over those to come. Lots kept out by participation or by the largest order
 * come with later slices, one spacing after the other, for as long as they are wanted. A remainder below the least
 * order is dropped.
 */
export const nextSlice = (trade: SlicedTrade, time: Timestamp, room: SliceRoom): DueSlice => {
  const { wanted, least, most } = room
  const due = trade.slices.filter(({ at }) => at <= time).at(-1)
  if (due === undefined) return { lots: 0, trade, reason: 'between-slices' }
  const planned = trade.slices.filter(({ at }) => at > time)
  const ahead = planned.reduce((sum, { weight }) => sum + weight, 0)
  const exact = Math.max(0, wanted - trade.owed) * (due.weight / (due.weight + ahead)) + trade.owed
  const share = planned.length === 0 ? wanted : Math.min(Math.max(0, Math.round(exact)), wanted)
  const taken = roomOf(trade, time, room)
  const allowed = Math.min(share, taken, most)
  const lots = allowed < least ? 0 : allowed
  if (wanted - lots < least) return { lots, trade: undefined, reason: undefined }
  const slices = planned.length > 0 ? planned : [{ at: time + Math.round(trade.spacing * SECOND), weight: 1 }]
  const since = lots > 0 ? time : trade.since
  const reason = allowed === share ? 'slice' : taken <= most ? 'participation' : 'order-cap'
  return { lots, trade: { ...trade, slices, since, owed: exact - lots }, reason }
}
