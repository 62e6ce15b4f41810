import type { AdaptivePolicy } from '../../src/core/hedging/policy'
import type { AdaptiveSetting } from './adaptive-candidates'
import { jackknifeError } from './jackknife'
import type { Objective } from './objective'
import { lowest, type Trial, type Trials } from './trials'

/** Share of the objective that waiting may lose against an evaluation at every bar. */
const MOST_LOSS = 0.01
const ERRORS = 2

/** Share of the half-width by which a price move may shift delta before it ends a wait. */
const TRIGGER = 0.5

/**
 * The rule of a part too short to choose by: on longer recordings it lost nothing. At most two hours, and half the way
 * to the edge.
 */
const USUAL = { diffusionShare: 0.5, seconds: 7200 }

/** Nothing waits longer than a day. */
const LONGEST = 86_400

const longestBars = [2, 4, 8, 16, 32, 64, 128, 256]
const diffusionShares = [0.25, 0.5, 1, 2]
const insideShares = [0.25, 0.5]

/** What the interval is chosen from: the grid of the market, and the regimes' volatilities where they are known. */
export type IntervalMarket = {
  readonly barSeconds: number
  readonly optionBars: number
  readonly regimeVols: readonly number[] | undefined
}

/**
 * Every waiting rule of a setting: how far delta may diffuse, the longest wait, and, because a hedge that is looked at
 * seldom is worth trading further inside, where a trade ends.
 */
const waitingRules = (
  setting: AdaptiveSetting,
  { barSeconds, optionBars, regimeVols }: IntervalMarket,
): readonly AdaptiveSetting[] => {
  const { policy } = setting
  const within = (change: Partial<AdaptivePolicy>): AdaptiveSetting => ({
    ...setting,
    policy: { ...policy, ...change },
  })
  return [policy.insideShare, ...insideShares.filter((share) => share > policy.insideShare)].flatMap((insideShare) =>
    longestBars
      .filter((bars) => bars * 4 <= optionBars && bars * barSeconds <= LONGEST)
      .flatMap((bars) =>
        diffusionShares.map((diffusionShare) =>
          within({ insideShare, diffusionShare, maxInterval: bars * barSeconds, priceTrigger: TRIGGER, regimeVols }),
        ),
      ),
  )
}

/** Loss of a trial against another as a share of it, at its upper bound: two jackknife errors above the estimate. */
const lossBound = (trial: Trial, reference: Trial): number => {
  const losses = trial.leftOut.map((value, b) => value / reference.leftOut[b] - 1)
  return trial.value / reference.value - 1 + ERRORS * jackknifeError(losses)
}

/**
 * The setting with the waiting rule of fewest evaluations that loses under 1 % of the objective beyond doubt: its upper
 * bound lies below that. It is compared with an evaluation at every bar, or, where an evaluation has a cost, with the
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
    const { diffusionShare, seconds } = USUAL
    const bars = Math.floor(Math.min(seconds / market.barSeconds, market.optionBars / 4))
    if (bars < 2) return setting
    const maxInterval = bars * market.barSeconds
    const policy = { ...setting.policy, diffusionShare, maxInterval, priceTrigger: TRIGGER }
    const usual = attempt({ ...setting, policy })
    return usual.value / everyBar.value - 1 < MOST_LOSS ? usual.setting : setting
  }
  const trials = [everyBar, ...waitingRules(setting, market).map(attempt)]
  const reference = evaluationCost > 0 ? lowest(trials) : everyBar
  return trials
    .filter((trial) => trial === reference || lossBound(trial, reference) < MOST_LOSS)
    .reduce((fewest, trial) => (trial.evaluations < fewest.evaluations ? trial : fewest)).setting
}
