import { exposureColumns } from '../../src/core/hedging/exposure-columns'
import { hedge } from '../../src/core/hedging/paths'
import type { Strategy } from '../../src/core/hedging/strategy'
import type { Rng } from '../../src/core/rng'
import { mean } from '../../src/core/statistics/moments'
import { entropicPrice, expectedShortfall } from '../../src/core/statistics/risk-measures'
import { bootstrapIntervals, type Interval } from '../statistics/bootstrap-ci'
import { fixedFamilies, type FixedCandidate } from '../tune/fixed-candidates'
import type { BandPaths } from './band-paths'

/** The risk by which bands are tuned and judged. */
export type BandRisk =
  | { readonly kind: 'entropic'; readonly riskAversion: number }
  | { readonly kind: 'expected-shortfall'; readonly level: number }

export type Compared = {
  readonly strategy: string
  readonly setting: string
  readonly risk: { readonly value: number; readonly ci: Interval }
  readonly cost: number
  readonly trades: number
  /** Risk of the network less that of this strategy on the same paths; undefined for the network itself. */
  readonly networkLess: { readonly value: number; readonly ci: Interval } | undefined
}

const REPLICATIONS = 200

const riskOf = (risk: BandRisk, pnl: Float64Array): number =>
  risk.kind === 'entropic' ? entropicPrice(pnl, risk.riskAversion) : expectedShortfall(pnl, risk.level)

const runner = (paths: BandPaths) => {
  const exposure = exposureColumns(paths, paths.vol)
  const { premium, vol, unwindAtExpiry } = paths
  return (strategy: Strategy) => {
    const run = hedge(paths, exposure, strategy, { vol, unwindAtExpiry })
    return { ...run, pnl: premium === undefined ? run.pnl : run.pnl.map((x, p) => x + premium[p]) }
  }
}

/**
 * The setting of every band formula with the least risk on `train`: Whalley-Wilmott and Zakamouline scaled, and the
 * fixed band.
 */
export const tunedBands = (
  train: BandPaths,
  risk: BandRisk,
  riskAversion: number,
): readonly (FixedCandidate & { readonly family: string })[] => {
  const run = runner(train)
  const families = fixedFamilies(riskAversion, 1, train.steps).filter(({ strategy }) =>
    ['whalley-wilmott', 'zakamouline', 'fixed-band'].includes(strategy),
  )
  return families.map(({ strategy, candidates }) => {
    const risks = candidates.map((candidate) => riskOf(risk, run(candidate.strategy).pnl))
    return { family: strategy, ...candidates[risks.indexOf(Math.min(...risks))] }
  })
}

/**
 * Risk, cost and trades of strategies on paths that none of them was tuned or trained on, the network first, with 95 %
 * bootstrap intervals from common draws; `block` consecutive paths are drawn together.
 */
export const compareBands = (
  test: BandPaths,
  network: FixedCandidate,
  others: readonly (FixedCandidate & { readonly family: string })[],
  { risk, block, rng }: { readonly risk: BandRisk; readonly block: number; readonly rng: Rng },
): readonly Compared[] => {
  const all = [{ family: 'network', ...network }, ...others]
  const run = runner(test)
  const runs = all.map(({ strategy }) => run(strategy))
  const statistics = (chosen?: Int32Array): number[] => {
    const risks = runs.map(({ pnl }) =>
      riskOf(risk, chosen === undefined ? pnl : Float64Array.from(chosen, (p) => pnl[p])),
    )
    return [...risks, ...risks.map((value) => risks[0] - value)]
  }
  const values = statistics()
  const intervals = bootstrapIntervals(test.paths, statistics, { blockLength: block, replications: REPLICATIONS, rng })
  return all.map(({ family, setting }, i) => {
    const less = all.length + i
    return {
      strategy: family,
      setting,
      risk: { value: values[i], ci: intervals[i] },
      cost: mean(runs[i].cost),
      trades: mean(runs[i].trades),
      networkLess: i === 0 ? undefined : { value: values[less], ci: intervals[less] },
    }
  })
}
