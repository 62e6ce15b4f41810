import { Fault } from '../core/error'

/** Path from `value` to the first number in it that is not finite, with that number: '.legs[0].sd is NaN'. */
const firstNonFinite = (value: unknown): string | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : ` is ${value}`
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const found = firstNonFinite(value[i])
      if (found !== undefined) return `[${i}]${found}`
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const found = firstNonFinite(item)
      if (found !== undefined) return `.${key}${found}`
    }
  }
  return undefined
}

/**
 * Throws a `numerical-domain` Fault on the first number that is not finite, naming its path from `path`:
 * 'summary.legs[0].hedging[2].sd is NaN, not a finite number'. Absent values pass.
 */
export const refuseNonFinite = (value: unknown, path: string): void => {
  const found = firstNonFinite(value)
  if (found !== undefined) throw new Fault('numerical-domain', `${path}${found}, not a finite number`)
}
