import type { Bar } from '../market/bar'
import { garmanKlass } from '../market/bars/bar-variance'
import { defineFeature, type Feature } from './feature'
import { logVariance } from './realized-variance'
import { startMean } from './rolling'

/** Parkinson variance of one bar, ln(H/L)² / (4 ln 2). Journal of Business 53 (1980) 61–65. */
const parkinsonVariance = ({ high, low }: Pick<Bar, 'high' | 'low'>): number =>
  Math.log(high / low) ** 2 / (4 * Math.LN2)

/**
 * Rogers-Satchell variance of one bar, ln(H/C) ln(H/O) + ln(L/C) ln(L/O): free of drift. Annals of Applied Probability
 * 1 (1991) 504–512.
 */
export const rogersSatchellVariance = ({
  open,
  high,
  low,
  close,
}: Pick<Bar, 'open' | 'high' | 'low' | 'close'>): number =>
  Math.log(high / close) * Math.log(high / open) + Math.log(low / close) * Math.log(low / open)

const logMean = (name: string, bars: number, variance: (bar: Bar) => number): Feature =>
  defineFeature({
    name: `${name}-${bars}`,
    family: 'realized',
    needs: ['ohlcv'],
    warmupBars: bars,
    start() {
      const mean = startMean(bars)
      return (bar) => logVariance(mean(variance(bar)))
    },
  })

/** Log of the mean Parkinson variance of `bars` bars, floored as `logVariance`. */
export const parkinson = (bars: number): Feature => logMean('parkinson', bars, parkinsonVariance)

/** Log of the mean Garman-Klass variance of `bars` bars, floored as `logVariance`. */
export const garmanKlassRange = (bars: number): Feature => logMean('garman-klass', bars, garmanKlass)

/** Log of the mean Rogers-Satchell variance of `bars` bars, floored as `logVariance`. */
export const rogersSatchell = (bars: number): Feature => logMean('rogers-satchell', bars, rogersSatchellVariance)
