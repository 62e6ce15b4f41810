import { Fault } from '../../src/core/error'
import type { Strategy } from '../../src/core/hedging/strategy'
import { deriveSeed, startRng } from '../../src/core/rng'
import { mean } from '../../src/core/statistics/moments'
import { measuresOf, type ScoreOptions } from '../judge/hedging-scores'
import { hedgeOutcome, run, viewOf, type View } from '../tune/view/view'
import type { HedgeMarket } from './hedge-market'
import { hedgeStrategies, hedgeStrategy, settingText } from './hedge-strategy'
import type { BacktestMandate, BacktestSource, PathOptions, Trial } from './mandate'
import { recordingMarket } from './recording-market'
import { worldMarket, worldVolSources, type WorldVolSource } from './world-market'

const parametersShown = (strategy: Strategy): object => {
  if (strategy.kind === 'adaptive') return strategy.policy
  if (strategy.kind === 'network') return { riskAversion: strategy.riskAversion }
  if (strategy.kind !== 'hodges-neuberger') return strategy
  const { riskAversion, steps } = strategy.table
  return { riskAversion, steps }
}

/** Hedges a market's options by strategies of one risk aversion; the view of each volatility is computed once. */
const hedgeTrials = (market: HedgeMarket, riskAversion: number) => {
  const { paths, vol, premium, overlap, stepSeconds, trained } = market
  const strip = { ...paths, starts: new Int32Array(paths.paths), overlap }
  const views = new Map<Float64Array, View>()
  const viewAt = (column: Float64Array): View => {
    const view = views.get(column) ?? viewOf(strip, column, stepSeconds, market.mark)
    views.set(column, view)
    return view
  }
  const options: ScoreOptions = { series: '', riskAversion, meanPremium: mean(premium), overlap, replications: 0 }
  return (strategy: Strategy): Trial => {
    const adaptive = strategy.kind === 'adaptive' && trained !== undefined
    const view = viewAt(adaptive ? trained.vol : vol)
    const columns = adaptive ? trained.columns(strategy.policy) : undefined
    const setting = settingText(parametersShown(strategy))
    const outcome = hedgeOutcome({ strategy: strategy.kind, setting }, run(view, strategy, columns), premium)
    return {
      strategy: strategy.kind,
      setting,
      paths: paths.paths,
      measures: (rows) => measuresOf(outcome, options, rows),
    }
  }
}

const DEFAULT_COST = 5e-4
const DEFAULT_OPTION_DAYS = 30
const HALF_LIFE_DAYS = 3

const isWorldVolSource = (name: string): name is WorldVolSource => worldVolSources.some((known) => known === name)

/** The options of a backtest's source. Throws 'usage' for a volatility that the source does not have. */
export const hedgeMarket = async (source: BacktestSource, options: PathOptions): Promise<HedgeMarket> => {
  const { vol } = options
  if (source.kind === 'recording') {
    const known = source.models === undefined ? ['log-har'] : ['log-har', 'models']
    if (vol !== undefined && !known.includes(vol))
      throw new Fault('usage', `--vol ${vol}: on a recording it is log-har or, with --models, models`)
    return recordingMarket(source.data, source.models, options)
  }
  const { world, paths, stepSeconds } = source
  const volSource = vol ?? 'truth'
  if (!isWorldVolSource(volSource))
    throw new Fault('usage', `--vol ${volSource}: in a world it is one of ${worldVolSources.join(', ')}`)
  return worldMarket(
    world,
    {
      paths,
      stepSeconds,
      volSource,
      optionDays: options.optionDays ?? DEFAULT_OPTION_DAYS,
      cost: options.fee ?? DEFAULT_COST,
      halfLifeDays: HALF_LIFE_DAYS,
      legs: options.legs,
      fixedCost: options.fixedCost,
    },
    startRng(deriveSeed(options.seed, 'paths')),
  )
}

/** Hedging the delta of an option book. */
export const hedgeMandate: BacktestMandate = {
  name: 'hedge',
  strategies: hedgeStrategies,
  open: async (source, options) => {
    const market = await hedgeMarket(source, options)
    const hedged = hedgeTrials(market, options.riskAversion)
    return {
      title: market.title,
      origin: market.origin,
      steps: market.paths.steps,
      stepSeconds: market.stepSeconds,
      volSource: market.volSource,
      overlap: market.overlap,
      trial: async (specification) =>
        hedged(await hedgeStrategy(specification, { riskAversion: options.riskAversion, market })),
    }
  },
}
