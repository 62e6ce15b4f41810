import { Fault } from '../../../src/core/error'
import { instrumentName } from '../../../src/core/market/instrument'
import { prepare } from '../../data/prepare'
import { sliceSeries } from '../../data/series'
import { fitVarianceRegimes } from '../../labels/fit-variance-regimes'
import { fittedWorld, type FittedWorld } from '../../labels/fitted-world'
import { poolOf, type KeptPool } from '../run-folder'
import type { RunPlan } from '../run-plan'
import { resultOf, type Step } from '../step'
import { features } from './features'
import { folds } from './folds'

/** A world fitted to another recording, the life of its options in bars, and what the recording is of. */
type PooledWorld = FittedWorld & { readonly optionBars: number; readonly name: string }

/** Fewest lives of its options for which a pooled recording says anything of regimes. */
const FEWEST_LIVES = 4

/** The number of bars that close by `time`. */
const closedBy = (timestamp: Float64Array, time: number): number => {
  const later = timestamp.findIndex((own) => own > time)
  return later < 0 ? timestamp.length : later
}

/** The worlds of the pooled recordings, and a line for each that was found in the registry but cannot be pooled. */
export type Pooled = { readonly worlds: readonly PooledWorld[]; readonly notes: readonly string[] }

/** What worlds are fitted by: the last close before the part on which the band is judged, and settings of the run. */
type Fitting = Pick<RunPlan['settings'], 'states' | 'fee' | 'optionDays'> & { readonly until: number }

const fittedTo = async (
  { folder, symbol }: KeptPool,
  { until, states, fee, optionDays }: Fitting,
): Promise<PooledWorld> => {
  const { market, dataset, cost } = await prepare(folder, {
    ...(fee !== undefined && { fee }),
    ...(optionDays !== undefined && { optionDays }),
    ...(symbol !== undefined && { symbol }),
  })
  const { optionBars, variance } = market.profile
  const end = closedBy(dataset.series.timestamp, until)
  const name = instrumentName(market.instrument)
  if (end - dataset.first < FEWEST_LIVES * optionBars)
    throw new Fault(
      'missing-data',
      `${name}: ${Math.max(end - dataset.first, 0)} bars before the part on which the band is judged, at least ${FEWEST_LIVES * optionBars} are needed to pool it`,
    )
  const past = sliceSeries(dataset.series, dataset.first, end)
  const filter = fitVarianceRegimes(past.variance, states, { squared: variance === 'squared-return' })
  return { ...fittedWorld(past, cost.subarray(dataset.first, end), filter), optionBars, name }
}

/**
 * Worlds fitted to the pooled recordings, each on its bars before the part on which the band is judged, so that nothing
 * of the same days is known. Throws 'missing-data' where a recording that was asked for has too few of them.
 */
export const pool: Step<Pooled> = {
  name: 'pool',
  needs: [folds],
  async make(run, onProgress) {
    const { split } = await resultOf(run, folds)
    const { series } = await resultOf(run, features)
    const fitting = { ...run.plan.settings, until: series.timestamp[split.policy.from - 1] }
    const kept = poolOf(run)
    const worlds: PooledWorld[] = []
    const notes: string[] = []
    for (const [done, own] of kept.entries()) {
      onProgress('fit pooled worlds', done, kept.length)
      try {
        worlds.push(await fittedTo(own, fitting))
      } catch (error) {
        if (own.isFound !== true || !(error instanceof Fault) || error.code !== 'missing-data') throw error
        notes.push(`not pooled: ${error.message}`)
      }
    }
    return { worlds, notes }
  },
}
