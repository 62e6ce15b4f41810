import type { Bar } from '../market/bar'
import type { DerivativeTicker, OptionSummary, Timestamp } from '../market/event'
import { startFunding, startImpliedVol } from '../market/side-channels'

/** Most rows kept for bars that are still open; beyond it the oldest are applied at once. */
const MOST_WAITING = 262_144

/** Implied volatility and funding of the bars. Rows come in time order and may run ahead of the bars. */
export type SideEvents = {
  readonly take: (event: DerivativeTicker | OptionSummary) => void
  /**
   * The bar with the implied volatility and the funding rate in force at its close: from rows up to then alone.
   */
  readonly complete: (bar: Bar) => Bar
}

export const startSideEvents = (optionYears: number): SideEvents => {
  const chain = startImpliedVol(optionYears)
  const funding = startFunding()
  let waiting: (DerivativeTicker | OptionSummary)[] = []
  let closed: Timestamp = -Infinity
  let seen = false
  const pass = (event: DerivativeTicker | OptionSummary): void => {
    if (event.kind === 'option-summary') chain.take(event)
    else funding.take(event)
  }
  const passUpTo = (time: Timestamp): void => {
    let count = 0
    while (count < waiting.length && waiting[count].timestamp <= time) pass(waiting[count++])
    if (count > 0) waiting = waiting.slice(count)
  }
  return {
    take(event) {
      seen = true
      if (event.timestamp <= closed) return pass(event)
      waiting.push(event)
      if (waiting.length > MOST_WAITING) waiting.splice(0, MOST_WAITING / 2).forEach(pass)
    },
    complete(bar) {
      if (!seen) return bar
      closed = bar.timestamp
      passUpTo(closed)
      return { ...bar, impliedVol: chain.at(closed, bar.close), fundingRate: funding.at(closed) }
    },
  }
}
