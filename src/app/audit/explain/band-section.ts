import { centreVol, movesVol, type CentreState } from '../../../core/hedging/band'
import { fixedCostPush } from '../../../core/hedging/bands/fixed-cost'
import { whalleyWilmottHalfWidth } from '../../../core/hedging/bands/whalley-wilmott'
import { zakamoulineH0, zakamoulineH1, zakamoulineHalfWidth } from '../../../core/hedging/bands/zakamouline'
import type { HedgeDecision } from '../../../core/hedging/decision'
import { unitState } from '../../../core/hedging/evaluate'
import { bookExposure } from '../../../core/hedging/exposure'
import type { AdaptivePolicy } from '../../../core/hedging/policy'
import type { Snapshot } from '../../../core/hedging/snapshot'
import { inDigits, line, type ExplanationLine, type ExplanationSection } from './section'

const whalleyWilmott = (state: CentreState, riskAversion: number): ExplanationLine => {
  const { cost, spot, gamma, discount } = state
  return line(
    'Whalley-Wilmott half-width',
    whalleyWilmottHalfWidth(state, riskAversion),
    `(3 c S e^-rT Γ² / 2a)^⅓ = (3 × ${inDigits(cost)} × ${inDigits(spot)} × ${inDigits(discount)} × ${inDigits(gamma)}² / (2 × ${inDigits(riskAversion)}))^⅓`,
  )
}

const zakamouline = (state: CentreState, riskAversion: number): readonly ExplanationLine[] => {
  const { cost, spot, gamma, discount, vol, years } = state
  const [c, s, g, v, t, a] = [cost, spot, gamma, vol, years, riskAversion].map(inDigits)
  return [
    line('Zakamouline H0', zakamoulineH0(state, riskAversion), `c / (a S σ² T) = ${c} / (${a} × ${s} × ${v}² × ${t})`),
    line(
      'Zakamouline H1',
      zakamoulineH1(state, riskAversion),
      `1.12 c^.31 T^.05 (e^-rT/σ)^.25 (|Γ|/a)^.5 = 1.12 × ${c}^.31 × ${t}^.05 × (${inDigits(discount)}/${v})^.25 × (|${g}|/${a})^.5`,
    ),
    line('Zakamouline half-width', zakamoulineHalfWidth(state, riskAversion), 'H0 + H1, at most 1'),
  ]
}

const pushed = (state: CentreState, riskAversion: number): readonly ExplanationLine[] =>
  state.fixedCost === 0
    ? []
    : [
        line(
          'push of the fixed cost',
          fixedCostPush(state.fixedCost, state.gamma, riskAversion, state.discount),
          `3 F e^-rT Γ² / 4a with F = ${inDigits(state.fixedCost)}: trades end inside the band`,
        ),
      ]

const adaptive = (policy: AdaptivePolicy, state: CentreState): readonly ExplanationLine[] => [
  ...(policy.band === 'zakamouline'
    ? zakamouline(state, policy.riskAversion)
    : [whalleyWilmott(state, policy.riskAversion)]),
  line('multiplier', policy.multiplier),
  ...pushed(state, policy.riskAversion),
  policy.network === undefined
    ? line('floor and ceiling', `${inDigits(policy.floor)} to ${inDigits(policy.ceiling)}`)
    : line('learned band', 'corrects both edges and targets', `ceiling ${inDigits(policy.ceiling)}`),
  line('inside share', policy.insideShare, '0: trades end on the edge, 1: at the centre'),
]

const formula = ({ strategy, last, spot, time }: Snapshot, state: CentreState): readonly ExplanationLine[] => {
  switch (strategy.kind) {
    case 'adaptive':
      return adaptive(strategy.policy, state)
    case 'whalley-wilmott':
      return [
        whalleyWilmott(state, strategy.riskAversion),
        line('multiplier', strategy.multiplier),
        ...pushed(state, strategy.riskAversion),
      ]
    case 'zakamouline':
      return [...zakamouline(state, strategy.riskAversion), ...pushed(state, strategy.riskAversion)]
    case 'fixed-band':
      return [line('half-width', strategy.halfWidth, 'fixed')]
    case 'delta-threshold':
      return [line('threshold', strategy.threshold, `looked at every ${inDigits(strategy.seconds)} s`)]
    case 'range-and-move':
      return [
        line('half-width', strategy.halfWidth, 'fixed'),
        line('least move', strategy.leastMove, 'of the spot since the last trade'),
        line('moved', last?.traded === undefined ? 'no trade yet' : Math.abs(spot / last.traded.spot - 1)),
      ]
    case 'drift-or-timer':
      return [
        line('drift', strategy.drift, 'or the timer'),
        line('timer', strategy.seconds, 'seconds since the last trade'),
        line('passed', last?.traded === undefined ? 'no trade yet' : (time - last.traded.at) / 1e6),
      ]
    default:
      return []
  }
}

/** By how much a formula moves the volatility at which the centre is taken; nothing where it does not. */
const centreLines = ({ strategy }: Snapshot, state: CentreState, gamma: number): readonly ExplanationLine[] => {
  if (!movesVol(strategy) || state.vol === 0) return []
  const factor = centreVol(strategy, state, gamma <= 0 ? 1 : -1) / state.vol
  return [line('factor of the centre', factor, "on the mark's volatility, because trading costs")]
}

/**
 * The band: its formula with its numbers in units of one option struck at 1, then its edges in units of the underlying.
 */
export const bandSection = (snapshot: Snapshot, { band }: HedgeDecision): ExplanationSection => {
  const { strategy, scale, position } = snapshot
  const title = `Band by ${strategy.kind}`
  if (band === undefined) return { title, lines: [line('band', 'none in this evaluation')] }
  const book = bookExposure(snapshot, snapshot.volatility)
  const state = unitState(snapshot, book)
  const inside = position >= band.lower && position <= band.upper
  return {
    title,
    lines: [
      line(
        'scale',
        `${inDigits(scale.contracts)} contracts at ${inDigits(scale.price)}`,
        'the formula is that of one option struck at 1',
      ),
      ...formula(snapshot, state),
      line('half-width kept', band.halfWidth / scale.contracts, 'after clamp'),
      line('half-width', band.halfWidth, `× ${inDigits(scale.contracts)} contracts, units of the underlying`),
      ...centreLines(snapshot, state, book.gamma),
      line('centre', band.centre, 'the hedge that makes the book delta-neutral at the mark'),
      line('lower edge', band.lower, `trades from below go to ${inDigits(band.lowerTarget)}`),
      line('upper edge', band.upper, `trades from above go to ${inDigits(band.upperTarget)}`),
      line('held', position, inside ? 'inside: nothing to do' : position < band.lower ? 'below' : 'above'),
    ],
  }
}
