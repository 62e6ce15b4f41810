import type { CentreCard, CentreEvidence } from '../../../models/store/centre'
import { DAY, type Timestamp } from '../../../src/core/market/event'
import {
  chainMoment,
  centreRules,
  startChainCentre,
  type CentreLosses,
  type ChainCentreSettings,
} from '../../../src/core/surface/centre/chain-centre'
import {
  slopeCoefficients,
  unlearnedSlope,
  type SlopeModel,
  type SlopeState,
} from '../../../src/core/surface/centre/spot-vol-slope'
import type { MarkedChain } from '../../../src/core/surface/mark-option'
import { centreGain, centreWarmUpDays, type CentreSquares } from './centre-gain'

/** Intervals without which nothing is said of a gain. */
const leastIntervals = 40
/** Chance of so large a gain, two-sided, above which it counts as chance. */
const significance = 0.05

const squaresOf = (losses: readonly CentreLosses[]): CentreSquares =>
  losses.map((own) => ({ time: own.time, net: own.net, model: own['minimum-variance'] }))

/** What each centre left over intervals that it had not learned from; undefined where they are too few. */
const evidenceOf = (losses: readonly CentreLosses[]): CentreEvidence | undefined => {
  if (losses.length < leastIntervals) return undefined
  const squares = squaresOf(losses)
  const { gain: newerGain } = centreGain('newer half', squares.slice(squares.length >> 1))
  const bare = losses.reduce((sum, own) => sum + own.bare, 0)
  const removed = Object.fromEntries(
    centreRules.map((rule) => [rule, 1 - losses.reduce((sum, own) => sum + own[rule], 0) / bare]),
  ) as CentreEvidence['removed']
  const { time: to } = losses[losses.length - 1]
  return {
    ...{ from: losses[0].time, to, intervals: losses.length, newerGain, removed },
    ...centreGain('chain', squares),
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/**
 * Which centre serves by the evidence, and why: the learned one only where it leaves less than net delta beyond chance,
 * and on the newer half of the intervals as well.
 */
export const centreVerdict = (
  evidence: CentreEvidence | undefined,
  intervals: number,
): Pick<CentreCard, 'verdict' | 'reason'> => {
  if (evidence === undefined)
    return {
      verdict: 'net',
      reason: `net delta serves: ${intervals} intervals of options after ${centreWarmUpDays} days, ${leastIntervals} are needed to judge`,
    }
  const { gain, dm, p, newerGain } = evidence
  const measured = `on ${evidence.intervals} unseen intervals minimum-variance leaves ${percent(Math.abs(gain))} ${gain < 0 ? 'more' : 'less'} than net delta (DM ${dm.toFixed(2)}, p ${p.toFixed(3)}), ${percent(Math.abs(newerGain))} ${newerGain < 0 ? 'more' : 'less'} on the newer half of them`
  if (gain > 0 && p <= significance && newerGain > 0)
    return {
      verdict: 'minimum-variance',
      reason: `minimum-variance has earned its place: ${measured}; the service hedges at net delta all the same, it follows no slope`,
    }
  const why = gain <= 0 ? 'no gain' : p > significance ? 'within chance' : 'no gain of late'
  return { verdict: 'net', reason: `net delta serves: ${measured}: ${why}` }
}

/** A centre that was followed along chains. */
type FollowedCentre = {
  readonly losses: readonly CentreLosses[]
  readonly state: SlopeState
}

/** Follows a centre along chains in time order: each interval is judged before it is learned from. */
const followCentre = (chains: Iterable<MarkedChain>, settings: ChainCentreSettings): FollowedCentre => {
  const centre = startChainCentre(settings)
  const losses: CentreLosses[] = []
  for (const chain of chains) {
    const left = centre.step(chainMoment(chain))
    if (left !== undefined && left.bare > 0) losses.push(left)
  }
  return { losses, state: centre.state() }
}

/** Losses of a centre that knew nothing, from the end of its warm-up on. */
const afterWarmUp = (losses: readonly CentreLosses[], from: Timestamp): readonly CentreLosses[] =>
  losses.filter(({ time }) => time >= from + centreWarmUpDays * DAY)

type LearnedCentre = Omit<CentreCard, 'id' | 'kind' | 'dataSha256' | 'venue' | 'symbol'>

/**
 * Learns the spot-vol slope of chains in time order, one at least, and judges the centre of least variance beside net
 * delta on each interval before it learns from it.
 */
export const learnCentre = (
  chains: readonly MarkedChain[],
  settlement: ChainCentreSettings['settlement'],
  model: SlopeModel = unlearnedSlope,
): LearnedCentre => {
  const { losses, state } = followCentre(chains, { settlement, model })
  const [from, to] = [chains[0].at, chains[chains.length - 1].at]
  const judged = afterWarmUp(losses, from)
  const evidence = evidenceOf(judged)
  return {
    settlement,
    learned: {
      ...{ from, to, chains: chains.length, intervals: losses.length },
      options: losses.reduce((sum, { options }) => sum + options, 0),
    },
    model,
    coefficients: slopeCoefficients(model, state),
    state,
    ...(evidence && { evidence }),
    ...centreVerdict(evidence, judged.length),
  }
}

/** A published centre on chains that it has not seen: it goes on learning from the state of its card. */
export const judgeCentre = (
  { settlement, model, state }: Pick<CentreCard, 'settlement' | 'model' | 'state'>,
  chains: Iterable<MarkedChain>,
): { readonly intervals: number; readonly evidence: CentreEvidence | undefined } => {
  const { losses } = followCentre(chains, { settlement, model, state: { ...state, last: state.last } })
  return { intervals: losses.length, evidence: evidenceOf(losses) }
}
