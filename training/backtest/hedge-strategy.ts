import { z } from 'zod'
import { readBandNetwork } from '../../models/band-network/band-file'
import { adaptivePolicySchema } from '../../models/store/policy-card'
import { shortCall, type HedgePaths } from '../../src/core/hedging/hedge-paths'
import { solveHodgesNeuberger } from '../../src/core/hedging/hodges-neuberger/solve'
import type { Strategy } from '../../src/core/hedging/strategy'
import { mean } from '../../src/core/statistics/moments'
import type { HedgeMarket } from './hedge-market'
import { parametersOf, type Specification } from './specification'

export type StrategyDefaults = { readonly riskAversion: number; readonly market: HedgeMarket }

type Make = (specification: Specification, given: StrategyDefaults) => Strategy | Promise<Strategy>

const DAY_SECONDS = 86_400
const positive = z.number().positive()
const interval = z.strictObject({ seconds: positive.default(DAY_SECONDS) })
const width = z.strictObject({ halfWidth: positive.default(0.05) })
const threshold = z.strictObject({ threshold: positive.default(0.05), seconds: positive.default(5) })
const ranged = z.strictObject({ halfWidth: positive.default(0.05), leastMove: positive.default(0.005) })
const drifting = z.strictObject({ drift: positive.default(0.05), seconds: positive.default(2 * DAY_SECONDS) })
const none = z.strictObject({})
const scaled = z.strictObject({
  riskAversion: positive,
  multiplier: positive.default(1),
  seconds: positive.optional(),
})
const averse = z.strictObject({ riskAversion: positive })

/** The untuned adaptive policy: Whalley-Wilmott at every evaluation. */
const untuned = ({ riskAversion, market }: StrategyDefaults) => ({
  band: 'whalley-wilmott',
  riskAversion,
  multiplier: 1,
  floor: 0,
  ceiling: 1,
  insideShare: 0,
  diffusionShare: 0,
  minInterval: market.stepSeconds,
  maxInterval: DAY_SECONDS,
  toxicityThreshold: 1,
  toxicityDelay: 0,
  riskLimit: 1,
})

/** Evaluations of a solved band at most: solving takes seconds for a few hundred. */
const SOLVED_STEPS = 240

/** A file of `bandshift train-band`. */
const trained = z.strictObject({ file: z.string() })

const optimal = z.strictObject({
  riskAversion: positive,
  steps: z.int().min(1).max(2000).optional(),
})

/** The most variance to expiry at any evaluation: a table solved for it serves all of them. */
const mostVariance = ({ steps, years }: HedgePaths, vol: Float64Array): number =>
  vol.reduce((most, value, i) => Math.max(most, value * value * years[i % steps]), 0)

/** The optimal band of the market's book at the mean cost. */
const solved: Make = (specification, { riskAversion, market: { paths, vol } }) => {
  const { legs = shortCall, years, cost, fixedCost = 0 } = paths
  const chosen = parametersOf(optimal, specification, { riskAversion })
  const average = (values: Float64Array | number): number => (typeof values === 'number' ? values : mean(values))
  const table = solveHodgesNeuberger({
    ...chosen,
    legs: legs.map(({ type, strike, units }) => ({ type, strike, units, years: years[0] })),
    vol: Math.sqrt(mostVariance(paths, vol) / years[0]),
    cost: average(cost),
    fixedCost: average(fixedCost),
    steps: chosen.steps ?? Math.min(paths.steps, SOLVED_STEPS),
  })
  return { kind: 'hodges-neuberger', table }
}

const makers: Readonly<Record<string, Make>> = {
  'no-hedge': (given) => ({ kind: 'no-hedge', ...parametersOf(none, given) }),
  'every-step': (given) => ({ kind: 'every-step', ...parametersOf(none, given) }),
  'fixed-interval': (given) => ({ kind: 'fixed-interval', ...parametersOf(interval, given) }),
  'fixed-band': (given) => ({ kind: 'fixed-band', ...parametersOf(width, given) }),
  'delta-threshold': (given) => ({ kind: 'delta-threshold', ...parametersOf(threshold, given) }),
  'range-and-move': (given) => ({ kind: 'range-and-move', ...parametersOf(ranged, given) }),
  'drift-or-timer': (given) => ({ kind: 'drift-or-timer', ...parametersOf(drifting, given) }),
  'whalley-wilmott': (given, { riskAversion }) => ({
    kind: 'whalley-wilmott',
    ...parametersOf(scaled, given, { riskAversion }),
  }),
  zakamouline: (given, { riskAversion }) => ({ kind: 'zakamouline', ...parametersOf(averse, given, { riskAversion }) }),
  'hodges-neuberger': solved,
  network: async (given) => {
    const { file } = parametersOf(trained, given)
    const { network, riskAversion } = await readBandNetwork(file)
    return { kind: 'network', network, riskAversion }
  },
  leland: (given) => ({ kind: 'leland', ...parametersOf(interval, given) }),
  adaptive: (given, defaults) => ({
    kind: 'adaptive',
    policy: parametersOf(adaptivePolicySchema, given, defaults.market.trained?.policy ?? untuned(defaults)),
  }),
}

/** Strategies that hedge the delta of an option book, by name. */
export const hedgeStrategies: readonly string[] = Object.keys(makers)

/**
 * The hedging strategy that a specification names, with defaults for parameters not given. Throws 'usage' for
 * parameters that the strategy does not have or that are outside their range.
 */
export const hedgeStrategy = async (specification: Specification, given: StrategyDefaults): Promise<Strategy> =>
  makers[specification.name](specification, given)

/** The parameters of a strategy as text: 'riskAversion 30, multiplier 1'. */
export const settingText = (parameters: object): string =>
  Object.entries(parameters)
    .filter(([key, value]) => key !== 'kind' && (typeof value !== 'object' || Array.isArray(value)))
    .map(([key, value]) => `${key} ${Array.isArray(value) ? value.join('/') : value}`)
    .join(', ')
