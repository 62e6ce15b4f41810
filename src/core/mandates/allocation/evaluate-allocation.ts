import { Fault } from '../../error'
import { posteriorMultiplier } from '../posterior-multiplier'
import type { AllocationDecision, AllocationReason, AllocationSnapshot } from './allocation-decision'
import { checkAllocationPolicy } from './allocation-policy'
import { driftHalfWidths, relativeVolatility } from './drift-bands'
import { goalWeights, isInside, noTradeRegion, type NoTradeRegion } from './no-trade-region'
import { selfFinancingTrades } from './self-financing'

/** A trade that leaves no cash leaves a few last digits of it. */
const ROUNDING = 1e-12

const check = (snapshot: AllocationSnapshot): void => {
  const { prices, units, cash, flow, targets, covariance, costs, policy, posterior, time } = snapshot
  checkAllocationPolicy(policy)
  const n = prices.length
  const shapes = [units, targets, costs.proportional].every(({ length }) => length === n) && covariance.length === n * n
  if (n === 0 || !shapes)
    throw new Fault('bad-input', `an allocation needs prices, units, targets and costs of one length, got ${n} prices`)
  const sound =
    prices.every((price) => price > 0 && price < Infinity) &&
    units.every((held) => Number.isFinite(held) && (policy.shorting || held >= 0)) &&
    Number.isFinite(cash + flow + time) &&
    targets.every((weight) => Number.isFinite(weight) && (policy.shorting || weight >= 0)) &&
    costs.proportional.every((cost) => cost >= 0 && cost < 1) &&
    costs.ticket >= 0 &&
    covariance.every(Number.isFinite) &&
    posterior.every((p) => p >= 0) &&
    snapshot.yearsPerMicrosecond > 0
  if (!sound)
    throw new Fault(
      'numerical-domain',
      'an allocation needs prices > 0, finite units and cash, costs in [0, 1) and no negative weight or unit unless shorting is allowed',
    )
}

/** Seconds until the nearest weight has diffused a share of the way to its edge, clamped. */
const wait = ({ policy, covariance, yearsPerMicrosecond }: AllocationSnapshot, region: NoTradeRegion): number => {
  if (policy.band.kind === 'calendar') return policy.band.seconds
  const speeds = relativeVolatility(region.targets, covariance)
  let years = Infinity
  for (let i = 0; i < speeds.length; i++) {
    const speed = Math.abs(region.targets[i]) * speeds[i]
    const share = policy.diffusionShare * (region.upper[i] - region.targets[i])
    if (speed > 0) years = Math.min(years, (share / speed) ** 2)
  }
  return Math.min(Math.max(years / (yearsPerMicrosecond * 1e6), policy.minInterval), policy.maxInterval)
}

/**
 * Target-weight rebalancing as a pure decision: nothing is traded while every weight lies within its band and cash
 * within its own; else the weights go to the region's edge, to the targets or between. Trades finance themselves (see
 * `selfFinancingTrades`); cash takes the rest, so that weights sum to 1. A calendar trades to its targets when due.
 * Money that comes or goes is used first: it buys what is below its target, and is raised from what is above. Faults
 * with 'bad-input' on arrays of different lengths, 'numerical-domain' on numbers out of range or a value that is not >
 * 0.
 */
export const evaluateAllocation = (snapshot: AllocationSnapshot): AllocationDecision => {
  check(snapshot)
  const { time, prices, units, flow, targets, costs, policy, last } = snapshot
  const cash = snapshot.cash + flow
  const holdings = units.map((held, i) => held * prices[i])
  const value = holdings.reduce((sum, held) => sum + held, cash)
  if (!(value > 0)) throw new Fault('numerical-domain', `an allocation needs a value > 0, got ${value}`)
  const weights = holdings.map((held) => held / value)
  const factor = posteriorMultiplier(policy.multipliers, snapshot.posterior)
  const halfWidths = driftHalfWidths(policy, targets, costs.proportional, { covariance: snapshot.covariance, factor })
  const region = noTradeRegion(targets, halfWidths, policy.cashHalfWidth, policy.shorting)
  const still = { value, weights, halfWidths, trades: units.map(() => 0), cost: 0, cash }
  const forced = cash < -ROUNDING * value && region.cash.lower >= 0
  if (last !== undefined && time < last.dueAt && !forced) {
    const seconds = (last.dueAt - time) / 1e6
    return { ...still, kind: 'hold', nextEvaluationSeconds: seconds, reasons: ['not-due'], next: last }
  }
  const seconds = wait(snapshot, region)
  const nextDue = {
    nextEvaluationSeconds: seconds,
    next: { evaluatedAt: time, dueAt: time + Math.round(seconds * 1e6) },
  }
  const moved: AllocationReason[] = flow === 0 ? [] : ['cash-flow']
  if (isInside(region, weights)) return { ...still, ...nextDue, kind: 'hold', reasons: [...moved, 'inside-region'] }
  const reasons: AllocationReason[] = [...moved, policy.band.kind === 'calendar' ? 'scheduled' : 'outside-region']
  const goals = goalWeights(region, weights, policy.insideShare)
  const trading = selfFinancingTrades(holdings, cash, goals, { costs, minTrade: policy.minTrade })
  if (trading === undefined) return { ...still, ...nextDue, kind: 'hold', reasons: [...reasons, 'not-worth-trading'] }
  const trades = trading.traded.map((traded, i) => {
    if (traded === 0) return 0
    if (goals[i] === 0) return -units[i]
    return policy.shorting ? traded / prices[i] : Math.max(traded / prices[i], -units[i])
  })
  const spent = trades.reduce((sum, trade, i) => sum + trade * prices[i], 0)
  return { ...still, ...nextDue, kind: 'trade', trades, cost: trading.cost, cash: cash - spent - trading.cost, reasons }
}
