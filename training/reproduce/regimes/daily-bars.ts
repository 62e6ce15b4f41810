import { profileOf, type Profile } from '../../profile'
import { DAY } from '../../../src/core/market/event'
import type { Bar } from '../../../src/core/market/bar'

const firstClose = 100

/** Daily bars of returns, each from close to close: all that is known of a day is its return. */
export const dailyBars = (logReturn: Float64Array): Bar[] => {
  let level = Math.log(firstClose)
  let open = firstClose
  return Array.from(logReturn, (r, day): Bar => {
    level += r
    const close = Math.exp(level)
    const bar = {
      timestamp: (day + 1) * DAY,
      periodSeconds: 86_400,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      volume: 0,
      turnover: 0,
      trades: undefined,
      flow: undefined,
      quote: undefined,
      realizedVariance: undefined,
      impliedVol: undefined,
      fundingRate: undefined,
      afterGap: false,
    }
    open = close
    return bar
  })
}

/** The profile of so many daily bars, whose variance proxy is the squared return. */
export const dailyProfile = (bars: number): Profile => ({
  ...profileOf({ barSeconds: 86_400, barsPerDay: 1, barsPerYear: 252, continuous: false, bars }),
  variance: 'squared-return',
})
