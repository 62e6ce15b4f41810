import { profileOf, type Profile } from '../../data/profile'
import { DAY } from '../../../src/core/market/event'
import type { Bar } from '../../../src/core/market/bar'
import { returnBar } from '../return-bar'

const firstClose = 100

/** Daily bars of returns, each from close to close: all that is known of a day is its return. */
export const dailyBars = (logReturn: Float64Array): Bar[] => {
  let level = Math.log(firstClose)
  let open = firstClose
  return Array.from(logReturn, (r, day): Bar => {
    level += r
    const close = Math.exp(level)
    const bar = returnBar((day + 1) * DAY, 86_400, open, close)
    open = close
    return bar
  })
}

/** The profile of so many daily bars, whose variance proxy is the squared return. */
export const dailyProfile = (bars: number): Profile => ({
  ...profileOf({ barSeconds: 86_400, barsPerDay: 1, barsPerYear: 252, continuous: false, bars }),
  variance: 'squared-return',
})
