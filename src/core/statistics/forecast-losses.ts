import { Fault } from '../error'

/**
 * QLIKE loss RV/h − ln(RV/h) − 1 of a variance forecast h against realized variance RV, both > 0 in one unit: ≥ 0, 0
 * only at h = RV. Faults 'numerical-domain' where either is not positive and finite. Patton, Journal of Econometrics
 * 160 (2011) 246–256.
 */
export const qlike = (realized: number, forecast: number): number => {
  const ratio = realized / forecast
  if (!(realized > 0 && forecast > 0 && ratio > 0 && ratio < Infinity))
    throw new Fault('numerical-domain', `QLIKE of realized ${realized} and forecast ${forecast}: both must be positive`)
  return ratio - Math.log(ratio) - 1
}

/** QLIKE row by row; both arrays of one length. */
export const qlikeLosses = (realized: Float64Array, forecast: Float64Array): Float64Array =>
  realized.map((value, i) => qlike(value, forecast[i]))

/** QLIKE of a realized variance > 0 against the log of a forecast; not finite where one of them is not. */
export const qlikeOfLog = (realized: number, logForecast: number): number =>
  realized * Math.exp(-logForecast) + logForecast - Math.log(realized) - 1

/** Squared errors row by row, in the square of the inputs' unit; both arrays of one length. */
export const squaredErrors = (realized: Float64Array, forecast: Float64Array): Float64Array =>
  realized.map((value, i) => (value - forecast[i]) ** 2)
