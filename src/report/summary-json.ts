import { refuseNonFinite } from './finite'
import type { Summary } from './summary'

const topLevel = ['provenance', 'forecast', 'regime', 'hedging', 'oracleGapShare', 'legs']

const ordered = (value: unknown, first: readonly string[] = []): unknown => {
  if (Array.isArray(value)) return value.map((item) => ordered(item))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const rank = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length)
  entries.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, ordered(item)]))
}

/**
 * The text of summary.json: two-space indent, a newline at the end; top-level parts in reading order, every other key
 * in alphabetical order, so that equal summaries give equal bytes. Absent values have no key. Throws a
 * `numerical-domain` Fault on a number that is not finite.
 */
export const summaryJson = (summary: Summary): string => {
  refuseNonFinite(summary, 'summary')
  return `${JSON.stringify(ordered(summary, topLevel), undefined, 2)}\n`
}
