import { startSum } from '../../features/rolling'
import { isCalendar } from '../../features/season'
import type { MarketModels } from '../market-models'
import { dissimilarityTo } from '../training-reference'
import { startDrift } from './drift'
import type { TrustLimits } from './trust-limits'

/** Whether the rows of the market are like those of training, as of the last one. */
export type Likeness = {
  /** Takes a row whose values are finite. */
  readonly step: (row: Float64Array) => void
  /** Share of the window's rows that are unlike training. */
  readonly unlikeShare: () => number
  /** Names of the columns. */
  readonly drifted: () => readonly string[]
  readonly stuck: () => readonly string[]
}

/** Checks of the histograms within one window of theirs. */
const CHECKS = 100

/** Starts against the reference of the models; undefined where none was published with them. */
export const startLikeness = (
  { driftExcess, stuckExcess, leastBars }: Pick<TrustLimits, 'driftExcess' | 'stuckExcess' | 'leastBars'>,
  windowBars: number,
  columns: readonly string[],
  { reference, scales }: MarketModels['trainedOn'],
): Likeness | undefined => {
  if (reference === undefined) return undefined
  const drift = startDrift(reference.columns, reference.windowBars)
  const dissimilarity = dissimilarityTo(scales[0], reference.dissimilarity)
  const unlike = startSum(windowBars)
  const names = columns.map((name) => (isCalendar(name) ? undefined : name))
  const most = reference.columns.map(({ longestRun }) => Math.max(stuckExcess * longestRun, leastBars))
  const every = Math.max(1, Math.round(reference.windowBars / CHECKS))
  let unlikeShare = 0
  let drifted: readonly string[] = []
  let seen = 0
  const named = (is: (column: number) => boolean): readonly string[] =>
    names.flatMap((name, i) => (name !== undefined && is(i) ? [name] : []))
  return {
    step(row) {
      drift.step(row)
      unlikeShare = unlike(dissimilarity(row) <= 1 ? 0 : 1) / windowBars
      if (++seen % every !== 0) return
      drifted = named((i) => {
        const { psi, ks } = reference.columns[i]
        return drift.psi(i) > driftExcess * psi || drift.ks(i) > driftExcess * ks
      })
    },
    unlikeShare: () => unlikeShare,
    drifted: () => drifted,
    stuck: () => named((i) => drift.run(i) > most[i]),
  }
}
