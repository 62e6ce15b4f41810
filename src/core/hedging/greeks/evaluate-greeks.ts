import { termVol } from '../../pricing/term-vol'
import type { Evaluation } from '../snapshot'
import { bookGreeks } from './book-greeks'
import { chooseTrades, type GreekHedge } from './choose-trades'
import type { GreekDecision, GreekOrder, GreekReason } from './greek-decision'
import { checkGreekSnapshot, type GreekSnapshot, type HedgeInstrument } from './greek-snapshot'
import { riskOf, type HedgeCandidate } from './hedge-problem'
import type { SolveQuadraticProgram } from './quadratic-program'

const isDue = ({ last, time }: GreekSnapshot): boolean => last === undefined || time >= last.dueAt

const isTriggered = ({ last, spot }: GreekSnapshot): boolean =>
  last?.quiet !== undefined && (spot <= last.quiet.above || spot >= last.quiet.below)

const candidateOf = (instrument: HedgeInstrument, exposure: readonly number[]): HedgeCandidate => {
  const { bid, ask, fee = 0, multiplier = 1, lot, position, lower, upper } = instrument
  const oneWay = multiplier * (0.5 * (ask - bid) + fee)
  const funded = instrument.kind === 'option' || instrument.funded === true
  return {
    exposure,
    price: funded ? multiplier * 0.5 * (ask + bid) : 0,
    buyCost: oneWay,
    sellCost: oneWay,
    lot,
    position,
    lower,
    upper,
  }
}

const tooFar = ({ targets }: GreekSnapshot, residual: readonly number[]): readonly number[] =>
  targets.flatMap(({ tolerance }, t) => (Math.abs(residual[t]) > tolerance ? [t] : []))

/**
 * Spot move that brings delta to its tolerance, and the seconds in which it is expected to diffuse the schedule's share
 * of it.
 */
const outlook = (snapshot: GreekSnapshot, residual: readonly number[], gamma: number) => {
  const { targets, spot, volatility, schedule, yearsPerMicrosecond } = snapshot
  const { share, minInterval, maxInterval } = schedule
  const at = targets.findIndex(({ greek }) => greek === 'delta')
  const tolerance = at < 0 ? Infinity : targets[at].tolerance
  // Where trading ends outside the tolerance a trigger at its edge would fire at every price.
  const room = Math.max(tolerance - Math.abs(residual[at] ?? 0), 0.5 * tolerance)
  const speed = Math.abs(gamma) * spot * termVol(volatility, 0)
  const move = gamma === 0 || room === 0 ? Infinity : room / Math.abs(gamma)
  const years = speed === 0 ? Infinity : ((share * room) / speed) ** 2
  const seconds = Math.min(Math.max(years / (yearsPerMicrosecond * 1e6), minInterval), maxInterval)
  return { seconds, move }
}

const limitReasons = (snapshot: GreekSnapshot, hedge: GreekHedge, spend: number): GreekReason[] => {
  const { instruments, maxCost = Infinity, maxSpend = Infinity } = snapshot
  const atLimit = instruments.some(({ lower, upper, lot }, i) => {
    const [units, held] = [hedge.trades[i], hedge.targets[i]]
    const room = units > 0 ? upper - held : held - lower
    return units !== 0 && room < Math.max(lot, 1e-9 * Math.abs(units))
  })
  const spent = hedge.cost >= maxCost * (1 - 1e-6) || spend >= maxSpend * (1 - 1e-6)
  return [...(atLimit ? (['position-limit'] as const) : []), ...(spent ? (['spending-limit'] as const) : [])]
}

/**
 * The decision on a book's Greeks: pure, as `solve` is. Nothing is traded while every Greek is within its tolerance.
 * With one outside, the trades that minimise the risk of all Greeks together with their own cost are chosen, within
 * lots and limits; options are left alone while delta alone is outside and the underlying can be traded, and once they
 * have expired. Called before its time it holds. Faults with 'numerical-domain' on a snapshot that cannot be evaluated.
 */
export const evaluateGreeks = (snapshot: GreekSnapshot, solve: SolveQuadraticProgram): GreekDecision => {
  checkGreekSnapshot(snapshot)
  const { time, spot, instruments, targets, risk, last } = snapshot
  const book = bookGreeks(snapshot)
  const candidates = instruments.map((instrument) => candidateOf(instrument, book.ofInstrument(instrument)))
  const net = book.ofLegs()
  candidates.forEach(({ exposure, position }) => exposure.forEach((value, t) => (net[t] += value * position)))
  const before = net.map((value, t) => value - (targets[t].target ?? 0))
  const riskBefore = riskOf(risk, before)
  const still = { before, after: before, orders: [], cost: 0, riskBefore, riskAfter: riskBefore, gap: 0 }
  const triggered = isTriggered(snapshot)
  if (last !== undefined && !isDue(snapshot) && !triggered)
    return {
      ...still,
      kind: 'hold',
      nextEvaluationSeconds: (last.dueAt - time) / 1e6,
      reasons: ['not-due'],
      next: last,
    }

  const nextDue = (after: readonly number[], held: readonly number[]) => {
    const gamma = book.gamma(held)
    const { seconds, move } = outlook(snapshot, after, gamma)
    const quiet = move < Infinity ? { above: spot - move, below: spot + move } : undefined
    const next: Evaluation = { evaluatedAt: time, spot, dueAt: time + Math.round(seconds * 1e6), quiet }
    return { nextEvaluationSeconds: seconds, next }
  }
  const arrival: GreekReason[] = triggered && !isDue(snapshot) ? ['price-trigger'] : []
  const held = instruments.map(({ position }) => position)
  const outside = tooFar(snapshot, before)
  if (outside.length === 0)
    return { ...still, kind: 'hold', reasons: [...arrival, 'inside-tolerance'], ...nextDue(before, held) }

  const reasons = [...arrival, ...new Set(outside.map((t): GreekReason => `${targets[t].greek}-outside`))]
  const underlyingOnly =
    outside.every((t) => targets[t].greek === 'delta') && instruments.some(({ kind }) => kind === 'underlying')
  if (underlyingOnly) reasons.push('underlying-only')
  const eligible = candidates.map((candidate, i) => {
    const instrument = instruments[i]
    const kept = instrument.kind === 'option' && (underlyingOnly || instrument.expiry <= time)
    return kept ? { ...candidate, lower: candidate.position, upper: candidate.position } : candidate
  })
  const { maxCost, maxSpend } = snapshot
  const hedge = chooseTrades(
    { residual: before, risk, candidates: eligible, maxCost, maxSpend },
    solve,
    snapshot.search,
  )
  const orders = instruments.flatMap(({ id }, i): GreekOrder[] =>
    hedge.trades[i] === 0 ? [] : [{ id, quantity: hedge.trades[i], target: hedge.targets[i] }],
  )
  let spend = hedge.cost
  hedge.trades.forEach((units, i) => (spend += units * candidates[i].price))
  if (orders.length === 0) reasons.push('not-worth-its-cost')
  reasons.push(...limitReasons(snapshot, hedge, spend))
  if (tooFar(snapshot, hedge.residual).length > 0) reasons.push('left-outside')
  return {
    kind: orders.length > 0 ? 'trade' : 'hold',
    before,
    after: hedge.residual,
    orders,
    cost: hedge.cost,
    riskBefore,
    riskAfter: hedge.risk,
    gap: hedge.gap,
    reasons,
    ...nextDue(hedge.residual, hedge.targets),
  }
}
