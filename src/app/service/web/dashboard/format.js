const absent = '–'
const formats = new Map()

const formatOf = (least, most) => {
  const key = `${least} ${most}`
  if (!formats.has(key))
    formats.set(
      key,
      new Intl.NumberFormat('en-US', {
        minimumFractionDigits: least,
        maximumFractionDigits: most,
        useGrouping: true,
      }),
    )
  return formats.get(key)
}

const minus = (text) => text.replace('-', '−')

/** A number with fixed digits, thousands apart; a dash where there is none. */
export const number = (value, digits = 2) =>
  value === undefined || value === null || !Number.isFinite(value)
    ? absent
    : minus(formatOf(digits, digits).format(value))

/** The same with its sign, 0 without one. */
export const signed = (value, digits = 2) => {
  const text = number(value, digits)
  return value > 0 && Number(value.toFixed(digits)) !== 0 ? `+${text}` : text
}

/** A price with the digits that its size asks for. */
export const price = (value) => number(value, value >= 10_000 ? 1 : value >= 100 ? 2 : 4)

/** A share as percent. */
export const percent = (value, digits = 1) =>
  value === undefined || value === null || !Number.isFinite(value) ? absent : `${number(value * 100, digits)} %`

/** Millionths of the quote currency as the currency. */
export const money = (minorUnits, digits = 2) => number(minorUnits === undefined ? undefined : minorUnits / 1e6, digits)

/** A length of time, seconds, in two units at most. */
export const duration = (seconds) => {
  if (seconds === undefined || seconds === null || !Number.isFinite(seconds)) return absent
  const whole = Math.abs(seconds)
  if (whole < 1) return `${Math.round(whole * 1000)} ms`
  if (whole < 60) return `${whole < 10 ? number(whole, 1) : Math.round(whole)} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(Math.floor(whole % 60)).padStart(2, '0')} s`
  if (whole < 86_400)
    return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`
  const hours = Math.floor((whole % 86_400) / 3600)
  return `${Math.floor(whole / 86_400)} d${hours > 0 ? ` ${hours} h` : ''}`
}

/** A length of time, seconds, in one unit, for an axis. */
export const shortDuration = (seconds) => {
  const [size, unit] =
    seconds < 60 ? [1, 's'] : seconds < 3600 ? [60, 'min'] : seconds < 86_400 ? [3600, 'h'] : [86_400, 'd']
  return `${Number((seconds / size).toFixed(1))} ${unit}`
}

const iso = (microseconds) => new Date(microseconds / 1000).toISOString()

/** Clock time in UTC, the date before it where it is not that of `now`. */
export const time = (microseconds, now) => {
  if (microseconds === undefined) return absent
  const text = iso(microseconds)
  const clock = text.slice(11, 19)
  return now !== undefined && iso(now).slice(0, 10) === text.slice(0, 10) ? clock : `${text.slice(5, 10)} ${clock}`
}

export const dateTime = (microseconds) =>
  microseconds === undefined ? absent : iso(microseconds).slice(0, 19).replace('T', ' ')

/** How long ago, or in how long. */
export const relative = (microseconds, now) => {
  if (microseconds === undefined || now === undefined) return ''
  const seconds = (now - microseconds) / 1e6
  if (Math.abs(seconds) < 1) return 'now'
  return seconds > 0 ? `${duration(seconds)} ago` : `in ${duration(-seconds)}`
}
