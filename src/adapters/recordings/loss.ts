import type { RefusalReason } from '../../core/market/row-check'
import { fieldsOf, type Separator } from './formats/csv-fields'
import type { Dialect } from './formats/dialect'
import type { SourceLine } from './formats/format'

/** Refusals that lose nothing: what the recording or another row tells already, what is no part of the market. */
const lossless: ReadonlySet<RefusalReason> = new Set(['not-needed', 'superseded', 'off-market', 'duplicate'])

const otherSeparators: readonly Separator[] = [';', '\t', ',']

const columnCause = (raw: string, { separator, columns }: Dialect): string => {
  const other = otherSeparators.find((own) => own !== separator && raw.includes(own) && !raw.includes(separator))
  if (other !== undefined) return `'${other === '\t' ? 'a tab' : other}' separates the fields`
  const { length } = fieldsOf(raw, separator)
  if (length === columns.length) return 'a field that it needs, such as the name of its instrument, is empty'
  return columns.length > 0 ? `it has ${length} fields, the header ${columns.length}` : `it has ${length} fields`
}

const rounded = /^\d(?:\.\d*)?e\+?\d+$/i
const dayNumber = /^\d{5}(?:\.\d+)?$/
const slashed = /^\d{1,2}[/-]\d{1,2}[/-]\d{4}\b/
const namedZone = /\d ?(?!UTC|GMT|AM|PM)([A-Z]{3,4})$/
/** Digits of a present epoch, by its unit. */
const epochs: readonly (readonly [RegExp, string])[] = [
  [/^1\d{9}(?:\.\d+)?$/, 'seconds'],
  [/^1\d{12}$/, 'milliseconds'],
  [/^1\d{18}$/, 'nanoseconds'],
]

const timeCause = (fields: readonly string[]): string => {
  const having = (pattern: RegExp): string | undefined => fields.find((field) => pattern.test(field))
  const [mangled, serial, date, zoned] = [rounded, dayNumber, slashed, namedZone].map(having)
  if (mangled !== undefined) return `'${mangled}' was rounded by a spreadsheet: export the times as text`
  if (date !== undefined) return `'${date}' does not say which number is the month: write YYYY-MM-DD`
  if (zoned !== undefined)
    return `'${zoned}' names its zone by letters that several zones have: leave them out and pass --zone`
  const unit = epochs.find(([pattern]) => having(pattern) !== undefined)?.[1]
  if (unit !== undefined) return `times look like ${unit}, which the format does not count in`
  if (serial !== undefined) return `'${serial}' looks like a spreadsheet's day number: export the times as text`
  return 'write times as YYYY-MM-DD hh:mm:ss or as an epoch'
}

const numberCause = (fields: readonly string[]): string => {
  const grouped = fields.find(
    (field) => /^[+-]?\d{1,3}(?:[,.'’ ]\d{3})+(?:[.,]\d+)?$/.test(field) && !/^\d+\.\d+$/.test(field),
  )
  if (grouped !== undefined) return `'${grouped}' groups its digits: write plain numbers`
  const comma = fields.find((field) => /^[+-]?\d+,\d+$/.test(field))
  if (comma !== undefined) return `'${comma}' has a decimal comma: write it with a point`
  const currency = fields.find((field) => /^[$€£¥] ?\d|\d ?[%$€£¥kKmM]$/.test(field))
  if (currency !== undefined) return `'${currency}' carries a unit: write plain numbers`
  return 'a column of prices or sizes holds text or nothing'
}

const causes: Readonly<Partial<Record<RefusalReason, string>>> = {
  'time-back': 'newest first: sort it or pass --newest-first',
  'high-low': 'are open, high, low and close in the columns of their names?',
  crossed: 'are bid and ask in the columns of their names?',
  'absurd-price': 'prices lie more than ten times apart: are there several instruments in one file?',
  duplicate: 'rows repeat their time: does another column hold the time of day, or are there several instruments?',
  'implied-vol': 'are implied volatilities counted in another unit? --iv-unit states that of a tardis chain',
  'spans-levels': 'prices went to another level within a row',
  'not-json': 'these are no captured messages',
  'bad-side': 'a side is neither buy nor sell',
}

const causeOf = (reason: RefusalReason, { raw }: SourceLine, dialect: Dialect): string | undefined => {
  const fields = fieldsOf(raw, dialect.separator)
  if (reason === 'columns') return columnCause(raw, dialect)
  if (reason === 'bad-time') return timeCause(fields)
  if (reason === 'not-a-number') return numberCause(fields)
  return causes[reason]
}

/** What became of the rows of a source. */
export type RowTally = {
  readonly read: number
  readonly accepted: number
  readonly refused: Readonly<Partial<Record<RefusalReason, number>>>
  /** Of the duplicates: those that the recording held before this source. */
  readonly recorded: number
  /** The first refused line of each reason. */
  readonly first: ReadonlyMap<RefusalReason, SourceLine>
  /** Whether the rows are bars: two of one time are not the same fact told twice. */
  readonly areBars: boolean
}

const shown = (raw: string): string => (raw.length > 80 ? `${raw.slice(0, 80)}…` : raw)

/**
 * Why a source counts as lost, with the likely cause: no row was accepted, or more than half were refused for one
 * reason; undefined where neither is so. Rows that the recording has already, or that the format has no need of, are no
 * loss.
 */
export const lossOf = (tally: RowTally, dialect: Dialect): string | undefined => {
  const { read, accepted, refused, recorded, first, areBars } = tally
  const lost = (Object.entries(refused) as [RefusalReason, number][])
    .map(([reason, count]) => ({ reason, count: reason === 'duplicate' ? count - recorded : count }))
    .filter(({ reason, count }) => count > 0 && (!lossless.has(reason) || (reason === 'duplicate' && areBars)))
    .sort((a, b) => b.count - a.count)
  const [worst] = lost as [{ reason: RefusalReason; count: number } | undefined]
  if (worst === undefined || (accepted > 0 && worst.count * 2 <= read)) return undefined
  const { reason, count } = worst
  const line = first.get(reason)!
  const what =
    accepted === 0
      ? `none of ${read} rows could be read: ${lost.map((one) => `${one.count} ${one.reason}`).join(', ')}`
      : `${count} of ${read} rows were refused: ${reason}`
  const cause = causeOf(reason, line, dialect)
  return `row ${line.number}: ${what}, as in '${shown(line.raw)}'${cause === undefined ? '' : `; ${cause}`}`
}
