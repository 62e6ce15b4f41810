import { InvalidArgumentError } from 'commander'

/** Parses a whole number strictly: '0x10', '' and '1e3' are refused. */
export const wholeNumber = (text: string): number => {
  if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError(`'${text}' is not a whole number`)
  return Number(text)
}

/** Parses a whole number of at least `least`. */
export const atLeast =
  (least: number) =>
  (text: string): number => {
    const value = wholeNumber(text)
    if (value < least) throw new InvalidArgumentError(`'${text}' is less than ${least}`)
    return value
  }

const number = (text: string): number =>
  /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN

/** Parses a decimal number strictly: '0x10', '' and 'NaN' are refused. */
export const decimal = (text: string): number => {
  const value = number(text)
  if (!Number.isFinite(value)) throw new InvalidArgumentError(`'${text}' is not a number`)
  return value
}

/** Parses a decimal number in (low, high]. */
export const between =
  (low: number, high: number) =>
  (text: string): number => {
    const value = number(text)
    if (!(value > low && value <= high))
      throw new InvalidArgumentError(`'${text}' is not a number above ${low} and up to ${high}`)
    return value
  }

/** Parses a decimal number in [low, high]. */
export const within =
  (low: number, high: number) =>
  (text: string): number => {
    const value = number(text)
    if (!(value >= low && value <= high))
      throw new InvalidArgumentError(`'${text}' is not a number from ${low} to ${high}`)
    return value
  }

/** Parses a day or a moment of UTC, '2025-01-10T08:00:00Z', into microseconds since the epoch. */
export const instant = (text: string): number => {
  const time = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(time)) throw new InvalidArgumentError(`'${text}' is not a time such as '2025-01-10T08:00:00Z'`)
  return time * 1000
}
