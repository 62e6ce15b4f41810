import { barVariance, leastVariance, type VarianceKind } from '../market/bars/bar-variance'
import { defineFeature, type Feature } from './feature'
import { startMean } from './rolling'

/** Natural logarithm of a variance, of `leastVariance` where it is less: finite on flat prices. */
export const logVariance = (variance: number): number => Math.log(Math.max(variance, leastVariance))

const prefix = 'realized-variance-'

/** The column of the mean variance of the last `bars` bars. */
export const varianceColumn = (bars: number): string => `${prefix}${bars}`

/** The numbers of bars of the variance columns among others, in their order; empty where there is none. */
export const varianceLags = (columns: readonly string[]): number[] =>
  columns.filter((name) => /^realized-variance-\d+$/.test(name)).map((name) => Number(name.slice(prefix.length)))

/**
 * Log of the mean variance of the last `bars` bars, dimensionless, not annualised: an input of log-HAR. The first bar,
 * which has no return, never counts; no bar counts for less than `least`. Corsi, Journal of Financial Econometrics 7
 * (2009) 174–196.
 */
export const realizedVariance = (bars: number, kind: VarianceKind, least = leastVariance): Feature =>
  defineFeature({
    name: varianceColumn(bars),
    family: 'realized',
    needs: ['ohlcv'],
    warmupBars: bars + 1,
    start() {
      const mean = startMean(bars)
      let previousClose: number | undefined
      return (bar) => {
        const value = mean(barVariance(bar, previousClose, kind, least))
        previousClose = bar.close
        return logVariance(value)
      }
    },
  })

/**
 * The longest window of log-HAR up to a trading day, in bars: the window of "the last day". `lags` rise, one at least.
 */
export const recentWindow = (lags: readonly number[], barsPerDay: number): number =>
  Math.max(...lags.filter((bars, i) => i === 0 || bars <= barsPerDay))
