import { centreVol, movesVol, setRawAdaptiveBand, type BandState, type CentreState } from './band'
import { bandExcess, closedBand, type BandOffsets } from './band-offsets'
import type { Band, HedgeDecision, Reason } from './decision'
import { bandEvaluator, emptyEvaluation, remembersTrade, type BandEvaluation } from './evaluate-band'
import { bookExposure, legDelta, markedExposure, markVol, type BookExposure } from './exposure'
import { checkMatch, type BookLeg } from './hodges-neuberger/table'
import type { AdaptivePolicy } from './policy'
import { checkSnapshot, type Snapshot } from './snapshot'

/** What a band's width depends on, carried from the book to one option struck at 1 by the snapshot's scale. */
export const unitState = (snapshot: Snapshot, { gamma, vol, years, variance }: BookExposure): CentreState => {
  const { scale, rate } = snapshot
  return {
    yearsPerSecond: snapshot.yearsPerMicrosecond * 1e6,
    cost: snapshot.oneWayCost,
    fixedCost: (snapshot.fixedCost ?? 0) / (scale.contracts * scale.price),
    spot: snapshot.spot / scale.price,
    gamma: (gamma * scale.price) / scale.contracts,
    vol,
    nowVol: snapshot.nowVol ?? vol,
    years,
    variance,
    discount: Math.exp(-rate * years),
    posterior: snapshot.posterior,
    jumpShare: snapshot.jumpShare ?? 0,
  }
}

/** The neutral position at the mark when every leg's volatility is moved by the same factor. */
const shiftedCentre = (snapshot: Snapshot, factor: number): number => {
  let delta = 0
  for (const leg of snapshot.legs) {
    const { quantity, multiplier = 1 } = leg
    delta += quantity * multiplier * legDelta(snapshot, leg, factor * markVol(snapshot, leg))
  }
  return -delta
}

const isDue = ({ last, time, spot }: Snapshot): boolean =>
  last === undefined || time >= last.dueAt || triggered(last.quiet, spot)

const triggered = (quiet: { above: number; below: number } | undefined, spot: number): boolean =>
  quiet !== undefined && (spot <= quiet.above || spot >= quiet.below)

/** Of the formula's half-width; a learned band has no floor. */
const clampReason = (policy: AdaptivePolicy, state: BandState): Reason[] => {
  if (policy.network !== undefined) return []
  const raw = closedBand()
  setRawAdaptiveBand(policy, state, raw)
  return raw.upper < policy.floor
    ? ['half-width-at-floor']
    : raw.upper > policy.ceiling
      ? ['half-width-at-ceiling']
      : []
}

type Moves = Pick<BandEvaluation, 'rise' | 'fall'>
const unmoved: Moves = { rise: Infinity, fall: Infinity }

const bandOf = ({ lower, lowerTarget, upperTarget, upper }: BandOffsets, centre: number, contracts: number): Band => ({
  lower: centre + lower * contracts,
  lowerTarget: centre + lowerTarget * contracts,
  upperTarget: centre + upperTarget * contracts,
  upper: centre + upper * contracts,
  centre,
  halfWidth: 0.5 * (upper - lower) * contracts,
})

/**
 * The hedging decision for a book: pure, without clock, chance or memory, so that a recorded snapshot always gives the
 * same decision. The band is drawn around the position that makes the book delta-neutral at the mark, from the book's
 * aggregate gamma at the forecast. Called before its time it holds. Every number of the result is finite. Faults with
 * 'numerical-domain' on a snapshot that cannot be evaluated.
 */
export const evaluate = (snapshot: Snapshot): HedgeDecision => {
  checkSnapshot(snapshot)
  const { strategy, position, spot, time, scale, last } = snapshot
  const book = bookExposure(snapshot, snapshot.volatility)
  const { gamma, vol } = book
  const isMarked = snapshot.mark !== undefined || snapshot.legs.some(({ quote }) => quote !== undefined)
  const { delta, ...marked } = isMarked ? markedExposure(snapshot) : book
  const exposure = { delta, gamma: marked.gamma, vega: marked.vega, theta: marked.theta }
  const still = { exposure, target: position, trade: 0, band: undefined }
  const due = isDue(snapshot)
  if (last !== undefined && !due) {
    const seconds = (last.dueAt - time) / 1e6
    return { ...still, kind: 'hold', nextEvaluationSeconds: seconds, reasons: ['not-due'], next: last }
  }
  let traded = remembersTrade(strategy) ? last?.traded : undefined
  const arrival: Reason[] = last !== undefined && time < last.dueAt ? ['price-trigger'] : []
  const nextDue = (seconds: number, { rise, fall }: Moves = unmoved, waitingSince?: number) => ({
    nextEvaluationSeconds: seconds,
    next: {
      evaluatedAt: time,
      spot,
      dueAt: time + Math.round(seconds * 1e6),
      quiet: Math.min(rise, fall) < Infinity ? { above: spot - fall, below: spot + rise } : undefined,
      ...(waitingSince !== undefined && { waitingSince }),
      ...(traded !== undefined && { traded }),
    },
  })
  if (strategy.kind === 'no-hedge') return { ...still, kind: 'hold', reasons: ['no-hedge'], ...nextDue(0) }

  const policy = strategy.kind === 'adaptive' ? strategy.policy : undefined
  const seen = unitState(snapshot, book)
  const factor = movesVol(strategy) && vol > 0 ? centreVol(strategy, seen, gamma <= 0 ? 1 : -1) / vol : 1
  const centre = factor === 1 ? -delta : shiftedCentre(snapshot, factor)
  if (strategy.kind === 'hodges-neuberger') checkMatch(strategy.table, unitLegs(snapshot), seen)
  const state: BandState = {
    ...seen,
    centre: centre / scale.contracts,
    deviation: (position - centre) / scale.contracts,
  }
  const toxicity = snapshot.toxicityPercentile ?? 0
  const since = last?.waitingSince ?? time
  const waited = (time - since) / 1e6
  const found = emptyEvaluation()
  const sinceTrade = traded === undefined ? Infinity : (time - traded.at) / 1e6
  const movedSince = traded === undefined ? Infinity : Math.abs(spot / traded.spot - 1)
  const flow = { toxicity, waited, sinceTrade, movedSince }
  bandEvaluator(strategy)({ state, position, centre, ...scale, isLong: gamma > 0, ...flow }, found)
  const { target, interval } = found
  const band = bandOf(found.band, centre, scale.contracts)
  const kind = target === position ? 'hold' : 'trade'
  if (kind === 'trade' && remembersTrade(strategy)) traded = { at: time, spot }
  const stays: Reason = bandExcess(found.band, state.deviation) > 0 ? 'small-move' : 'inside-band'
  const place: Reason = band.halfWidth === 0 ? 'scheduled' : kind === 'trade' ? 'outside-band' : stays
  const moved = { kind, exposure, target, band, trade: target - position } as const
  if (policy === undefined) return { ...moved, reasons: [place], ...nextDue(interval) }

  const reasons = [...arrival, place, ...clampReason(policy, state)]
  if (found.isWaiting)
    return { ...still, kind: 'wait', band, reasons: [...reasons, 'toxic-flow'], ...nextDue(interval, found, since) }
  if (kind === 'trade' && toxicity > policy.toxicityThreshold)
    reasons.push(found.excess > policy.riskLimit ? 'risk-limit' : 'wait-limit')
  return { ...moved, reasons, ...nextDue(interval, found) }
}

/**
 * The legs of a snapshot in the units of one option struck at 1, as a table is solved for them; expired legs have 0
 * years.
 */
const unitLegs = ({ legs, time, yearsPerMicrosecond, scale }: Snapshot): readonly BookLeg[] =>
  legs.map(({ type, strike, expiry, quantity, multiplier = 1 }) => ({
    type,
    strike: strike / scale.price,
    years: Math.max(expiry - time, 0) * yearsPerMicrosecond,
    units: (quantity * multiplier) / scale.contracts,
  }))
