/** One order of a plan: when, how much, and at what price at worst. */
export type Slice = {
  readonly afterSeconds: number
  /** Units of the base, > 0, a whole number of lots. */
  readonly quantity: number
  readonly limitPrice?: number | undefined
}

/** Slices, and the rest that no slice takes: less than a lot, or more than the cap allows. */
export type SlicePlan = { readonly slices: readonly Slice[]; readonly rest: number }

/** Room for rounding, in lots. */
const EPSILON = 1e-9

/** Whole lots in a quantity. */
export const wholeLots = (quantity: number, lot: number): number => Math.floor(quantity / lot + EPSILON)

/**
 * Rounds a schedule to lots by rounding its running sum, so that at every time it is within half a lot of the
 * schedule and the sum is exact. `scheduled` in lots.
 */
export const roundedLots = (scheduled: readonly number[], total: number): readonly number[] => {
  let sum = 0
  let done = 0
  return scheduled.map((want, i) => {
    sum += want
    const until = i === scheduled.length - 1 ? total : Math.min(Math.round(sum), total)
    const lots = Math.max(0, until - done)
    done += lots
    return lots
  })
}
