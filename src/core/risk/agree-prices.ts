import type { Timestamp } from '../market/event'

/** One source's price of the underlying, and when it arrived here. */
export type PriceQuote = { readonly source: string; readonly price: number; readonly at: Timestamp }

/** When prices of several sources are good enough to trade on. */
export type PriceLimits = {
  /** Sources that must agree, a whole number ≥ 1. */
  readonly leastSources: number
  /** Seconds. */
  readonly maxAge: number
  /** Share of their median. */
  readonly maxDeviation: number
}

/** Why a source is left out. */
export type OutReason = 'bad-price' | 'too-old' | 'from-the-future' | 'named-twice' | 'deviates'

export type PriceOut = {
  readonly source: string
  readonly reason: OutReason
  /** Seconds of age, or share of deviation from the median, signed; undefined for the others. */
  readonly value: number | undefined
}

/** The price that sources agree on. */
export type PriceAgreement = {
  /** Of the sources that agree; undefined where too few do. */
  readonly price: number | undefined
  /** Of all that are fresh; undefined where none is. */
  readonly median: number | undefined
  readonly agreeing: readonly PriceQuote[]
  readonly out: readonly PriceOut[]
  readonly enough: boolean
}

/** Middle value, or the mean of the two middle ones; undefined of none. */
const median = (values: readonly number[]): number | undefined => {
  if (values.length === 0) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : sorted[half - 1] + (sorted[half] - sorted[half - 1]) / 2
}

/**
 * What several sources agree a price is: of the fresh ones the median, of those within the deviation from it the median
 * again. Sources that are older than the age, newer than now by more than the age, not a price > 0, or named a second
 * time do not count. With two sources that differ by more than twice the deviation neither can be shown to be right and
 * both are left out. A limit that is not a number lets no price pass.
 */
export const agreePrices = (quotes: readonly PriceQuote[], now: Timestamp, limits: PriceLimits): PriceAgreement => {
  const out: PriceOut[] = []
  const fresh: PriceQuote[] = []
  const seen = new Set<string>()
  for (const quote of quotes) {
    const { source, price, at } = quote
    const age = (now - at) / 1e6
    const leave = (reason: OutReason, value?: number): void => void out.push({ source, reason, value })
    if (seen.has(source)) leave('named-twice')
    else if (!(price > 0 && price < Infinity)) leave('bad-price')
    else if (age < -limits.maxAge) leave('from-the-future', age)
    else if (!(age <= limits.maxAge)) leave('too-old', Number.isFinite(age) ? age : undefined)
    else fresh.push(quote)
    seen.add(source)
  }
  const middle = median(fresh.map(({ price }) => price))
  const agreeing: PriceQuote[] = []
  for (const quote of fresh) {
    const deviation = quote.price / (middle ?? quote.price) - 1
    if (Math.abs(deviation) <= limits.maxDeviation) agreeing.push(quote)
    else out.push({ source: quote.source, reason: 'deviates', value: deviation })
  }
  const enough = agreeing.length > 0 && agreeing.length >= limits.leastSources
  const price = enough ? median(agreeing.map((quote) => quote.price)) : undefined
  return { price, median: middle, agreeing, out, enough }
}
