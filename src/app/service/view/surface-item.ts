import type { Timestamp } from '../../../core/market/event'
import type { SurfaceReading } from '../../../core/reading/chain-surface'
import type { ExpiryQuotes, FittedExpiry, SmileQuote } from '../../../core/surface/fit-surface'
import { smileMeasures } from '../../../core/surface/smile-measures'
import { totalVariance } from '../../../core/surface/svi'
import type { SurfaceItem } from '../web/schema/market'

/** Points of a drawn smile. */
const drawn = 61

/** Quotes narrower than their volatility: the wings that nobody makes a market in would flatten the picture. */
const shownOf = (quotes: readonly SmileQuote[]): readonly SmileQuote[] => {
  const narrow = quotes.filter(({ bidVol, midVol, askVol }) => bidVol > 0 && askVol - bidVol < midVol)
  return (narrow.length > 0 ? narrow : quotes).toSorted((one, other) => one.k - other.k)
}

const expiryItem = (
  { expiry, years, forward, forwardError, inside, smile }: FittedExpiry,
  quotes: readonly SmileQuote[],
): SurfaceItem['expiries'][number] => {
  const points = shownOf(quotes)
  const [low, high] = [points[0]?.k ?? -0.1, points.at(-1)?.k ?? 0.1]
  return {
    ...{ expiry, years, forward, forwardError, inside, ...smileMeasures(smile, years) },
    points: points.map(({ k, bidVol, midVol, askVol }) => ({
      ...{ k, mid: midVol, ask: askVol },
      ...(bidVol > 0 && { bid: bidVol }),
    })),
    curve: Array.from({ length: drawn }, (_, i) => {
      const k = low + ((high - low) * i) / (drawn - 1)
      return { k, vol: Math.sqrt(totalVariance(smile, k) / years) }
    }),
  }
}

/** A surface as API and page show it at a time, which may be later than the market's last event. */
export const surfaceItem = (instrument: string, reading: SurfaceReading, now: Timestamp): SurfaceItem => {
  const { surface, time, quotes, inside, chain, refused, carried } = reading
  const quoted = new Map(chain.map(({ expiry, quotes: own }: ExpiryQuotes) => [expiry, own]))
  return {
    ...{ instrument, time, age: Math.max(0, now - time) / 1e6, quotes, inside, carried, refused },
    expiries: surface.expiries.map((fitted) => expiryItem(fitted, quoted.get(fitted.expiry) ?? [])),
  }
}
