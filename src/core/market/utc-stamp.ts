import { DAY, SECOND, type Timestamp } from './event'

const two = (value: number): string => String(value).padStart(2, '0')

/**
 * A time as `YYYYMMDDThhmmZ`, cut to the minute. By eras of 400 years of the Gregorian calendar, which begin in March.
 */
export const utcStamp = (time: Timestamp): string => {
  const days = Math.floor(time / DAY)
  const minutes = Math.floor((time - days * DAY) / (60 * SECOND))
  const fromMarch = days + 719_468
  const era = Math.floor(fromMarch / 146_097)
  const dayOfEra = fromMarch - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = 400 * era + yearOfEra + (month <= 2 ? 1 : 0)
  return `${year}${two(month)}${two(day)}T${two(Math.floor(minutes / 60))}${two(minutes % 60)}Z`
}
