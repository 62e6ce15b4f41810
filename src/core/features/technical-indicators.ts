import { ADX, ATR, AverageGain, AverageLoss, BollingerBands } from 'technicalindicators'
import type { Bar } from '../market/bar'

/**
 * The only use of the package technicalindicators, with its faults mended: its RSI rounds to two decimals and sticks at
 * 100 on flat prices, its ADX stays NaN after a stretch without direction, its bands skip a mean of 0. Each runs on one
 * bar at a time and returns undefined until warm.
 */
export type Indicator = (bar: Bar) => number | undefined

/** Wilder's average true range over the close, ≥ 0; on bar period + 1. */
export const startAtr = (period: number): Indicator => {
  const atr = new ATR({ period, high: [], low: [], close: [] })
  return ({ high, low, close }) => {
    const range = atr.nextValue({ high, low, close })
    return range === undefined ? undefined : range / close
  }
}

/**
 * Wilder's average directional index, 0 to 100; on bar 2 × period. A stretch without any directional move leaves it
 * undefined: it starts anew, and is 0 (no direction) until warm again.
 */
export const startAdx = (period: number): Indicator => {
  const fresh = () => new ADX({ period, high: [], low: [], close: [] })
  let adx = fresh()
  let wasWarm = false
  return ({ high, low, close }) => {
    const bar: unknown = { high, low, close }
    // The package types this argument as a number by mistake; it reads high, low and close.
    const answer = adx.nextValue(bar as number)
    if (answer === undefined) return wasWarm ? 0 : undefined
    wasWarm = true
    if (Number.isFinite(answer.adx)) return Math.min(100, answer.adx)
    adx = fresh()
    return 0
  }
}

/** Wilder's relative strength index, 0 to 100, not rounded; 50 where no price has moved; on bar period + 1. */
export const startRsi = (period: number): Indicator => {
  const gains = new AverageGain({ period, values: [] })
  const losses = new AverageLoss({ period, values: [] })
  return ({ close }) => {
    const gain = gains.nextValue(close)
    const loss = losses.nextValue(close)
    if (gain === undefined || loss === undefined) return undefined
    return gain + loss > 0 ? (100 * gain) / (gain + loss) : 50
  }
}

/** Width of Bollinger's bands (mean ± 2 sd of the close) over their mean, ≥ 0; on bar `period`. */
export const startBollingerWidth = (period: number): Indicator => {
  const bands = new BollingerBands({ period, stdDev: 2, values: [] })
  return ({ close }) => {
    const band = bands.nextValue(close)
    if (band === undefined) return undefined
    const width = (band.upper - band.lower) / band.middle
    return Number.isFinite(width) ? Math.max(0, width) : 0
  }
}
