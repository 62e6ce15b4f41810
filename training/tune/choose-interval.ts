import type { AdaptivePolicy } from '../../src/core/hedging/policy'
import { efficientLine, logCostAt, type CostAtRisk } from './efficient-line'
import { jackknifeError } from './jackknife'
import { lowest, type Objective, type Trial, type Trials } from './trials'

/** Share of the objective, and of the cost at equal tracking, that waiting may lose against every bar. */
const MOST_LOSS = 0.01
/** Errors in the one-sided bound of a loss at 95 %: Student's t for eight blocks. */
const ERRORS = 1.9
/** Factors on the width at every bar: the frontier on which a rule's cost is read at its own tracking. */
const LINE = [0.7, 0.85, 1, 1.2, 1.4, 2]

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

/** Upper bound of a loss from its estimate and those with each block left out. */
const bound = (estimate: number, leftOut: readonly number[]): number => estimate + ERRORS * jackknifeError(leftOut)

/** The objective lost against a reference, as a share of it, at its upper bound. */
const objectiveLoss = (trial: Trial, reference: Trial): number =>
  bound(
    trial.value / reference.value - 1,
    trial.leftOut.map((value, b) => value / reference.leftOut[b] - 1),
  )

/** The cost above that of an evaluation at every bar at the same tracking, as a share of it, at its upper bound. */
const costLoss = ({ levels }: Trial, line: readonly Trial[]): number => {
  const above = ({ cost, risk }: CostAtRisk, frontier: readonly CostAtRisk[]): number =>
    cost / Math.exp(logCostAt(efficientLine(frontier), risk)) - 1
  return bound(
    above(
      levels.all,
      line.map((each) => each.levels.all),
    ),
    levels.leftOut.map((level, b) =>
      above(
        level,
        line.map((each) => each.levels.leftOut[b]),
      ),
    ),
  )
}

/**
 * The policy with the waiting rule of fewest evaluations that loses under 1 % of the objective, and under 1 % of the
 * cost at equal tracking: the upper 95 % bounds of both lie below that. The objective is compared with an evaluation at
 * every bar, or, where an evaluation has a cost, with the best rule; the cost with the frontier of evaluations at every
 * bar. On a part too short for an error the usual rule, where its estimate lies below 1 %, else every bar.
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
  const line = LINE.map((factor) => attempt({ ...policy, multiplier: policy.multiplier * factor }))
  const trials = [everyBar, ...waitingRules(policy, market).map(attempt)]
  const reference = evaluationCost > 0 ? lowest(trials) : everyBar
  return trials
    .filter(
      (trial) =>
        trial === reference || (objectiveLoss(trial, reference) < MOST_LOSS && costLoss(trial, line) < MOST_LOSS),
    )
    .reduce((fewest, trial) => (trial.evaluations < fewest.evaluations ? trial : fewest)).policy
}
