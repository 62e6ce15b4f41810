import type { z } from 'zod'
import { adaptivePolicySchema, fixedStrategySchema } from '../../models/policy/policy-card'
import { Fault } from '../../src/core/error'
import type { Strategy, StrategyKind } from '../../src/core/hedging/strategy'
import type { HedgeMarket } from './hedge-market'
import type { Specification } from './specification'

export type StrategyDefaults = {
  readonly riskAversion: number
  readonly stepSeconds: number
  /** Of the market, where models came with it. */
  readonly trained: HedgeMarket['trained']
}

const DAY_SECONDS = 86_400

/** An adaptive policy that nobody tuned: plain Whalley-Wilmott at every look. */
const untuned = (riskAversion: number, stepSeconds: number) => ({
  band: 'whalley-wilmott',
  riskAversion,
  multipliers: [1],
  floor: 0,
  ceiling: 1,
  insideShare: 0,
  diffusionShare: 0,
  minInterval: stepSeconds,
  maxInterval: DAY_SECONDS,
  toxicityThreshold: 1,
  toxicityDelay: 0,
  riskLimit: 1,
})

const defaults: Readonly<Record<string, (given: StrategyDefaults) => Readonly<Record<string, unknown>>>> = {
  'no-hedge': () => ({}),
  'every-step': () => ({}),
  'fixed-interval': () => ({ seconds: DAY_SECONDS }),
  'fixed-band': () => ({ halfWidth: 0.05 }),
  'whalley-wilmott': ({ riskAversion }) => ({ riskAversion, multiplier: 1 }),
  zakamouline: ({ riskAversion }) => ({ riskAversion }),
  leland: () => ({ seconds: DAY_SECONDS }),
}

/** Strategies that hedge the delta of an option book, by name. */
export const hedgeStrategies: readonly string[] = [...Object.keys(defaults), 'adaptive']

const objection = (name: string, error: z.ZodError, known: readonly string[]): Fault => {
  const [{ path, message, code }] = error.issues
  const hint = code === 'unrecognized_keys' ? `; it takes ${known.join(', ') || 'no parameters'}` : ''
  return new Fault('usage', `${name}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}${hint}`)
}

/** The hedging strategy that a specification names, what it leaves out filled in. Throws usage for parameters that the strategy has not or outside their range. */
export const hedgeStrategy = ({ name, parameters }: Specification, given: StrategyDefaults): Strategy => {
  if (name === 'adaptive') {
    const start = given.trained?.policy ?? untuned(given.riskAversion, given.stepSeconds)
    const { multipliers } = parameters
    const changed = typeof multipliers === 'number' ? { ...parameters, multipliers: [multipliers] } : parameters
    const policy = adaptivePolicySchema.safeParse({ ...start, ...changed })
    if (!policy.success) throw objection(name, policy.error, Object.keys(adaptivePolicySchema.shape))
    return { kind: 'adaptive', policy: policy.data }
  }
  const filled = defaults[name](given)
  const strategy = fixedStrategySchema.safeParse({ kind: name as StrategyKind, ...filled, ...parameters })
  if (!strategy.success) throw objection(name, strategy.error, Object.keys(filled))
  return strategy.data
}

/** The parameters of a strategy for a person: 'riskAversion 30, multiplier 1'. */
export const settingText = (parameters: object): string =>
  Object.entries(parameters)
    .filter(([key, value]) => key !== 'kind' && (typeof value !== 'object' || Array.isArray(value)))
    .map(([key, value]) => `${key} ${Array.isArray(value) ? value.join('/') : value}`)
    .join(', ')
