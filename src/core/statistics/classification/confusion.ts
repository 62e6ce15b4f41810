import { Fault } from '../../error'

/**
 * Counts by true state (row) and called state (column), states × states. Faults 'bad-input' on unequal lengths or a
 * state out of range.
 */
export const confusion = (truth: ArrayLike<number>, called: ArrayLike<number>, states: number): number[][] => {
  if (truth.length !== called.length)
    throw new Fault('bad-input', `${truth.length} true states beside ${called.length} called states`)
  const counts = Array.from({ length: states }, () => new Array<number>(states).fill(0))
  for (let i = 0; i < truth.length; i++) {
    const row = counts[truth[i]]
    if (row?.[called[i]] === undefined)
      throw new Fault('bad-input', `state ${truth[i]} or ${called[i]} at row ${i} is not among the ${states} states`)
    row[called[i]]++
  }
  return counts
}

/**
 * Mean over the states that occur of the share called right, in [0, 1]; undefined without rows. Chance is 1 / states.
 */
export const balancedAccuracyOf = (counts: readonly (readonly number[])[]): number | undefined => {
  let sum = 0
  let present = 0
  counts.forEach((row, state) => {
    const total = row.reduce((a, b) => a + b, 0)
    if (total === 0) return
    sum += row[state] / total
    present++
  })
  return present === 0 ? undefined : sum / present
}

/** Balanced accuracy straight from the states; see balancedAccuracyOf. */
export const balancedAccuracy = (
  truth: ArrayLike<number>,
  called: ArrayLike<number>,
  states: number,
): number | undefined => balancedAccuracyOf(confusion(truth, called, states))
