import type { Bar } from '../market/bar'
import { DAY } from '../market/event'
import { defineFeature } from './define-feature'
import type { Feature } from './feature'

// The epoch was a Thursday, three days after a Monday.
const mondayOffset = 3 * DAY
const circle = 2 * Math.PI

const season = (name: string, wave: (bar: Bar) => number): Feature =>
  defineFeature({ name, family: 'season', needs: ['ohlcv'], warmupBars: 1, start: () => wave })

const dayAngle = ({ timestamp }: Bar): number => (circle * (timestamp % DAY)) / DAY
const weekAngle = ({ timestamp }: Bar): number => (circle * ((timestamp + mondayOffset) % (7 * DAY))) / (7 * DAY)

/** The close's time of day (UTC) as a point on a circle, each in [−1, 1]: midnight is sin 0, cos 1. */
export const timeOfDay: readonly Feature[] = [
  season('time-of-day-sin', (bar) => Math.sin(dayAngle(bar))),
  season('time-of-day-cos', (bar) => Math.cos(dayAngle(bar))),
]

/** The close's time of the week (UTC) as a point on a circle, each in [−1, 1]: Monday 00:00 is sin 0, cos 1. */
export const dayOfWeek: readonly Feature[] = [
  season('day-of-week-sin', (bar) => Math.sin(weekAngle(bar))),
  season('day-of-week-cos', (bar) => Math.cos(weekAngle(bar))),
]
