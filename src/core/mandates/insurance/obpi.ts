import { Fault } from '../../error'
import type { HedgeDecision } from '../../hedging/decision'
import { evaluate } from '../../hedging/evaluate'
import type { Snapshot } from '../../hedging/snapshot'
import type { Timestamp } from '../../market/event'
import { bsmPrice } from '../../pricing/price'
import { bracketedRoot } from '../../statistics/bracketed-root'

/**
 * A portfolio of `wealth` that must be worth at least `guarantee` (≥ 0) after `years`, in the currency of `spot`. `vol`
 * prices the option.
 */
export type ObpiTerms = {
  readonly wealth: number
  readonly guarantee: number
  readonly spot: number
  readonly years: number
  readonly vol: number
  readonly rate: number
}

/**
 * `units` of the asset, each with a put struck at `strike`; equally `units` of a call on the guarantee kept in bonds.
 */
export type ObpiPlan = {
  /**
   * guarantee / units; 0 where nothing is guaranteed. undefined where all wealth is needed for the guarantee and no
   * strike is finite.
   */
  readonly strike: number | undefined
  readonly units: number
  /** units × spot / wealth: the share of the asset's rise that the portfolio keeps. */
  readonly participation: number
  /** Price of all the puts. */
  readonly putCost: number
}

/**
 * The protective put that spends all the wealth and guarantees exactly `guarantee`: q (S + P(K)) = W with q K = G, K by
 * bracketed root on its logarithm. undefined where the guarantee cannot be afforded, W < G e^{−rT}. At W = G e^{−rT}
 * all is in bonds and no unit is held; G = 0 holds the asset alone. H. Leland & M. Rubinstein, Financial Analysts
 * Journal 37 (1981) 63–72; P. Bertrand & J.-L. Prigent, Finance 26 (2005) 5–32.
 */
export const solveObpi = (terms: ObpiTerms): ObpiPlan | undefined => {
  const { wealth, guarantee, spot, years, vol, rate } = terms
  if (!(wealth > 0 && wealth < Infinity && guarantee >= 0 && guarantee < Infinity))
    throw new Fault('numerical-domain', `insurance needs wealth > 0 and a guarantee ≥ 0, got ${wealth}, ${guarantee}`)
  const price = (type: 'call' | 'put', strike: number): number => bsmPrice({ type, spot, strike, years, vol, rate })
  if (guarantee === 0) return { strike: 0, units: wealth / spot, participation: 1, putCost: 0 }
  const discount = Math.exp(-rate * years)
  const surplus = wealth / guarantee - discount
  if (surplus < -1e-15) return undefined
  const bonds: ObpiPlan = { strike: undefined, units: 0, participation: 0, putCost: 0 }
  // C(K)/K falls from ∞ to 0, and C(K) ≥ S − K e^{−rT} puts the root above K = S G / W. Beyond the upper end a surplus
  // buys nothing.
  const excess = (logStrike: number): number => {
    const strike = Math.exp(logStrike)
    return price('call', strike) / strike - surplus
  }
  const low = Math.log(spot) + Math.log(guarantee / wealth) - 0.01
  const high = Math.max(Math.log(spot), low) + 60 + 8 * vol * Math.sqrt(years)
  const root = surplus > 0 ? bracketedRoot(excess, low, high) : undefined
  if (root === undefined) return bonds
  const strike = Math.exp(root)
  const units = guarantee / strike
  return { strike, units, participation: (units * spot) / wealth, putCost: units * price('put', strike) }
}

/** What a replicated plan depends on: the hedging snapshot without its book, and when the guarantee falls due. */
export type ObpiSnapshot = Omit<Snapshot, 'legs'> & { readonly plan: ObpiPlan; readonly expiry: Timestamp }

/** The hedge that replicates the plan: of as many sold calls as it has units. */
export const replication = ({ plan, expiry, ...snapshot }: ObpiSnapshot): Snapshot => {
  const { strike, units } = plan
  const legs =
    strike === undefined || units === 0
      ? []
      : [{ type: 'call' as const, strike: strike === 0 ? 1e-12 * snapshot.spot : strike, expiry, quantity: -units }]
  return { ...snapshot, legs }
}

/**
 * The insured portfolio without a put: its delta is that of `units` calls on top of bonds, so it is the hedge of that
 * many calls sold, by any hedging strategy and band. `target` is in units of the asset. Decides as `evaluate`. Without
 * units it never holds the asset; without a guarantee it holds all its units.
 */
export const evaluateObpi = (snapshot: ObpiSnapshot): HedgeDecision => evaluate(replication(snapshot))
