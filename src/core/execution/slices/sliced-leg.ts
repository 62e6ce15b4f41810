import type { Side, Timestamp } from '../../market/event'
import { SECOND } from '../../market/event'

/** A slice to come: when, and its weight among those to come; the size is decided when it is due. */
export type ComingSlice = { readonly at: Timestamp; readonly weight: number }

/** A trade that is made slice by slice. */
export type SlicedLeg = {
  /** Name of what is traded, as the mandate calls it. */
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

/** What a slice may be, in lots. */
export type SliceRoom = {
  /** Whole lots nearest to what is wanted now. */
  readonly wanted: number
  /** Least order. */
  readonly least: number
  /** Most that one order may be. */
  readonly most: number
  /** Lots a second of the market's volume that may be taken; Infinity: no limit. */
  readonly rate: number
}

/** What to order of a leg now, and what comes after it; `leg` is undefined where nothing does. */
export type SliceLook = {
  readonly lots: number
  readonly leg: SlicedLeg | undefined
  readonly reason: 'slice' | 'between-slices' | 'participation' | 'order-cap' | undefined
}

/** A leg of `count` equal slices from now on. */
export const equalSlices = (name: string, side: Side, time: Timestamp, count: number, spacing: number): SlicedLeg => ({
  name,
  side,
  slices: Array.from({ length: count }, (_, k) => ({ at: time + Math.round(k * spacing * SECOND), weight: 1 })),
  spacing,
  since: time - Math.round(spacing * SECOND),
  owed: 0,
})

/**
 * Lots of the market's volume that a leg may take at a time: what passed since its last slice, at most that of one
 * spacing, or the least order.
 */
const roomOf = ({ since, spacing }: SlicedLeg, time: Timestamp, { rate, least }: SliceRoom): number =>
  rate === Infinity
    ? Infinity
    : Math.floor(Math.min((rate * (time - since)) / SECOND, Math.max(rate * spacing, least)) + 1e-9)

/**
 * A look at a leg. The due slice is its weight's share of what is wanted now, not of what was wanted at the start; a
 * slice that was missed is spread over those to come. What participation or the largest order keeps out comes with
 * later slices, one spacing after the other, for as long as it is wanted. A remainder below the least order is none.
 */
export const lookAtLeg = (leg: SlicedLeg, time: Timestamp, room: SliceRoom): SliceLook => {
  const { wanted, least, most } = room
  const due = leg.slices.filter(({ at }) => at <= time).at(-1)
  if (due === undefined) return { lots: 0, leg, reason: 'between-slices' }
  const planned = leg.slices.filter(({ at }) => at > time)
  const ahead = planned.reduce((sum, { weight }) => sum + weight, 0)
  const exact = Math.max(0, wanted - leg.owed) * (due.weight / (due.weight + ahead)) + leg.owed
  const share = planned.length === 0 ? wanted : Math.min(Math.max(0, Math.round(exact)), wanted)
  const taken = roomOf(leg, time, room)
  const allowed = Math.min(share, taken, most)
  const lots = allowed < least ? 0 : allowed
  if (wanted - lots < least) return { lots, leg: undefined, reason: undefined }
  const slices = planned.length > 0 ? planned : [{ at: time + Math.round(leg.spacing * SECOND), weight: 1 }]
  const since = lots > 0 ? time : leg.since
  const reason = allowed === share ? 'slice' : taken <= most ? 'participation' : 'order-cap'
  return { lots, leg: { ...leg, slices, since, owed: exact - lots }, reason }
}
