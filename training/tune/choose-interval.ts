import type { AdaptiveSetting } from './adaptive-candidates'
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
 * Every waiting rule of a setting: how far the price may diffuse, how far past an edge it may carry the position before
 * that, over which move gamma counts as unchanged, and how much variance a wait may see. A hedge that is evaluated
 * seldom overshoots its edges, so that a narrower band may go with a rule.
 */
const waitingRules = (setting: AdaptiveSetting, market: IntervalMarket): readonly AdaptiveSetting[] => {
  const { policy } = setting
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
    const multipliers = policy.multipliers.map((m) => m * width)
    return rules.map((rule) => ({ ...setting, policy: { ...policy, multipliers, ...rule } }))
  })
}

/** Loss of a trial against another as a share of it, at its upper bound: a jackknife error above the estimate. */
const lossBound = (trial: Trial, reference: Trial): number => {
  const losses = trial.leftOut.map((value, b) => value / reference.leftOut[b] - 1)
  return trial.value / reference.value - 1 + ERRORS * jackknifeError(losses)
}

/**
 * The setting with the waiting rule of fewest evaluations that loses under 1 % of the objective: its estimate and an
 * error lie below that. It is compared with an evaluation at every bar, or, where an evaluation has a cost, with the
 * best rule. On a part too short for an error the usual rule, where its estimate lies below 1 %, else every bar.
 */
export const chooseInterval = (
  { attempt, blocks }: Trials,
  setting: AdaptiveSetting,
  market: IntervalMarket,
  { evaluationCost }: Pick<Objective, 'evaluationCost'>,
): AdaptiveSetting => {
  const everyBar = attempt(setting)
  if (blocks === 0) {
    const { bars, ...rule } = usual
    const timing = { ...rule, waitVariance: bars * market.meanVariance, maxInterval: longestWait(market) }
    const trial = attempt({ ...setting, policy: { ...setting.policy, ...timing } })
    return trial.value / everyBar.value - 1 < MOST_LOSS ? trial.setting : setting
  }
  const trials = [everyBar, ...waitingRules(setting, market).map(attempt)]
  const reference = evaluationCost > 0 ? lowest(trials) : everyBar
  return trials
    .filter((trial) => trial === reference || lossBound(trial, reference) < MOST_LOSS)
    .reduce((fewest, trial) => (trial.evaluations < fewest.evaluations ? trial : fewest)).setting
}
