import { RANKED_DAYS } from '../features/toxicity-rank'
import { driftWindow } from './trust/drift-window'
import type { Bar } from '../market/bar'
import type { MarketGrid } from './market-models'

/** Drift's windows after which what came before them weighs a twentieth. */
const DRIFT_WINDOWS = 3

/**
 * Decision bars after which what came before tells nothing in a reading, and next to nothing in whether it is believed:
 * ranked days and one more for windows, or drift's.
 */
export const historyBars = ({ barsPerDay, lags }: MarketGrid): number =>
  Math.max((RANKED_DAYS + 1) * barsPerDay, DRIFT_WINDOWS * driftWindow(barsPerDay)) + lags[lags.length - 1]

/** The last bars, `most` at least where there were so many, oldest first. */
export type BarHistory = { readonly add: (bar: Bar) => void; readonly all: () => readonly Bar[] }

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
