/**
 * The longest window of log-HAR up to a trading day, in bars: what "the last day" is on these bars. `lags` rise, one at
 * least.
 */
export const recentWindow = (lags: readonly number[], barsPerDay: number): number =>
  Math.max(...lags.filter((bars, i) => i === 0 || bars <= barsPerDay))
