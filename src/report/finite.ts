import { Fault } from '../core/error'

/**
 * Throws a `numerical-domain` Fault on the first number that is not finite, naming its path from `path`:
 * 'summary.legs[0].hedging[2].sd is NaN'. Absent values pass.
 */
export const refuseNonFinite = (value: unknown, path: string): void => {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Fault('numerical-domain', `${path} is ${value}, not a finite number`)
  } else if (Array.isArray(value)) {
    value.forEach((item, i) => refuseNonFinite(item, `${path}[${i}]`))
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) refuseNonFinite(item, `${path}.${key}`)
  }
}
