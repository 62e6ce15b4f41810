import type { Timestamp } from '../market/event'
import { fewestPoints, fitSmile, type SmilePoints } from './fit-smile'
import { isFree, mendSmile } from './mend-smile'
import { totalVariance, type Svi } from './svi'

/** Implied volatilities of a quote, annual fractions: of the middle, the ask and the bid (0 at or below intrinsic). */
export type SmileQuote = {
  /** ln(strike / forward). */
  readonly k: number
  readonly bidVol: number
  readonly midVol: number
  readonly askVol: number
}

/** The quotes of one expiry. */
export type ExpiryQuotes = {
  readonly expiry: Timestamp
  /** Years of 365 days, > 0. */
  readonly years: number
  readonly forward: number
  /** One standard error of the forward, in its unit; 0 where a dated future is quoted. */
  readonly forwardError: number
  readonly quotes: readonly SmileQuote[]
}

export type FittedExpiry = Omit<ExpiryQuotes, 'quotes'> & {
  readonly smile: Svi
  readonly quotes: number
  /** Root mean square distance of the smile from the middle, vol points as a fraction, each quote by its weight. */
  readonly error: number
  /** Share of the quotes inside bid and ask. */
  readonly inside: number
}

export type LeftOut = { readonly expiry: Timestamp; readonly reason: 'too-few-quotes' | 'no-fit' | 'arbitrage' }

/** Smiles of one moment, by rising expiry: none costs less than nothing as a butterfly, nor as a calendar spread. */
export type Surface = {
  readonly expiries: readonly FittedExpiry[]
  readonly leftOut: readonly LeftOut[]
}

/** A quarter of a vol point: no quote says more about the middle than this. */
const finest = 0.0025
/** A quote whose half spread is wider than this share of its volatility says nothing of the smile. */
const widest = 0.25

const isUsable = ({ bidVol, midVol, askVol }: SmileQuote): boolean =>
  bidVol > 0 && askVol - bidVol <= 2 * widest * midVol

/** The points of quotes: total variance at the middle, weight of the inverse square of the half spread (≥ `finest`). */
export const pointsOf = (quotes: readonly SmileQuote[], years: number): SmilePoints => {
  const sorted = [...quotes].sort((one, other) => one.k - other.k)
  return {
    k: Float64Array.from(sorted, ({ k }) => k),
    variance: Float64Array.from(sorted, ({ midVol }) => midVol * midVol * years),
    weight: Float64Array.from(sorted, ({ bidVol, midVol, askVol }) => {
      const deviation = 2 * midVol * years * Math.max(finest, (askVol - bidVol) / 2)
      return 1 / (deviation * deviation)
    }),
  }
}

const distinct = ({ k }: SmilePoints): number =>
  k.reduce((count, at, i) => (i === 0 || at > k[i - 1] ? count + 1 : count), 0)

const described = (slice: ExpiryQuotes, points: SmilePoints, smile: Svi): FittedExpiry => {
  const { expiry, years, forward, forwardError, quotes } = slice
  const vols = quotes.map(({ k }) => Math.sqrt(totalVariance(smile, k) / years))
  const inside = quotes.filter(({ bidVol, askVol }, i) => vols[i] >= bidVol && vols[i] <= askVol).length
  let [weights, squares] = [0, 0]
  for (const [i, weight] of points.weight.entries()) {
    const vol = Math.sqrt(totalVariance(smile, points.k[i]) / years)
    const error = vol - Math.sqrt(points.variance[i] / years)
    // By the spread alone: the weight of an error in total variance less the factor between the two.
    const own = weight * points.variance[i]
    weights += own
    squares += own * error * error
  }
  return {
    ...{ expiry, years, forward, forwardError, smile, quotes: points.k.length },
    ...{ error: Math.sqrt(squares / weights), inside: inside / quotes.length },
  }
}

/** Log-moneyness up to which a surface holds whatever is quoted: strikes from a seventh to seven times the forward. */
const leastReach = 2

/** How far a smile must hold: a quarter beyond the outermost strike, at least `leastReach`. */
const reachOf = (slices: readonly SmilePoints[]): number =>
  Math.max(leastReach, slices.reduce((most, { k }) => Math.max(most, -k[0], k[k.length - 1]), 0) * 1.25 + 0.1)

/**
 * The surface of a chain: an SVI smile for every expiry with at least five strikes of use, fitted from the last expiry
 * to the first, each nowhere above the one after it (at equal log-moneyness) and free of butterflies. Smiles of
 * `before`, by expiry, are begun from. Expiries that cannot be fitted are named with their reason.
 */
export const fitSurface = (chain: readonly ExpiryQuotes[], before?: Surface): Surface => {
  const leftOut: LeftOut[] = []
  const fitted: FittedExpiry[] = []
  const slices = chain
    .filter(({ years }) => years > 0)
    .map((slice) => ({ slice, points: pointsOf(slice.quotes.filter(isUsable), slice.years) }))
    .filter(({ slice: { expiry }, points }) => {
      if (distinct(points) >= fewestPoints) return true
      leftOut.push({ expiry, reason: 'too-few-quotes' })
      return false
    })
    .sort((one, other) => other.slice.expiry - one.slice.expiry)
  const reach = reachOf(slices.map(({ points }) => points))
  let ceiling: Svi | undefined
  for (const { slice, points } of slices) {
    const start = before?.expiries.find(({ expiry }) => expiry === slice.expiry)?.smile
    const free = fitSmile(points, start)
    if (free === undefined) {
      leftOut.push({ expiry: slice.expiry, reason: 'no-fit' })
      continue
    }
    const bounds = { reach, ceiling }
    const smile = isFree(free, bounds) ? free : mendSmile(points, free, bounds)
    if (smile === undefined) {
      leftOut.push({ expiry: slice.expiry, reason: 'arbitrage' })
      continue
    }
    ceiling = smile
    fitted.push(described(slice, points, smile))
  }
  return { expiries: fitted.reverse(), leftOut }
}
