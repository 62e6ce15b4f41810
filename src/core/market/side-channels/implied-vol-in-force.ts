import { SECOND, type OptionSummary, type Timestamp } from '../event'
import { atTheMoneyVol } from './at-the-money'

/** A quotation older than this says nothing any more. */
const STALE = 2 * 3600 * SECOND

/** Feed it summaries in time order. */
export type ImpliedVolInForce = {
  readonly take: (option: OptionSummary) => void
  /**
   * At-the-money implied volatility at `time` from the latest quotation of every option taken so far, none older than
   * two hours; undefined where there is none. `time` never falls.
   */
  readonly at: (time: Timestamp, spot: number) => number | undefined
}

/** Starts following a chain for options of `years` of life. */
export const startImpliedVol = (years: number): ImpliedVolInForce => {
  const latest = new Map<string, OptionSummary>()
  return {
    take: (option) => void latest.set(option.instrument, option),
    at(time, spot) {
      for (const [instrument, { timestamp, expiry }] of latest)
        if (timestamp < time - STALE || expiry <= time) latest.delete(instrument)
      return latest.size === 0 ? undefined : atTheMoneyVol(latest.values(), time, years, spot)
    },
  }
}
