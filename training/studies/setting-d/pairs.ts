import { DAY, emptyQuotation, type OptionSummary, type Timestamp } from '../../../src/core/market/event'
import {
  startChainCentre,
  type ChainCentre,
  type CentreRule,
  type QuotedOption,
} from '../../../src/core/surface/centre/chain-centre'
import type { SlopeModel } from '../../../src/core/surface/centre/spot-vol-slope'
import { chainQuotes } from '../../../src/core/surface/chain-quotes'
import { fitSurface, type Surface } from '../../../src/core/surface/fit-surface'
import type { PanelQuote, PanelSnapshot } from './panel'

/**
 * What one option bought gains over an interval, in coin: at the middle of bid and ask, and hedged with inverse
 * contracts at the delta of each rule.
 */
export type Pair = Readonly<Record<CentreRule | 'bare', number>> & {
  /** The larger of the spreads at both ends, over the middle. */
  readonly spread: number
  /** To expiry at the start. */
  readonly years: number
  /** Vega at the start, coins per 1.0 of volatility, times the hedge's gain per unit of delta. */
  readonly vegaMove: number
}

/** The options quoted at both ends of an interval under 13 hours. */
export type Interval = { readonly time: Timestamp; readonly pairs: readonly Pair[] }

/** Widest spread over the middle of a pair, and of what is learned from. */
export const widestSpread = 0.5
export const narrowSpread = 0.1
const mostHours = 13
const leastYears = 1 / 365
/** A quotation of the panel is of its snapshot. */
const staleAfter = DAY

type Eligible = PanelQuote & { readonly mid: number; readonly future: number; readonly spread: number }

const eligible = (quote: PanelQuote): readonly Eligible[] => {
  const { years, openInterest, strike, future, bid, ask, mid } = quote
  if (future === undefined || bid === undefined || ask === undefined || mid === undefined) return []
  const spread = (ask - bid) / mid
  const moneyness = strike / future
  const counts =
    years >= leastYears && openInterest >= 1 && moneyness >= 0.5 && moneyness <= 2 && spread <= widestSpread
  return counts ? [{ ...quote, mid, future, spread }] : []
}

const summaryOf = (quote: PanelQuote, timestamp: Timestamp): OptionSummary => {
  const { instrument, type, strike, expiry, bid, ask, underlying } = quote
  return {
    ...{ ...emptyQuotation, kind: 'option-summary', timestamp, localTimestamp: timestamp },
    ...{ instrument, type, strike, expiry, bid, ask, underlyingPrice: underlying },
  }
}

const surfaceOf = ({ time, quotes }: PanelSnapshot, before: Surface | undefined): Surface => {
  const chain = chainQuotes(
    quotes.map((quote) => summaryOf(quote, time)),
    { at: time, settlement: 'inverse', staleAfter },
  )
  return fitSurface(chain.expiries, before)
}

const quotedOf = ({ instrument, type, strike, years, future, index, vol, mid }: Eligible): QuotedOption => {
  return { instrument, type, strike, years, forward: future, spot: index, vol, price: mid }
}

/** The index drifts while a snapshot is taken. */
const medianIndex = (quotes: readonly Eligible[]): number => {
  const sorted = Float64Array.from(quotes, ({ index }) => index).sort()
  return sorted[sorted.length >> 1]
}

type Start = Readonly<Record<CentreRule, number>> &
  Pick<Eligible, 'mid' | 'spread' | 'years' | 'index'> & { readonly vega: number }

const startsOf = (quotes: readonly Eligible[], centre: ChainCentre): Map<string, Start> =>
  new Map(
    quotes.map((quote) => {
      const option = quotedOf(quote)
      const delta = (rule: CentreRule): number => centre.delta(rule, option)
      const { mid, spread, years, index } = quote
      return [
        quote.instrument,
        {
          ...{ plain: delta('plain'), net: delta('net'), vega: centre.vega(option), mid, spread, years, index },
          ...{ 'sticky-moneyness': delta('sticky-moneyness'), 'minimum-variance': delta('minimum-variance') },
        },
      ]
    }),
  )

/** The pairs of a coin's snapshots; the learned centre begins from `model` and sees one snapshot at a time. */
export const pairsOf = (snapshots: Iterable<PanelSnapshot>, model: SlopeModel): readonly Interval[] => {
  const centre = startChainCentre({ settlement: 'inverse', model })
  const intervals: Interval[] = []
  let surface: Surface | undefined
  let before: { readonly time: Timestamp; readonly starts: Map<string, Start> } | undefined
  for (const snapshot of snapshots) {
    const { time } = snapshot
    const quotes = snapshot.quotes.flatMap(eligible)
    if (quotes.length === 0) continue
    if (before !== undefined && time - before.time < (mostHours / 24) * DAY) {
      const { starts } = before
      const pairs = quotes.flatMap(({ instrument, mid, spread, index }): readonly Pair[] => {
        const start = starts.get(instrument)
        if (start === undefined) return []
        const gain = 1 - start.index / index
        const bare = mid - start.mid
        const hedged = (rule: CentreRule): number => bare - start[rule] * gain
        return [
          {
            ...{ bare, plain: hedged('plain'), net: hedged('net'), 'sticky-moneyness': hedged('sticky-moneyness') },
            ...{ 'minimum-variance': hedged('minimum-variance'), spread: Math.max(spread, start.spread) },
            ...{ years: start.years, vegaMove: start.vega * gain },
          },
        ]
      })
      if (pairs.length > 0) intervals.push({ time: before.time, pairs })
    }
    surface = surfaceOf(snapshot, surface)
    const narrow = quotes.filter(({ spread }) => spread <= narrowSpread)
    centre.step({ time, spot: medianIndex(quotes), surface, options: narrow.map(quotedOf) })
    before = { time, starts: startsOf(quotes, centre) }
  }
  return intervals
}
