import { Fault } from '../../src/core/error'
import type { Truth } from '../../src/core/market/event'

/** The truth in force at each bar's close. */
export type TruthColumns = { readonly states: number; readonly state: Uint8Array; readonly variance: Float64Array }

/**
 * Lays the truth rows (in time order) over bar closes: the last row at or before each. Throws where the first bar
 * precedes the first row by more than a bar.
 */
export const alignTruth = async (
  blocks: AsyncIterable<readonly Truth[]>,
  closes: Float64Array,
  barMicroseconds: number,
): Promise<TruthColumns> => {
  const state = new Uint8Array(closes.length)
  const variance = new Float64Array(closes.length)
  let states = 0
  let i = 0
  let last: Truth | undefined
  const fillBefore = (until: number): void => {
    for (; i < closes.length && closes[i] < until; i++) {
      if (last === undefined) continue
      state[i] = last.state
      variance[i] = last.variance
    }
  }
  for await (const block of blocks)
    for (const row of block) {
      if (last === undefined && closes[0] < row.timestamp - barMicroseconds)
        throw new Fault('bad-input', 'the truth channel begins after the first bars')
      last ??= row
      fillBefore(row.timestamp)
      last = row
      states = Math.max(states, row.state + 1)
    }
  fillBefore(Infinity)
  return { states, state, variance }
}
