import type { Bounds, Measured } from './measured'

const minus = (text: string): string => text.replaceAll('-', '−')

const zeroed = (text: string): string => (/^-0(\.0*)?$/.test(text) ? text.slice(1) : text)

/** Fixed decimals with thousands separators and a true minus sign; never '−0'. */
export const fixed = (value: number, digits: number): string => {
  const [whole, fraction] = zeroed(value.toFixed(digits)).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return minus(fraction === undefined ? grouped : `${grouped}.${fraction}`)
}

/** As `fixed`, with a plus sign on positive values. */
export const signed = (value: number, digits: number): string => {
  const text = fixed(value, digits)
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** Whole number with thousands separators. */
export const count = (value: number): string => fixed(value, 0)

/** Share as a percentage: .834 → '83.4 %'. */
export const percent = (share: number, digits = 1): string => `${fixed(share * 100, digits)} %`

/** p-value: three decimals, '<.001' below. */
export const pValue = (p: number): string => (p < 0.001 ? '<0.001' : fixed(p, 3))

/**
 * Decimals, 0 to 4, that show `uncertainty` to two significant digits; where the uncertainty is zero, four significant
 * digits of `magnitude`.
 */
export const digitsFor = (uncertainty: number, magnitude: number): number => {
  const [scale, significant] = uncertainty > 0 ? [uncertainty, 2] : [Math.abs(magnitude), 4]
  if (scale === 0) return 1
  return Math.min(4, Math.max(0, significant - 1 - Math.floor(Math.log10(scale))))
}

/** `digitsFor` of a number with its 95 % interval, both times `factor`. */
export const measuredDigits = ({ value, ci }: Measured, factor: number): number =>
  digitsFor(((ci[1] - ci[0]) / 2) * factor, value * factor)

/** '[low, high]' with the same decimals. */
export const interval = (bounds: Bounds, digits: number, factor = 1): string =>
  `[${fixed(bounds[0] * factor, digits)}, ${fixed(bounds[1] * factor, digits)}]`

/** 'value [low, high]' with fixed decimals, a hyphen as the minus sign and no separators. */
export const plainMeasured = ({ value, ci: [low, high] }: Measured, digits: number): string =>
  `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`

/** Life of an option: whole days without decimals, else one. */
export const optionLife = (days: number): string => fixed(days, days % 1 === 0 ? 0 : 1)

/** Seconds in the largest unit that divides them: 60 → '1 min', 7200 → '2 h', 86400 → '1 d'. */
export const duration = (seconds: number): string => {
  if (seconds >= 86_400 && seconds % 86_400 === 0) return `${count(seconds / 86_400)} d`
  if (seconds >= 3_600 && seconds % 3_600 === 0) return `${seconds / 3_600} h`
  if (seconds >= 60 && seconds % 60 === 0) return `${seconds / 60} min`
  return `${seconds} s`
}

/** A number kept short: at least four significant digits, thousands separators, no trailing zeros. */
export const short = (value: number): string => {
  const rounded = Number(value.toPrecision(4))
  return Number.isInteger(rounded) ? fixed(value, 0) : minus(String(rounded))
}

/** A time in microseconds since the epoch as `YYYY-MM-DD hh:mm` of UTC, cut to the minute. */
export const utcMinute = (time: number): string => new Date(time / 1000).toISOString().slice(0, 16).replace('T', ' ')
