import { Fault } from '../../../src/core/error'
import { instrumentName } from '../../../src/core/market/instrument'
import { prepare } from '../../data/prepare'
import { sliceSeries } from '../../data/series'
import { fitVarianceRegimes } from '../../labels/fit-variance-regimes'
import { fittedWorld, type FittedWorld } from '../../labels/fitted-world'
import { poolOf } from '../run-folder'
import { resultOf, type Step } from '../step'
import { features } from './features'
import { folds } from './folds'

/** A world fitted to another recording, the life of its options in bars, and what the recording is of. */
export type PooledWorld = FittedWorld & { readonly optionBars: number; readonly name: string }

/** Fewest lives of its options for which a pooled recording says anything of regimes. */
const FEWEST_LIVES = 4

/** The number of bars that close by `time`. */
const closedBy = (timestamp: Float64Array, time: number): number => {
  const later = timestamp.findIndex((own) => own > time)
  return later < 0 ? timestamp.length : later
}

/**
 * Worlds fitted to the pooled recordings, each on its bars before the part on which the band is judged, so that nothing
 * of the same days is known. Throws 'missing-data' where a recording has too few of them.
 */
export const pool: Step<readonly PooledWorld[]> = {
  name: 'pool',
  needs: [folds],
  async make(run, onProgress) {
    const { split } = await resultOf(run, folds)
    const { series } = await resultOf(run, features)
    const until = series.timestamp[split.policy.from - 1]
    const { states, fee, optionDays } = run.plan.settings
    const settings = { ...(fee !== undefined && { fee }), ...(optionDays !== undefined && { optionDays }) }
    const folders = poolOf(run)
    const worlds: PooledWorld[] = []
    for (const [done, folder] of folders.entries()) {
      onProgress('fit pooled worlds', done, folders.length)
      const { market, dataset, cost } = await prepare(folder, settings)
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
      worlds.push({ ...fittedWorld(past, cost.subarray(dataset.first, end), filter), optionBars, name })
    }
    return worlds
  },
}
