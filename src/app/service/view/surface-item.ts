import type { Timestamp } from '../../../core/market/event'
import type { SurfaceReading } from '../../../core/reading/chain-surface'
import type { ExpiryQuotes, FittedExpiry, SmileQuote } from '../../../core/surface/fit-surface'
import { smileMeasures } from '../../../core/surface/smile-measures'
import { drawnSmile } from '../../../report/surface-view'
import type { SurfaceItem } from '../web/schema/market'

/** Points of a drawn smile. */
const drawn = 61

const expiryItem = (
  { expiry, years, forward, forwardError, inside, smile }: FittedExpiry,
  quotes: readonly SmileQuote[],
): SurfaceItem['expiries'][number] => {
  const { quotes: shown, line } = drawnSmile({ smile, years }, quotes, drawn)
  return {
    ...{ expiry, years, forward, forwardError, inside, ...smileMeasures(smile, years) },
    points: shown.map(({ k, bidVol, midVol, askVol }) => ({
      ...{ k, mid: midVol, ask: askVol },
      ...(bidVol > 0 && { bid: bidVol }),
    })),
    curve: line,
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
