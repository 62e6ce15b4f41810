import { DAY, type Timestamp } from '../market/event'
import { defineFeature, type Feature } from './feature'

// The epoch was a Thursday, three days after a Monday.
const mondayOffset = 3 * DAY
const circle = 2 * Math.PI

/** A wave of a season: the name of its feature column, and its value in [−1, 1] at a time. */
export type Wave = { readonly name: string; readonly at: (time: Timestamp) => number }

const dayAngle = (time: Timestamp): number => (circle * (time % DAY)) / DAY
const weekAngle = (time: Timestamp): number => (circle * ((time + mondayOffset) % (7 * DAY))) / (7 * DAY)

/** Sine and cosine of `count` whole waves a period, the first named without its number. */
const waves = (name: string, angle: (time: Timestamp) => number, count: number): Wave[] =>
  Array.from({ length: count }, (_, i) => i + 1).flatMap((wave) => {
    const mark = wave === 1 ? '' : `-${wave}`
    return [
      { name: `${name}-sin${mark}`, at: (time) => Math.sin(wave * angle(time)) },
      { name: `${name}-cos${mark}`, at: (time) => Math.cos(wave * angle(time)) },
    ]
  })

/**
 * The time of day (UTC) as points on circles that turn once, twice, … `count` times a day: midnight is sin 0, cos 1.
 * Flexible Fourier form of Andersen & Bollerslev, Journal of Empirical Finance 4 (1997) 115–158.
 */
export const timeOfDay = (count: number): readonly Wave[] => waves('time-of-day', dayAngle, count)

/**
 * The time of the week (UTC) as points on circles that turn once, twice, … `count` times a week: Monday 00:00 is sin 0,
 * cos 1.
 */
export const dayOfWeek = (count: number): readonly Wave[] => waves('day-of-week', weekAngle, count)

/** Waves at the close of a bar as features. */
export const seasonOf = (season: readonly Wave[]): readonly Feature[] =>
  season.map(({ name, at }) =>
    defineFeature({
      ...{ name, family: 'season', needs: ['ohlcv'], warmupBars: 1 },
      start:
        () =>
        ({ timestamp }) =>
          at(timestamp),
    }),
  )

/** Whether a column is of the calendar alone: its distribution in training does not bound it. */
export const isCalendar = (column: string): boolean => /^(time-of-day|day-of-week)-/.test(column)
