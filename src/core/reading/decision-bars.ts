import { RANKED_DAYS } from '../features/toxicity-rank'
import type { Bar } from '../market/bar'
import { startBars } from '../market/bars/bar-builder'
import { startResample } from '../market/bars/resample'
import type { Gap, Quote, Trade } from '../market/event'
import type { MarketGrid } from './market-models'
import { driftWindow } from './trust/drift'

/** Feed it events in time order. */
export type DecisionBars = {
  /** Decision bars that this event completes. */
  readonly event: (event: Trade | Quote | Gap) => readonly Bar[]
}

const none: readonly Bar[] = []

/**
 * Bars as in the training of the models. From ticks they are built directly, of trades alone where the record had no
 * quotes. From recorded bars they are bars of trades of that length, without a variance of finer intervals, merged to
 * the decision bar.
 */
export const startDecisionBars = (
  { barSeconds, sourceSeconds, continuous }: MarketGrid,
  withQuotes: boolean,
): DecisionBars => {
  if (sourceSeconds === 0) {
    const bars = startBars({ periodSeconds: barSeconds })
    return { event: (event) => (withQuotes || event.kind !== 'quote' ? bars.event(event) : none) }
  }
  const builder = startBars({ periodSeconds: sourceSeconds, samplesPerBar: 1 })
  const resampler = startResample({ periodSeconds: barSeconds, fillHoles: continuous })
  return {
    event(event) {
      if (event.kind === 'quote') return none
      const bars = builder.event(event)
      if (bars.length === 0) return none
      return bars.flatMap((bar) => resampler.push({ ...bar, realizedVariance: undefined }))
    },
  }
}

/** Windows of drift after which older rows weigh a twentieth. */
const DRIFT_WINDOWS = 3

/**
 * Decision bars that a reading depends on: older ones do not change it, and hardly change whether its models are
 * trusted. The ranked days and one more for the windows, or the windows of drift where those are longer.
 */
export const historyBars = ({ barsPerDay, lags }: MarketGrid): number =>
  Math.max((RANKED_DAYS + 1) * barsPerDay, DRIFT_WINDOWS * driftWindow(barsPerDay)) + lags[lags.length - 1]

/** The last bars, `most` at least where there were so many, oldest first. */
type BarHistory = { readonly add: (bar: Bar) => void; readonly all: () => readonly Bar[] }

export const startBarHistory = (most: number): BarHistory => {
  let bars: Bar[] = []
  return {
    add(bar) {
      bars.push(bar)
      if (bars.length >= 2 * most) bars = bars.slice(-most)
    },
    all: () => bars.slice(-most),
  }
}
