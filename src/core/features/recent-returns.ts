import { startLag } from './rolling'

/** A log return over the last `seconds`. */
export type RecentReturn = { readonly seconds: number; readonly logReturn: number }

/**
 * Log returns over each of the windows up to a close, to whole bars, at least one; a window that reaches before the
 * first close is left out.
 */
export const startRecentReturns = (
  seconds: readonly number[],
  barSeconds: number,
): ((close: number) => readonly RecentReturn[]) => {
  const windows = seconds.map((window) => ({
    seconds: window,
    lag: startLag(Math.max(1, Math.round(window / barSeconds))),
  }))
  return (close) =>
    windows.flatMap(({ seconds: window, lag }) => {
      const before = lag(close)
      return before === undefined ? [] : [{ seconds: window, logReturn: Math.log(close / before) }]
    })
}
