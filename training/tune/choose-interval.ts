import type { AdaptivePolicy } from '../../src/core/hedging/policy'
import { jackknifeError } from './jackknife'
import { lowest, type Objective, type Trial, type Trials } from './trials'

/** Share of the objective that waiting may lose against an evaluation at every bar. */
const MOST_LOSS = 0.01
const ERRORS = 1

/** The rule of a part too short to choose by: of those tried one that looks often. */
const usual = { diffusionShare: 0.7, edgeTrigger: 0.001, bars: 3 }

const diffusionShares = [0.7, 1.4]
const edgeTriggers = [0.001, 0.1]
const gammaReaches = [0.2, undefined]
/** Most variance that a wait may see, in bars of mean variance. */
const varianceBars = [2, 3, 4, 6, 12, 48, undefined]
const widths = [1, 0.9]

/** What the interval is chosen from: the grid of the market, and the regimes' volatilities where they are known. */
export type IntervalMarket = {
  readonly barSeconds: number
  readonly optionBars: number
  readonly regimeVols: readonly number[] | undefined
  /** Of a bar, dimensionless. */
  readonly meanVariance: number
}

/** The longest wait: a quarter of an option's life, a day at most; no shorter than a bar. */
const longestWait = ({ barSeconds, optionBars }: IntervalMarket): number =>
  Math.max(barSeconds, Math.min(86_400, Math.floor(optionBars / 4) * barSeconds))

/**
 * Every waiting rule of a policy: how far the price may diffuse, how far past an edge it may carry the position before
 * that, over which move gamma counts as unchanged, and how much variance a wait may see. A hedge that is evaluated
 * seldom overshoots its edges, so that a narrower band may go with a rule.
 */
const waitingRules = (policy: AdaptivePolicy, market: IntervalMarket): readonly AdaptivePolicy[] => {
  const { regimeVols, meanVariance } = market
  const maxInterval = longestWait(market)
  const rules = varianceBars.flatMap((bars) =>
    diffusionShares.flatMap((diffusionShare) =>
      edgeTriggers.flatMap((edgeTrigger) =>
        gammaReaches.map((gammaReach) => {
          const waitVariance = bars === undefined ? undefined : bars * meanVariance
          return { regimeVols, maxInterval, waitVariance, diffusionShare, edgeTrigger, gammaReach }
        }),
      ),
    ),
  )
  return widths.flatMap((width) => {
    const multiplier = policy.multiplier * width
    return rules.map((rule) => ({ ...policy, multiplier, ...rule }))
  })
}

/** Loss of a trial against another as a share of it, at its upper bound: a jackknife error above the estimate. */
const lossBound = (trial: Trial, reference: Trial): number => {
  const losses = trial.leftOut.map((value, b) => value / reference.leftOut[b] - 1)
  return trial.value / reference.value - 1 + ERRORS * jackknifeError(losses)
}

/**
 * The policy with the waiting rule of fewest evaluations that loses under 1 % of the objective: its estimate and an
 * error lie below that. It is compared with an evaluation at every bar, or, where an evaluation has a cost, with the
 * best rule. On a part too short for an error the usual rule, where its estimate lies below 1 %, else every bar.
 */
export const chooseInterval = (
  { attempt, blocks }: Trials,
  policy: AdaptivePolicy,
  market: IntervalMarket,
  { evaluationCost }: Pick<Objective, 'evaluationCost'>,
): AdaptivePolicy => {
  const everyBar = attempt(policy)
  if (blocks === 0) {
    const { bars, ...rule } = usual
    const timing = { ...rule, waitVariance: bars * market.meanVariance, maxInterval: longestWait(market) }
    const trial = attempt({ ...policy, ...timing })
    return trial.value / everyBar.value - 1 < MOST_LOSS ? trial.policy : policy
  }
  const trials = [everyBar, ...waitingRules(policy, market).map(attempt)]
  const reference = evaluationCost > 0 ? lowest(trials) : everyBar
  return trials
    .filter((trial) => trial === reference || lossBound(trial, reference) < MOST_LOSS)
    .reduce((fewest, trial) => (trial.evaluations < fewest.evaluations ? trial : fewest)).policy
}
