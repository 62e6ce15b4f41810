import { normalCdf } from '../pricing/normal'
import { bracketedRoot } from '../statistics/bracketed-root'
import { totalVariance, type Svi } from './svi'

/** Annual vols as fractions; each undefined where the smile has no such delta within six deviations of the forward. */
export type SmileMeasures = {
  readonly atMoney: number
  /** Call less put volatility at 25 % forward delta. */
  readonly riskReversal: number | undefined
  /** Mean of the two less that at the money. */
  readonly butterfly: number | undefined
}

const quarter = 0.25

/** Log-moneyness at which a call's forward delta, N(d₁), is `delta`. */
const moneynessAt = (smile: Svi, delta: number): number | undefined => {
  const reach = 6 * Math.sqrt(totalVariance(smile, 0))
  const excess = (k: number): number => {
    const w = totalVariance(smile, k)
    return normalCdf(-k / Math.sqrt(w) + Math.sqrt(w) / 2) - delta
  }
  return bracketedRoot(excess, -reach, reach, 1e-10)
}

/** What desks quote of a smile `years` from expiry: the volatility at the money, 25-delta risk reversal, butterfly. */
export const smileMeasures = (smile: Svi, years: number): SmileMeasures => {
  const vol = (k: number): number => Math.sqrt(totalVariance(smile, k) / years)
  const atMoney = vol(0)
  const [call, put] = [moneynessAt(smile, quarter), moneynessAt(smile, 1 - quarter)]
  if (call === undefined || put === undefined) return { atMoney, riskReversal: undefined, butterfly: undefined }
  return { atMoney, riskReversal: vol(call) - vol(put), butterfly: (vol(call) + vol(put)) / 2 - atMoney }
}
