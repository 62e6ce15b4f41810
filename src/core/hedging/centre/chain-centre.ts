import { DAY, type Timestamp } from '../../market/event'
import type { Settlement } from '../../market/instrument'
import { bsmGreeks } from '../../pricing/greeks'
import type { OptionType } from '../../pricing/option'
import type { Surface } from '../../surface/fit-surface'
import { surfaceSlope, surfaceVol } from '../../surface/surface-vol'
import {
  slopeCoefficients,
  spotVolSlope,
  startSlope,
  stepSlope,
  type SlopeModel,
  type SlopeObservation,
  type SlopeState,
  type SmileSlope,
} from './spot-vol-slope'

/**
 * The delta a book is hedged around. 'plain': Black's, at the option's own implied volatility (sticky strike of an
 * account in dollars). 'net': of the account, Black's less the price in coin where the option is inverse (sticky strike
 * of an account in coin). On top of 'net': 'sticky-moneyness' moves the smile along with the spot, 'minimum-variance'
 * moves it as was learned from the chain.
 */
export const centreRules = ['plain', 'net', 'sticky-moneyness', 'minimum-variance'] as const

export type CentreRule = (typeof centreRules)[number]

/** An option as it is quoted at a moment. */
export type QuotedOption = {
  /** The venue's name of it. */
  readonly instrument: string
  readonly type: OptionType
  readonly strike: number
  /** To expiry, > 0. */
  readonly years: number
  readonly forward: number
  /** Price of what hedges it (the index, a perpetual) when it was quoted. */
  readonly spot: number
  /** Annual, as a fraction. */
  readonly vol: number
  /** In coin where it is inverse, else in the unit of the strike. */
  readonly price: number
}

/** A chain at a moment. */
export type ChainMoment = {
  readonly time: Timestamp
  /** Price of what hedges. */
  readonly spot: number
  readonly surface: Surface
  /** Those whose prices say something: quoted on both sides, and narrowly. */
  readonly options: readonly QuotedOption[]
}

export type ChainCentreSettings = {
  readonly settlement: Exclude<Settlement, 'quanto'>
  readonly model: SlopeModel
  /** Nothing is learned from a longer interval. Default 13 hours. */
  readonly mostDays?: number | undefined
  /** What was learned before; nothing where absent. */
  readonly state?: SlopeState | undefined
}

/** The deltas of one option, in units of the underlying. */
type OptionDeltas = {
  readonly plain: number
  readonly net: number
  /** Per 1.0 of volatility, as a share of the forward. */
  readonly vega: number
}

const deltasOf = (option: QuotedOption, settlement: ChainCentreSettings['settlement']): OptionDeltas => {
  const { type, strike, years, forward, vol, price } = option
  const { delta, vega } = bsmGreeks({ type, spot: forward, strike, years, vol })
  return { plain: delta, net: settlement === 'inverse' ? delta - price : delta, vega: vega / forward }
}

/** The centre of a chain's options, a fold of its moments. */
export type ChainCentre = {
  /** Learns from the moves of the options since the moment before. Times rise. */
  readonly step: (moment: ChainMoment) => void
  /** Units of the underlying to hold against one option bought, at the moment of the last step. */
  readonly delta: (rule: CentreRule, option: QuotedOption) => number
  /** Of an option, per 1.0 of volatility, as a share of the forward: times a slope it is a delta. */
  readonly vega: (option: QuotedOption) => number
  /** dσ/d ln S of an option at the moment of the last step; 0 before there is a surface. */
  readonly slope: (option: Pick<QuotedOption, 'strike' | 'forward' | 'years'>) => number
  readonly state: () => SlopeState
}

/** Years ahead of the volatility by which a displacement is large or small. */
const monthAhead = 30 / 365
const noSlope: SmileSlope = { atMoney: 0, own: 0 }

type Held = OptionDeltas & Pick<QuotedOption, 'price' | 'spot'> & { readonly smile: SmileSlope }

/** Starts following the centre of a chain. */
export const startChainCentre = (settings: ChainCentreSettings): ChainCentre => {
  const { settlement, model, mostDays = 13 / 24 } = settings
  let state = settings.state ?? startSlope
  let coefficients = slopeCoefficients(model, state)
  let surface: Surface | undefined
  let held = new Map<string, Held>()

  const smileOf = (strike: number, forward: number, years: number): SmileSlope => {
    if (surface === undefined || surface.expiries.length === 0) return noSlope
    return {
      atMoney: surfaceSlope(surface, 0, years),
      own: surfaceSlope(surface, Math.log(strike / forward), years),
    }
  }
  const observed = ({ instrument, price, spot }: QuotedOption): SlopeObservation | undefined => {
    const before = held.get(instrument)
    if (before === undefined) return undefined
    const { net, vega, smile } = before
    const residual =
      settlement === 'inverse'
        ? price - before.price - net * (1 - before.spot / spot)
        : (price - before.price - net * (spot - before.spot)) / before.spot
    return { residual, move: Math.log(spot / before.spot), vega, smile }
  }
  const slope: ChainCentre['slope'] = ({ strike, forward, years }) =>
    spotVolSlope(coefficients, state.falling, smileOf(strike, forward, years))

  return {
    step(moment) {
      const { time, spot, options } = moment
      // Without a volatility nothing says how large a move is, nor what the smiles' slopes are.
      if (moment.surface.expiries.length === 0) return
      const isNear = state.last !== undefined && time - state.last.time < mostDays * DAY
      const observations = isNear ? options.flatMap((option) => observed(option) ?? []) : []
      const vol = surfaceVol(moment.surface, 0, monthAhead)
      state = stepSlope(model, state, { time, spot, vol, observations })
      coefficients = slopeCoefficients(model, state)
      surface = moment.surface
      held = new Map(
        options.map((option) => {
          const smile = smileOf(option.strike, option.forward, option.years)
          return [option.instrument, { ...deltasOf(option, settlement), price: option.price, spot: option.spot, smile }]
        }),
      )
    },
    delta(rule, option) {
      const { plain, net, vega } = deltasOf(option, settlement)
      if (rule === 'plain') return plain
      if (rule === 'net') return net
      const { strike, forward, years } = option
      return net + vega * (rule === 'minimum-variance' ? slope(option) : -smileOf(strike, forward, years).own)
    },
    vega: (option) => deltasOf(option, settlement).vega,
    slope,
    state: () => state,
  }
}
