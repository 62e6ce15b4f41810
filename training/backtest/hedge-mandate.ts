import { Fault } from '../../src/core/error'
import { deriveSeed, startRng } from '../../src/core/rng'
import type { HedgeMarket } from './hedge-market'
import { hedgeStrategies, hedgeStrategy } from './hedge-strategy'
import { hedgeTrials } from './hedge-trial'
import type { PathOptions, BacktestSource, Mandate } from './mandate'
import { recordingMarket } from './recording-market'
import { worldMarket, worldVolSources, type WorldVolSource } from './world-market'

const DEFAULT_COST = 5e-4
const DEFAULT_OPTION_DAYS = 30
const HALF_LIFE_DAYS = 3

const isWorldVolSource = (name: string): name is WorldVolSource => worldVolSources.some((known) => known === name)

/** The options of a backtest's source. Throws usage for a volatility that nobody has there. */
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
export const hedgeMandate: Mandate = {
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
