import type { HedgeRun } from '../../src/core/hedging/paths'
import { certaintyEquivalents } from './view/view'

/** What all tuning lowers, fixed and adaptive, per unit of spot: the certainty equivalent of the hedge. */
export type Objective = {
  readonly riskAversion: number
  /** Cash that an evaluation costs whether it trades or not: gas, an oracle's update, a share of an API budget. */
  readonly evaluationCost: number
}

/** A run judged by the objective: its mean over all paths, and with each block of them left out in turn. */
export type Score = { readonly value: number; readonly leftOut: readonly number[] }

const mean = (values: Float64Array, from = 0, to = values.length): number => {
  let sum = 0
  for (let p = from; p < to; p++) sum += values[p]
  return sum / (to - from)
}

/** The score of a run, with `blocks` contiguous blocks of paths, none where that is 0. */
export const scoreOf = (
  run: Pick<HedgeRun, 'cost' | 'risk' | 'evaluations'>,
  { riskAversion, evaluationCost }: Objective,
  blocks: number,
): Score => {
  const { length } = run.cost
  const paths = certaintyEquivalents(run, riskAversion).map((ce, p) => ce + evaluationCost * run.evaluations[p])
  const value = mean(paths)
  const leftOut = Array.from({ length: blocks }, (_, b) => {
    const from = Math.floor((b * length) / blocks)
    const to = Math.floor(((b + 1) * length) / blocks)
    return (length * value - (to - from) * mean(paths, from, to)) / (length - to + from)
  })
  return { value, leftOut }
}
