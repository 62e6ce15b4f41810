/** Mean age of a row, in bars, in the histograms of drift: five trading days, 60 bars at least. */
export const driftWindow = (barsPerDay: number): number => Math.max(5 * barsPerDay, 60)
