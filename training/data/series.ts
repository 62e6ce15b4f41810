/** The bars of one instrument as columns, one entry a bar. */
export type BarSeries = {
  readonly length: number
  /** Close time of each bar, microseconds since the epoch. */
  readonly timestamp: Float64Array
  readonly close: Float64Array
  /** log(close / previous close); 0 on the first bar. Spans the gap on a bar after a gap. */
  readonly logReturn: Float64Array
  /**
   * Variance proxy of each bar, dimensionless and > 0: squared return floored at half a tick squared, a realized
   * measure or a range estimator.
   */
  readonly variance: Float64Array
  /** Integrated quarticity of each bar, > 0, where it was measured. */
  readonly quarticity?: Float64Array
  /** Bars in a year of this recording's calendar: annual variance = per-bar variance × barsPerYear. */
  readonly barsPerYear: number
}

export const sliceSeries = (series: BarSeries, from: number, to: number): BarSeries => ({
  length: to - from,
  timestamp: series.timestamp.subarray(from, to),
  close: series.close.subarray(from, to),
  logReturn: series.logReturn.subarray(from, to),
  variance: series.variance.subarray(from, to),
  ...(series.quarticity === undefined ? {} : { quarticity: series.quarticity.subarray(from, to) }),
  barsPerYear: series.barsPerYear,
})
