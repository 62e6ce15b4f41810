import { bsmGreeks } from '../pricing/greeks'
import { inCoin } from '../pricing/inverse'
import { legGreeks, legValue, type LegMarket, type LegTerms } from '../pricing/leg'
import { termVol, type VolPoint } from '../pricing/term-vol'
import type { Leg, Snapshot } from './snapshot'

/**
 * Greeks of the option legs, without the hedge, in units of the underlying and the currency of the account. In an
 * account of coin delta is net delta, and gamma that of the book with its inverse contracts, which is Black's.
 */
export type Exposure = {
  readonly delta: number
  readonly gamma: number
  /** Per 1.0 of vol. */
  readonly vega: number
  /** Per year. */
  readonly theta: number
}

/**
 * The exposure with what stands for the whole book in a band. Greeks are net: long and short legs cancel, across
 * strikes and expiries. `years` and `vol` are means over legs weighted by |gamma|, each leg's part in the gamma that
 * the hedge follows, or by size where no leg has gamma; a leg and its mirror leave a net gamma of 0 and so a closed
 * band, whatever their years.
 */
export type BookExposure = Exposure & {
  readonly years: number
  readonly vol: number
  /** σ²T to the last expiry. */
  readonly variance: number
}

/** What a leg's Greeks depend on. */
export type ExposureMarket = LegMarket & Pick<Snapshot, 'account'>

/** Years to a time, 0 from then on. */
const yearsTo = ({ time, yearsPerMicrosecond }: LegMarket, at: number): number =>
  Math.max(at - time, 0) * yearsPerMicrosecond

/** A leg on the forward of its quote, where it has one. */
const carried = (leg: Leg): LegTerms => (leg.quote === undefined ? leg : { ...leg, carry: leg.quote.carry })

/** Greeks of one unit of a leg at a volatility, on the forward of its quote where it has one. */
export const legExposure = (market: ExposureMarket, leg: Leg, vol: number): Exposure => {
  const { spot, rate, account } = market
  if (account === undefined) return legGreeks(market, carried(leg), vol)
  const { type, strike, expiry, quote } = leg
  const dividend = quote && rate - quote.carry
  const greeks = bsmGreeks({ type, spot, strike, years: yearsTo(market, expiry), vol, rate, dividend })
  const { netDelta, vega, theta } = inCoin(greeks, spot)
  return { delta: netDelta, gamma: greeks.gamma, vega, theta }
}

/** The delta of `legExposure` alone, in a third of its time where a leg takes a grid. */
export const legDelta = (market: ExposureMarket, leg: Leg, vol: number): number =>
  market.account === undefined ? legValue(market, carried(leg), vol).delta : legExposure(market, leg, vol).delta

/** Volatility at which a leg is marked: its quote's, else that of the snapshot's mark over its remaining life. */
export const markVol = (
  snapshot: LegMarket & Pick<Snapshot, 'mark' | 'volatility'>,
  { expiry, quote }: Pick<Leg, 'expiry' | 'quote'>,
): number => quote?.vol ?? termVol(snapshot.mark ?? snapshot.volatility, yearsTo(snapshot, expiry))

/**
 * Exposure of the book at each leg's volatility over its remaining life; an expired leg counts as its payoff's delta.
 */
export const bookExposure = (
  snapshot: ExposureMarket & Pick<Snapshot, 'legs'>,
  volatility: readonly VolPoint[],
): BookExposure => exposureAt(snapshot, volatility, ({ expiry }) => termVol(volatility, yearsTo(snapshot, expiry)))

/** The same where each leg is marked. */
export const markedExposure = (
  snapshot: ExposureMarket & Pick<Snapshot, 'legs' | 'mark' | 'volatility'>,
): BookExposure => exposureAt(snapshot, snapshot.mark ?? snapshot.volatility, (leg) => markVol(snapshot, leg))

const exposureAt = (
  snapshot: ExposureMarket & Pick<Snapshot, 'legs'>,
  volatility: readonly VolPoint[],
  volOf: (leg: Leg) => number,
): BookExposure => {
  let delta = 0
  let gamma = 0
  let vega = 0
  let theta = 0
  let longest = 0
  let bySize = { weight: 0, years: 0, vol: 0 }
  let byGamma = { weight: 0, years: 0, vol: 0 }
  for (const leg of snapshot.legs) {
    const { expiry, quantity, multiplier = 1 } = leg
    const years = yearsTo(snapshot, expiry)
    const vol = volOf(leg)
    if (years > longest) longest = years
    const greeks = legExposure(snapshot, leg, vol)
    const units = quantity * multiplier
    delta += units * greeks.delta
    gamma += units * greeks.gamma
    vega += units * greeks.vega
    theta += units * greeks.theta
    bySize = weigh(bySize, Math.abs(units), years, vol)
    byGamma = weigh(byGamma, Math.abs(units * greeks.gamma), years, vol)
  }
  const { weight, years, vol } = byGamma.weight > 0 ? byGamma : bySize
  const variance = termVol(volatility, longest) ** 2 * longest
  const net = { delta, gamma, vega, theta, variance }
  if (weight === 0) return { ...net, years: 0, vol: termVol(volatility, 0) }
  return { ...net, years: years / weight, vol: vol / weight }
}

type Weighted = { readonly weight: number; readonly years: number; readonly vol: number }

const weigh = (sum: Weighted, weight: number, years: number, vol: number): Weighted => ({
  weight: sum.weight + weight,
  years: sum.years + weight * years,
  vol: sum.vol + weight * vol,
})
