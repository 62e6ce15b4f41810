import type { Bar } from '../market/bar'
import { startBars } from '../market/bars/bar-builder'
import { startResample } from '../market/bars/resample'
import type { Gap, Quote, Trade } from '../market/event'
import type { MarketGrid } from './market-models'

/** Feed it events in time order. */
export type DecisionBars = {
  /** Decision bars that this event completes. */
  readonly event: (event: Trade | Quote | Gap) => readonly Bar[]
}

const none: readonly Bar[] = []

/**
 * Bars as the models' training had them. From ticks they are built at once, of trades alone where the record had no
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
