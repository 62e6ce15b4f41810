import { bsmGreeks } from '../pricing/greeks'
import { centreVol, mirrorsBand, movesVol, setBand, setRawAdaptiveBand, type BandState } from './band'
import { bandExcess, bandHalfWidth, closedBand, middleOffset, mirrorBand, type BandOffsets } from './band-offsets'
import type { Band, Decision, Reason } from './decision'
import { bookExposure } from './exposure'
import { checkMatch, type BookLeg } from './hodges-neuberger/table'
import type { AdaptivePolicy } from './policy'
import { rebalance } from './rebalance'
import { checkSnapshot, type Snapshot } from './snapshot'
import { termVol } from '../pricing/term-vol'
import { flowWait, limitMove, nextEvaluationSeconds, triggerMove } from './timing'
import { unitState } from './unit-state'

/** The neutral position when every leg's volatility is moved by the same factor. */
const shiftedCentre = (snapshot: Snapshot, factor: number): number => {
  let delta = 0
  for (const { type, strike, expiry, quantity, multiplier = 1 } of snapshot.legs) {
    const years = Math.max(expiry - snapshot.time, 0) * snapshot.yearsPerMicrosecond
    const vol = factor * termVol(snapshot.volatility, years)
    delta += quantity * multiplier * bsmGreeks({ ...snapshot, type, strike, years, vol }).delta
  }
  return -delta
}

const isDue = ({ last, time, spot }: Snapshot): boolean =>
  last === undefined || time >= last.dueAt || triggered(last.quiet, spot)

const triggered = (quiet: { above: number; below: number } | undefined, spot: number): boolean =>
  quiet !== undefined && (spot <= quiet.above || spot >= quiet.below)

const clampReason = (policy: AdaptivePolicy, state: BandState): Reason[] => {
  const raw = closedBand()
  setRawAdaptiveBand(policy, state, raw)
  return raw.upper < policy.floor
    ? ['half-width-at-floor']
    : raw.upper > policy.ceiling
      ? ['half-width-at-ceiling']
      : []
}

const bandOf = ({ lower, lowerTarget, upperTarget, upper }: BandOffsets, centre: number, contracts: number): Band => ({
  lower: centre + lower * contracts,
  lowerTarget: centre + lowerTarget * contracts,
  upperTarget: centre + upperTarget * contracts,
  upper: centre + upper * contracts,
  centre,
  halfWidth: 0.5 * (upper - lower) * contracts,
})

/**
 * The hedging decision for a book: pure, without clock, chance or memory, so that a recorded snapshot gives the same
 * decision for ever. The band is drawn around the position that makes the book delta-neutral, from the book's aggregate
 * gamma. Called before its time it holds. Every number of the result is finite. Faults with 'numerical-domain' on a
 * snapshot that cannot be evaluated.
 */
export const evaluate = (snapshot: Snapshot): Decision => {
  checkSnapshot(snapshot)
  const { strategy, position, spot, time, scale, last } = snapshot
  const book = bookExposure(snapshot)
  const { delta, gamma, vega, theta, vol } = book
  const exposure = { delta, gamma, vega, theta }
  const still = { exposure, target: position, trade: 0, band: undefined }
  const due = isDue(snapshot)
  if (last !== undefined && !due) {
    const seconds = (last.dueAt - time) / 1e6
    return { ...still, kind: 'hold', nextEvaluationSeconds: seconds, reasons: ['not-due'], next: last }
  }
  const arrival: Reason[] = last !== undefined && time < last.dueAt ? ['price-trigger'] : []
  const wake = (seconds: number, move = Infinity, waitingSince?: number) => ({
    nextEvaluationSeconds: seconds,
    next: {
      evaluatedAt: time,
      spot,
      dueAt: time + Math.round(seconds * 1e6),
      quiet: move < Infinity ? { above: spot - move, below: spot + move } : undefined,
      ...(waitingSince !== undefined && { waitingSince }),
    },
  })
  if (strategy.kind === 'no-hedge') return { ...still, kind: 'hold', reasons: ['no-hedge'], ...wake(0) }

  const policy = strategy.kind === 'adaptive' ? strategy.policy : undefined
  const seen = unitState(snapshot, book)
  const { yearsPerSecond } = seen
  const factor =
    movesVol(strategy) && vol > 0 ? centreVol(strategy, seen, gamma <= 0 ? 1 : -1, yearsPerSecond) / vol : 1
  const centre = factor === 1 ? -delta : shiftedCentre(snapshot, factor)
  if (strategy.kind === 'hodges-neuberger') checkMatch(strategy.table, unitLegs(snapshot), seen)
  const state: BandState = { ...seen, centre: centre / scale.contracts }
  const offsets = closedBand()
  setBand(strategy, state, offsets)
  if (mirrorsBand(strategy) && gamma > 0) mirrorBand(offsets)
  const band = bandOf(offsets, centre, scale.contracts)
  const target = rebalance(position, band.lower, band.lowerTarget, band.upperTarget, band.upper)
  const place: Reason = band.halfWidth === 0 ? 'scheduled' : target === position ? 'inside-band' : 'outside-band'
  const kind = target === position ? 'hold' : 'trade'
  if (policy === undefined) {
    const seconds = strategy.kind === 'fixed-interval' || strategy.kind === 'leland' ? strategy.seconds : 0
    return { kind, exposure, target, band, trade: target - position, reasons: [place], ...wake(seconds) }
  }

  const reasons = [...arrival, place, ...clampReason(policy, state)]
  const halfWidth = bandHalfWidth(offsets)
  const move = triggerMove(policy, halfWidth, state.gamma) * scale.price
  const toxicity = snapshot.toxicityPercentile ?? 0
  const excess = bandExcess(offsets, (position - centre) / scale.contracts)
  const since = last?.waitingSince ?? time
  const wait = flowWait(policy, toxicity, excess, (time - since) / 1e6)
  if (wait !== undefined) {
    const nearest = Math.min(move, limitMove(policy, excess, state.gamma) * scale.price)
    return { ...still, kind: 'wait', band, reasons: [...reasons, 'toxic-flow'], ...wake(wait, nearest, since) }
  }
  if (kind === 'trade' && toxicity > policy.toxicityThreshold)
    reasons.push(excess > policy.riskLimit ? 'risk-limit' : 'wait-limit')
  const offset = middleOffset(offsets, (target - centre) / scale.contracts)
  const seconds = nextEvaluationSeconds(policy, offset, halfWidth, state.gamma, state.spot, vol, yearsPerSecond)
  return { kind, exposure, target, band, trade: target - position, reasons, ...wake(seconds, move) }
}

/**
 * The legs of a snapshot in the units of one option struck at 1, as a table is solved for them; expired legs have 0
 * years.
 */
export const unitLegs = ({ legs, time, yearsPerMicrosecond, scale }: Snapshot): readonly BookLeg[] =>
  legs.map(({ type, strike, expiry, quantity, multiplier = 1 }) => ({
    type,
    strike: strike / scale.price,
    years: Math.max(expiry - time, 0) * yearsPerMicrosecond,
    units: (quantity * multiplier) / scale.contracts,
  }))
