import { DAY, type Timestamp } from '../../market/event'
import type { Settlement } from '../../market/instrument'
import { bsmGreeks } from '../../pricing/greeks'
import type { OptionType } from '../../pricing/option'
import type { Surface } from '../fit-surface'
import { markOption, type MarkedChain } from '../mark-option'
import { surfaceSlope, surfaceVol } from '../surface-vol'
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

/** Widest spread of an option that says something, over its middle. */
const narrowSpread = 0.1
const leastYears = 1 / 365
const [lowest, highest] = [0.5, 2]

/**
 * What a chain tells its centre: options quoted on both sides within 10 %, a day to expiry at least, strikes from half
 * to twice the forward, those without any open interest left out.
 */
export const chainMoment = (chain: MarkedChain): ChainMoment => {
  const { at: time, index, surface, quotes } = chain
  const options = [...quotes.values()].flatMap((quote): readonly QuotedOption[] => {
    const { instrument, type, strike, bid, ask, openInterest = 1, indexPrice = index } = quote
    if (bid === undefined || ask === undefined || !(openInterest > 0)) return []
    const value = markOption(chain, quote, { source: 'quote', widest: narrowSpread })
    if (value?.source !== 'quote' || value.years < leastYears) return []
    const { forward, years, vol, price } = value
    const moneyness = strike / forward
    if (moneyness < lowest || moneyness > highest) return []
    return [{ instrument, type, strike, years, forward, spot: indexPrice, vol, price }]
  })
  return { time, spot: index, surface, options }
}

/**
 * What is left of the gains of a chain's options over an interval: sums of squares without a hedge ('bare') and hedged
 * at the centre that each rule gave at its start, in coin where they are inverse, else per unit of spot.
 */
export type CentreLosses = Readonly<Record<CentreRule | 'bare', number>> & {
  /** Start of the interval. */
  readonly time: Timestamp
  readonly options: number
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
  /**
   * Learns from the moves of the options since the moment before, and gives what each rule left of them; undefined
   * where there is nothing to learn from. Times rise.
   */
  readonly step: (moment: ChainMoment) => CentreLosses | undefined
  /** Units of the underlying to hold against one option bought, at the moment of the last step. */
  readonly delta: (rule: CentreRule, option: QuotedOption) => number
  /** Of an option, per 1.0 of volatility, as a share of the forward: times a slope it is a delta. */
  readonly vega: (option: QuotedOption) => number
  /** dσ/d ln S of an option as learned by the moment of the last step; 0 before there is a surface. */
  readonly slope: (option: Pick<QuotedOption, 'strike' | 'forward' | 'years'>) => number
  readonly state: () => SlopeState
}

/** Years ahead of the volatility by which a displacement is large or small. */
const monthAhead = 30 / 365
const noSlope: SmileSlope = { atMoney: 0, own: 0 }

type Held = OptionDeltas & Pick<QuotedOption, 'price' | 'spot'> & { readonly smile: SmileSlope; readonly slope: number }

/** An option held over the interval: its gain beyond net delta, what the hedge gained, and where it began. */
type Observed = SlopeObservation & { readonly gain: number; readonly before: Held }

const lossesOf = (time: Timestamp, observed: readonly Observed[]): CentreLosses => {
  const squares = { bare: 0, plain: 0, net: 0, 'sticky-moneyness': 0, 'minimum-variance': 0 }
  for (const { residual, gain, before } of observed) {
    const { plain, net, vega, smile, slope } = before
    const beyond = {
      ...{ bare: -net, plain: plain - net, net: 0 },
      ...{ 'sticky-moneyness': -vega * smile.own, 'minimum-variance': vega * slope },
    }
    for (const rule of Object.keys(squares) as (keyof typeof squares)[])
      squares[rule] += (residual - beyond[rule] * gain) ** 2
  }
  return { ...squares, time, options: observed.length }
}

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
  const observed = ({ instrument, price, spot }: QuotedOption): readonly Observed[] => {
    const before = held.get(instrument)
    if (before === undefined) return []
    const inverse = settlement === 'inverse'
    const gain = inverse ? 1 - before.spot / spot : spot / before.spot - 1
    const residual = (price - before.price) / (inverse ? 1 : before.spot) - before.net * gain
    const { vega, smile } = before
    return [{ residual, move: Math.log(spot / before.spot), vega, smile, gain, before }]
  }
  const slope: ChainCentre['slope'] = ({ strike, forward, years }) =>
    spotVolSlope(coefficients, state.falling, smileOf(strike, forward, years))

  return {
    step(moment) {
      const { time, spot, options } = moment
      // Without a volatility nothing says how large a move is, nor what the smiles' slopes are.
      if (moment.surface.expiries.length === 0) return undefined
      const { last } = state
      const observations = last !== undefined && time - last.time < mostDays * DAY ? options.flatMap(observed) : []
      const losses = last === undefined || observations.length === 0 ? undefined : lossesOf(last.time, observations)
      const vol = surfaceVol(moment.surface, 0, monthAhead)
      state = stepSlope(model, state, { time, spot, vol, observations })
      coefficients = slopeCoefficients(model, state)
      surface = moment.surface
      held = new Map(
        options.map((option) => {
          const smile = smileOf(option.strike, option.forward, option.years)
          const { price, spot: own } = option
          const slope = spotVolSlope(coefficients, state.falling, smile)
          return [option.instrument, { ...deltasOf(option, settlement), price, spot: own, smile, slope }]
        }),
      )
      return losses
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
