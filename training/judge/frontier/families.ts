import type { HedgeRun } from '../../../src/core/hedging/paths'
import type { Strategy } from '../../../src/core/hedging/strategy'
import { mean, standardDeviation } from '../../../src/core/statistics/moments'
import { expectedShortfall } from '../../../src/core/statistics/risk-measures'
import type { FrontierScore, VolatilityRead } from '../../../src/report/policy-scores'
import type { CandidateFamily } from '../../tune/fixed-candidates'
import { certaintyEquivalent, run, type View } from '../../tune/view/view'
import type { FamilyRuns } from './cost-saved'
import { pathColumns } from './path-level'

/** What a row of the frontier says beside the measures of its run. */
export type FrontierLabel = Pick<FrontierScore, 'series' | 'strategy' | 'volatility' | 'parameter' | 'tuned'>

/** The row of one run; `riskAversion` per unit of spot. */
export const frontierScore = (label: FrontierLabel, run: HedgeRun, riskAversion: number): FrontierScore => {
  const { cost, tracking, evaluations, trades, turnover } = run
  const centre = mean(tracking)
  return {
    ...label,
    cost: mean(cost),
    trackingSd: standardDeviation(tracking),
    trackingEs95: expectedShortfall(
      tracking.map((x) => x - centre),
      0.05,
    ),
    ce: certaintyEquivalent(run, riskAversion),
    evaluations: mean(evaluations),
    trades: mean(trades),
    turnover: mean(turnover),
  }
}

const readsVolatility = ({ kind }: Strategy): boolean =>
  kind === 'whalley-wilmott' || kind === 'zakamouline' || kind === 'leland'

/** The views of a strip by the volatility that a formula reads. */
export type Views = { readonly logHar: View; readonly forecast: View }

/** A family's runs along its parameter, and their rows. */
export type Frontier = { readonly family: FamilyRuns; readonly scores: readonly FrontierScore[] }

/**
 * Every fixed family along its parameter, at each volatility that its formula reads; `tuned` tells the setting chosen
 * on the training part. Without no-hedge, which has no place on a frontier.
 */
export const fixedFrontiers = (
  { logHar, forecast }: Views,
  families: readonly CandidateFamily[],
  tuned: (strategy: string, setting: string) => boolean,
  { series, riskAversion }: { readonly series: string; readonly riskAversion: number },
): readonly Frontier[] =>
  families
    .filter(({ strategy }) => strategy !== 'no-hedge')
    .flatMap(({ strategy: name, candidates }) => {
      const reads: readonly (readonly [VolatilityRead, View])[] = candidates.some(({ strategy }) =>
        readsVolatility(strategy),
      )
        ? [
            ['log-har', logHar],
            ['forecast', forecast],
          ]
        : [['none', logHar]]
      return reads.map(([volatility, view]) => {
        const runs = candidates.map(({ setting, strategy }) => {
          const label = { series, strategy: name, volatility, parameter: setting, tuned: tuned(name, setting) }
          const hedged = run(view, strategy)
          return { columns: pathColumns(hedged), score: frontierScore(label, hedged, riskAversion) }
        })
        return {
          family: { strategy: name, volatility, runs: runs.map(({ columns }) => columns) },
          scores: runs.map(({ score }) => score),
        }
      })
    })
