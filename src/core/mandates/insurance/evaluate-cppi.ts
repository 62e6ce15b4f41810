import { Fault } from '../../error'
import { posteriorMultiplier } from '../posterior-multiplier'
import type { InsuranceDecision, InsuranceReason, InsuranceSnapshot, InsuranceState } from './cppi-decision'
import { checkCppiPolicy, type CppiPolicy } from './cppi-policy'
import { boundedMultiplier, gapRisk } from './gap-risk'

/**
 * The purchase (> 0) or sale (< 0), as traded value, after which the exposure is `multiple` × what is left of `base`
 * once the trade's own proportional cost is paid from it: E + x = k (B − c |x|). A sale never exceeds the exposure;
 * with k c ≥ 1 selling costs more cushion than it frees, so all is sold.
 */
const tradeToMultiple = (exposure: number, base: number, multiple: number, cost: number): number => {
  const gap = multiple * base - exposure
  if (gap >= 0) return gap / (1 + multiple * cost)
  return multiple * cost >= 1 ? -exposure : Math.max(gap / (1 - multiple * cost), -exposure)
}

/**
 * The floor after `years` at `rate`, never below `ratchetShare` of wealth where that is given: time-invariant portfolio
 * protection, by which gains are locked in. T. Estep & M. Kritzman, Journal of Portfolio Management 14 (1988) 38–42.
 */
const nextFloor = (
  floor: number,
  rate: number,
  years: number,
  { wealth, ratchetShare }: { readonly wealth: number; readonly ratchetShare: number | undefined },
): number => {
  const grown = floor * Math.exp(rate * years)
  return ratchetShare === undefined ? grown : Math.max(grown, ratchetShare * wealth)
}

/** Rounding of an exposure on its edge is no reason to trade. */
const SLACK = 1e-12

const check = (snapshot: InsuranceSnapshot): void => {
  const { time, price, units, cash, oneWayCost, rate, yearsPerMicrosecond, posterior, last } = snapshot
  checkCppiPolicy(snapshot.policy)
  const sound =
    Number.isFinite(time) &&
    price > 0 &&
    price < Infinity &&
    units >= 0 &&
    units < Infinity &&
    Number.isFinite(cash) &&
    oneWayCost >= 0 &&
    oneWayCost < 1 &&
    Number.isFinite(rate) &&
    yearsPerMicrosecond > 0 &&
    last.floor >= 0 &&
    last.floor < Infinity &&
    posterior.every((p) => p >= 0)
  if (!sound)
    throw new Fault(
      'numerical-domain',
      'an insurance snapshot needs a price > 0, units ≥ 0, finite cash, a one-way cost in [0, 1), a floor ≥ 0 and probabilities ≥ 0',
    )
}

const toleranceOf = (policy: CppiPolicy, posterior: readonly number[]): number =>
  Math.min(
    Math.max(policy.tolerance * posteriorMultiplier(policy.toleranceMultipliers, posterior), policy.toleranceFloor),
    policy.toleranceCeiling,
  )

const isState = (last: InsuranceSnapshot['last']): last is InsuranceState => 'dueAt' in last

/**
 * Seconds in which ln(exposure / cushion), whose volatility is (M − 1) σ, diffuses a share of the way to the band's
 * edge.
 */
const wait = (
  policy: CppiPolicy,
  tolerance: number,
  {
    multiplier,
    vol,
    yearsPerSecond,
  }: { readonly multiplier: number; readonly vol: number; readonly yearsPerSecond: number },
): number => {
  const speed = Math.abs(multiplier - 1) * vol
  if (speed === 0) return policy.gapInterval
  const share = (policy.diffusionShare * tolerance) / speed
  return Math.min(Math.max((share * share) / yearsPerSecond, policy.minInterval), policy.gapInterval)
}

/**
 * Constant-proportion portfolio insurance as a pure decision. Exposure is held within [m(1 − b), m(1 + b)] × cushion,
 * and never above the share of wealth that the policy allows. The band's top is at most the multiplier that survives
 * the worst expected move over the gap interval (`boundedMultiplier`), so m falls as the forecast rises: m =
 * min(maxMultiplier, bound / (1 + b)), at least 1 / (1 + b). A trade pays for itself: the multiple holds after its own
 * cost. Exposure past the band's top is cut before the evaluation is due. Without a cushion all is sold and the
 * portfolio stays in cash. Faults with 'numerical-domain' on a snapshot that cannot be evaluated. F. Black & A. Perold,
 * Journal of Economic Dynamics and Control 16 (1992) 403–426; R. Cont & P. Tankov, Mathematical Finance 19 (2009)
 * 379–401.
 */
export const evaluateCppi = (snapshot: InsuranceSnapshot): InsuranceDecision => {
  check(snapshot)
  const { policy, last, time, price, units, cash, rate, oneWayCost, yearsPerMicrosecond } = snapshot
  const began = isState(last) ? last.evaluatedAt : time
  const exposure = units * price
  const wealth = cash + exposure
  const years = (time - began) * yearsPerMicrosecond
  const tolerance = toleranceOf(policy, snapshot.posterior)
  const gapYears = policy.gapInterval * yearsPerMicrosecond * 1e6
  const forecast = { vol: snapshot.vol, drift: snapshot.drift, jumps: snapshot.jumps }
  const bound = boundedMultiplier(forecast, gapYears, rate, {
    confidence: policy.confidence,
    ceiling: policy.maxMultiplier * (1 + tolerance),
  })
  const multiplier = Math.min(policy.maxMultiplier, bound / (1 + tolerance))
  const top = multiplier * (1 + tolerance) * (1 + SLACK)
  const pressed = exposure > top * (wealth - last.floor * Math.exp(rate * years))
  const early = isState(last) && time < last.dueAt
  const due = !early || pressed
  const floor = nextFloor(last.floor, rate, years, { wealth, ratchetShare: due ? policy.ratchetShare : undefined })
  const cushion = wealth - floor
  const implied = cushion > 0 ? exposure / cushion : undefined
  const common = { wealth, floor, cushion, multiplier, tolerance, impliedMultiplier: implied }
  if (isState(last) && !due)
    return {
      ...common,
      kind: 'hold',
      trade: 0,
      cost: 0,
      gap: implied === undefined ? undefined : gapRisk(implied, forecast, gapYears, rate),
      nextEvaluationSeconds: (last.dueAt - time) / 1e6,
      reasons: ['not-due'],
      next: last,
    }
  const locked = (isState(last) && last.locked) || !(cushion > 0)
  const reasons: InsuranceReason[] = early ? ['gap-trigger'] : []
  let traded: number
  if (locked) {
    traded = -exposure
    reasons.push('cash-lock')
  } else {
    const place = bandTrade({ exposure, cushion, wealth, multiplier, tolerance, policy, cost: oneWayCost })
    traded = place.traded
    reasons.push(...place.reasons)
    if (bound < policy.maxMultiplier * (1 + tolerance)) reasons.push('gap-bound')
  }
  const cost = oneWayCost * Math.abs(traded)
  const left = cushion - cost
  const held = locked || !(left > 0) ? undefined : (exposure + traded) / left
  const seconds =
    held === undefined
      ? policy.gapInterval
      : wait(policy, tolerance, { multiplier: held, vol: snapshot.vol, yearsPerSecond: yearsPerMicrosecond * 1e6 })
  return {
    ...common,
    kind: traded === 0 ? 'hold' : 'trade',
    trade: traded === 0 ? 0 : traded === -exposure ? -units : traded / price,
    cost,
    gap: held === undefined ? undefined : gapRisk(held, forecast, gapYears, rate),
    nextEvaluationSeconds: seconds,
    reasons,
    next: { evaluatedAt: time, dueAt: time + Math.round(seconds * 1e6), floor, locked },
  }
}

const bandTrade = ({
  exposure,
  cushion,
  wealth,
  multiplier,
  tolerance,
  policy,
  cost,
}: {
  readonly exposure: number
  readonly cushion: number
  readonly wealth: number
  readonly multiplier: number
  readonly tolerance: number
  readonly policy: CppiPolicy
  readonly cost: number
}): { traded: number; reasons: InsuranceReason[] } => {
  const cap = policy.maxExposureShare
  const low = multiplier * (1 - tolerance)
  const high = multiplier * (1 + tolerance)
  const capped = multiplier * cushion > cap * wealth
  if (exposure < Math.min(low * cushion, cap * (1 - tolerance) * wealth) * (1 - SLACK)) {
    const goal = low + policy.insideShare * (multiplier - low)
    const share = cap * (1 - tolerance + policy.insideShare * tolerance)
    const traded = Math.min(
      tradeToMultiple(exposure, cushion, goal, cost),
      tradeToMultiple(exposure, wealth, share, cost),
    )
    return { traded, reasons: capped ? ['below-band', 'exposure-cap'] : ['below-band'] }
  }
  if (exposure > Math.min(high * cushion, cap * wealth) * (1 + SLACK)) {
    const goal = high - policy.insideShare * (high - multiplier)
    const traded = Math.min(
      tradeToMultiple(exposure, cushion, goal, cost),
      tradeToMultiple(exposure, wealth, cap, cost),
    )
    return { traded: Math.max(traded, -exposure), reasons: capped ? ['above-band', 'exposure-cap'] : ['above-band'] }
  }
  return { traded: 0, reasons: ['inside-band'] }
}
