/**
 * Layout of a forecaster's output row, of width H × (1 + Q), for H horizons and Q quantile levels: entries 0 … H−1 are
 * log mean variance (the log of the forecast of the mean per-bar variance over the horizon) by horizon; entry H + h·Q +
 * q is the quantile of log realized mean variance over horizon h at level q. Quantiles leave the network unsorted;
 * whoever hands them on sorts them within a horizon.
 */
export const outputWidth = (horizons: number, levels: number): number => horizons * (1 + levels)

/** Sorts values[from, from + count) in place. Few entries, nearly sorted: insertion. */
export const sortRun = (values: Float64Array, from: number, count: number): void => {
  for (let i = from + 1; i < from + count; i++) {
    const value = values[i]
    let j = i
    for (; j > from && values[j - 1] > value; j--) values[j] = values[j - 1]
    values[j] = value
  }
}
