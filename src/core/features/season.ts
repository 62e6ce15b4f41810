import type { Bar } from '../market/bar'
import { DAY } from '../market/event'
import { defineFeature, type Feature } from './feature'

// The epoch was a Thursday, three days after a Monday.
const mondayOffset = 3 * DAY
const circle = 2 * Math.PI

const season = (name: string, wave: (bar: Bar) => number): Feature =>
  defineFeature({ name, family: 'season', needs: ['ohlcv'], warmupBars: 1, start: () => wave })

const dayAngle = ({ timestamp }: Bar): number => (circle * (timestamp % DAY)) / DAY
const weekAngle = ({ timestamp }: Bar): number => (circle * ((timestamp + mondayOffset) % (7 * DAY))) / (7 * DAY)

/** Sine and cosine of `count` whole waves a period, the first named without its number. */
const waves = (name: string, angle: (bar: Bar) => number, count: number): Feature[] =>
  Array.from({ length: count }, (_, i) => i + 1).flatMap((wave) => {
    const mark = wave === 1 ? '' : `-${wave}`
    return [
      season(`${name}-sin${mark}`, (bar) => Math.sin(wave * angle(bar))),
      season(`${name}-cos${mark}`, (bar) => Math.cos(wave * angle(bar))),
    ]
  })

/**
 * The close's time of day (UTC) as points on circles that turn once, twice, … `count` times a day, each in [−1, 1]:
 * midnight is sin 0, cos 1. Flexible Fourier form of Andersen & Bollerslev, Journal of Empirical Finance 4 (1997)
 * 115–158.
 */
export const timeOfDay = (count: number): readonly Feature[] => waves('time-of-day', dayAngle, count)

/**
 * The close's time of the week (UTC) as points on circles that turn once, twice, … `count` times a week, each in [−1,
 * 1]: Monday 00:00 is sin 0, cos 1.
 */
export const dayOfWeek = (count: number): readonly Feature[] => waves('day-of-week', weekAngle, count)

/** Whether a column is of the calendar alone: its distribution in training does not bound it. */
export const isCalendar = (column: string): boolean => /^(time-of-day|day-of-week)-/.test(column)
