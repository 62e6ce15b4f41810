import { settingB } from './setting'

/**
 * A chain of states counted from labels: annual variance in each state, and the chance to go from i to j in an hour.
 */
export type LabelledChain = {
  readonly variances: readonly number[]
  readonly transition: readonly (readonly number[])[]
}

/**
 * Counts a chain. A state without an hour has the mean variance of all; a thousandth of a move keeps every state
 * reachable.
 */
export const chainFromLabels = (labels: Uint8Array, logReturn: Float64Array, states: number): LabelledChain => {
  const hours = new Float64Array(states)
  const squares = new Float64Array(states)
  const moves = Array.from({ length: states }, () => new Float64Array(states).fill(1e-3))
  labels.forEach((state, i) => {
    hours[state]++
    squares[state] += logReturn[i] * logReturn[i]
    if (i > 0) moves[labels[i - 1]][state]++
  })
  const all = squares.reduce((a, b) => a + b, 0) / labels.length
  return {
    variances: Array.from(hours, (n, k) => (n > 0 ? squares[k] / n : all) / settingB.stepYears),
    transition: moves.map((row) => {
      const total = row.reduce((a, b) => a + b, 0)
      return Array.from(row, (count) => count / total)
    }),
  }
}

/** Mean stay in each state, days. */
export const meanStays = ({ transition }: LabelledChain): number[] =>
  transition.map((row, i) => 1 / (1 - row[i]) / settingB.stepsPerDay)
