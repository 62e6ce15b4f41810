import { mean } from '../../src/core/statistics/risk/moments'
import type { Strategy } from '../../src/core/hedging/strategy'
import { measuresOf, type ScoreOptions } from '../judge/hedging-scores'
import { outcomeOf } from '../tune/view/outcome'
import { run, viewOf, type View } from '../tune/view/view'
import type { HedgeMarket } from './hedge-market'
import { settingText } from './hedge-strategy'
import type { Trial } from './trial'

const parametersShown = (strategy: Strategy): object => {
  if (strategy.kind === 'adaptive') return strategy.policy
  if (strategy.kind === 'network') return { riskAversion: strategy.riskAversion }
  if (strategy.kind !== 'hodges-neuberger') return strategy
  const { riskAversion, looks } = strategy.table
  return { riskAversion, steps: looks }
}

/** Hedges a market's options by strategies of one risk aversion; each volatility is looked through once. */
export const hedgeTrials = (market: HedgeMarket, riskAversion: number) => {
  const { paths, vol, premium, overlap, stepSeconds, trained } = market
  const strip = { ...paths, starts: new Int32Array(paths.paths), overlap }
  const views = new Map<Float64Array, View>()
  const seen = (column: Float64Array): View => {
    const view = views.get(column) ?? viewOf(strip, column, stepSeconds)
    views.set(column, view)
    return view
  }
  const options: ScoreOptions = { series: '', riskAversion, meanPremium: mean(premium), overlap, replications: 0 }
  return (strategy: Strategy): Trial => {
    const adaptive = strategy.kind === 'adaptive' && trained !== undefined
    const view = seen(adaptive ? trained.vol : vol)
    const columns = adaptive ? trained.columns(strategy.policy) : undefined
    const setting = settingText(parametersShown(strategy))
    const outcome = outcomeOf(strategy.kind, setting, run(view, strategy, columns), view.frictionless, premium)
    return {
      strategy: strategy.kind,
      setting,
      paths: paths.paths,
      measures: (rows) => measuresOf(outcome, options, rows),
    }
  }
}
