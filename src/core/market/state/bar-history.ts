import { RANKED_DAYS } from '../../features/toxicity-rank'
import type { Bar } from '../bar'
import type { MarketGrid } from './market-models'

/** Decision bars after which nothing that came before tells in a reading: the ranked days and one more for windows and averages. */
export const historyBars = ({ barsPerDay, lags }: MarketGrid): number =>
  (RANKED_DAYS + 1) * barsPerDay + lags[lags.length - 1]

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
