import { Fault } from '../../error'
import type { Rng } from '../../rng'
import { roundedLots, wholeLots, type SlicePlan } from './slice'

export type TimeWeightedOptions = {
  /** Units of the base, ≥ 0. */
  readonly quantity: number
  readonly lot: number
  /** Over how long, and in how many parts of equal length. */
  readonly seconds: number
  readonly slices: number
  /**
   * Share of the market's volume in a part that a slice may be, with that volume in units of the base a second; absent:
   * no cap.
   */
  readonly cap?: { readonly share: number; readonly volumePerSecond: number } | undefined
  /** Draws each slice's time within its part; absent: at its beginning. */
  readonly rng?: Rng | undefined
  readonly limitPrice?: number | undefined
}

/** The slices end after this many times the planned parts; the rest is left. */
const LONGEST = 4

/**
 * Equal slices in time, in whole lots, whose sum is the quantity to the lot. A slice that the cap cuts is caught up by
 * those after it, and by further ones past the planned end, up to four times its length. `rest` is less than a lot, or
 * what the cap keeps out. Parts in which less than a lot falls due have no slice. Faults 'usage' on a lot, a length or
 * a count that is not > 0.
 */
export const timeWeightedSlices = (options: TimeWeightedOptions): SlicePlan => {
  const { quantity, lot, seconds, slices: parts, cap, rng, limitPrice } = options
  if (!(lot > 0 && lot < Infinity && seconds > 0 && seconds < Infinity && Number.isInteger(parts) && parts > 0))
    throw new Fault('usage', `slices need a lot, a length and a count > 0, got ${lot}, ${seconds} s and ${parts}`)
  if (!(quantity >= 0 && quantity < Infinity)) throw new Fault('usage', `slices of a quantity of ${quantity}`)
  if (cap !== undefined && !(cap.share > 0 && cap.share <= 1 && cap.volumePerSecond >= 0))
    throw new Fault(
      'usage',
      `a cap needs a share in (0, 1] and a volume ≥ 0, got ${cap.share} of ${cap.volumePerSecond}`,
    )
  const total = wholeLots(quantity, lot)
  const length = seconds / parts
  const scheduled = roundedLots(new Array<number>(parts).fill(total / parts), total)
  const room = cap === undefined ? Infinity : (cap.share * cap.volumePerSecond * length) / lot
  const slices: SlicePlan['slices'][number][] = []
  let due = 0
  let left = total
  let carried = 0
  for (let part = 0; left > 0 && part < parts * LONGEST; part++) {
    due += part < parts ? scheduled[part] : 0
    // Room of less than a lot is kept for the next part, so that a thin market trades too.
    const allowed = Math.min(room + carried, Math.max(room, 1))
    const lots = Math.min(due, Math.floor(allowed + 1e-9))
    carried = room === Infinity ? 0 : Math.min(allowed - lots, 1)
    const jitter = rng === undefined ? 0 : rng.uniform()
    if (lots === 0) continue
    due -= lots
    left -= lots
    slices.push({
      afterSeconds: (part + jitter) * length,
      quantity: lots * lot,
      ...(limitPrice !== undefined && { limitPrice }),
    })
  }
  return { slices, rest: Math.max(0, quantity - (total - left) * lot) }
}
