import { Fault } from '../../../core/error'
import { fieldsOf, type FieldRules, type Separator } from './csv-fields'
import type { SourceLine } from './source-line'

/** How the text of a source is encoded; both with or without a byte order mark. */
export type Encoding = 'utf8' | 'utf16le'

/** Which of the first two numbers of a date such as 03/04/2024 is the month. */
export type DateOrder = 'day-first' | 'month-first'

/** How the fields of a source are written, told by its first lines. Quotes are those of RFC 4180 everywhere. */
export type Dialect = FieldRules & {
  /** Names of the columns without space around them, by the header or by position; none for formats without either. */
  readonly columns: readonly string[]
  /** Number of the line that is the header, counted from 1; undefined where there is none. */
  readonly headerLine: number | undefined
  readonly encoding: Encoding
  /** IANA zone of stamps that state none. */
  readonly zone: string
  /** Undefined where no date of the first lines tells. */
  readonly dateOrder: DateOrder | undefined
}

/** What a format expects of the first lines. */
export type Layout = {
  readonly hasHeader: boolean
  /** Names of the columns by position, for files whose first row is data. */
  readonly positions?: readonly string[] | undefined
}

/** What is known of a source's first lines. */
export type Head = { readonly file: string; readonly encoding: Encoding; readonly lines: readonly SourceLine[] }

const separators: readonly Separator[] = ['\t', ';', ',']

/** The separator that makes the most fields of a line; of several a tab before ';' before ',' (a decimal comma). */
const separatorOf = (line: string): Separator => {
  let [best, most] = [',' as Separator, 1]
  for (const separator of separators) {
    const { length } = fieldsOf(line, separator)
    if (length > most) [best, most] = [separator, length]
  }
  return best
}

/** An address of the provider, a comment, or the separator as Excel states it: lines that stand before a header. */
const isPreamble = ({ raw }: SourceLine): boolean => /^\s*"?(?:https?:\/\/|www\.|#|sep=)/i.test(raw)

/** How many lines tell how numbers and dates are written. */
const sampleLines = 1000

const withComma = /^[+-]?\d+,\d+$/
/** 1,234 may be a thousand and more or a little more than one; 0,234 and 1,23 may not. */
const maybeGrouped = /^[+-]?[1-9]\d{0,2},\d{3}$/
const withPoint = /^[+-]?\d*\.\d+$/

/** 1,234.5 and 1,234,567: commas that group digits and can do nothing else. */
const surelyGrouped = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+\.\d+$|^[+-]?[1-9]\d{0,2}(?:,\d{3}){2,}$/
/** Commas in a number that group nothing. */
const surelyDecimal = /^[+-]?(?:0|[1-9]\d*),(?:\d{1,2}|\d{4,})$|^[+-]?0,\d+$|^[+-]?\d{1,3}(?:\.\d{3})+,\d+$/

/** Whether commas group the digits of numbers: some are told to and none can be a fraction's. */
const isGrouped = (rows: readonly (readonly string[])[]): boolean => {
  const fields = rows.flat()
  return fields.some((field) => surelyGrouped.test(field)) && !fields.some((field) => surelyDecimal.test(field))
}

const decimalOf = (file: string, rows: readonly (readonly string[])[]): '.' | ',' => {
  const fields = rows.flat()
  const commas = fields.filter((field) => withComma.test(field))
  if (commas.length === 0) return '.'
  const point = fields.find((field) => withPoint.test(field))
  if (point !== undefined) return '.'
  if (commas.every((field) => maybeGrouped.test(field)))
    throw new Fault('bad-input', `${file}: row 2: ${commas[0]} may be a fraction or thousands; write numbers with '.'`)
  return ','
}

const slashed = /^(\d{1,2})([/.-])(\d{1,2})\2\d{4}\b/

const dateOrderOf = (rows: readonly (readonly string[])[]): DateOrder | undefined => {
  let order: DateOrder | undefined
  for (const field of rows.flat()) {
    const match = slashed.exec(field)
    if (match === null) continue
    const told =
      match[2] === '.' || Number(match[1]) > 12 ? 'day-first' : Number(match[3]) > 12 ? 'month-first' : undefined
    if (told === undefined) continue
    if (order !== undefined && order !== told) return undefined
    order = told
  }
  return order
}

const numeric = /^[+-]?\d+(?:[.,]\d+)?$/

const isData = (fields: readonly string[]): boolean => fields.length > 1 && fields.some((field) => numeric.test(field))

/** Names of the columns and the line of the header, where there is one. */
const columnsOf = (
  file: string,
  first: SourceLine,
  separator: Separator,
  { hasHeader, positions }: Layout,
): Pick<Dialect, 'columns' | 'headerLine'> => {
  if (!hasHeader) return { columns: [], headerLine: undefined }
  const names = fieldsOf(first.raw, separator)
  if (!isData(names)) return { columns: names, headerLine: first.number }
  if (positions !== undefined && positions.length === names.length) return { columns: positions, headerLine: undefined }
  const without =
    positions === undefined ? 'put one above the rows' : `without one a row has ${positions.length} fields`
  throw new Fault('bad-input', `${file}: row ${first.number}: no header, the first row is data; ${without}`)
}

/**
 * The columns with one more, of no name, where every row ends with a separator that the header lacks, and without the
 * last where only the header ends with one.
 */
const asRowsHave = (columns: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => {
  const { length } = columns
  if (rows.length === 0) return columns
  if (rows.every((row) => row.length === length + 1 && row[length] === '')) return [...columns, '']
  return columns[length - 1] === '' && rows.every((row) => row.length === length - 1) ? columns.slice(0, -1) : columns
}

/**
 * Tells the dialect of a source from its first lines. `bad-input` faults: an empty file, data where a header must be,
 * numbers whose comma may be a fraction's or of thousands.
 */
export const readDialect = ({ file, encoding, lines }: Head, layout: Layout, zone = 'UTC'): Dialect => {
  const start = layout.hasHeader ? lines.findIndex((line) => !isPreamble(line)) : 0
  const first = lines[start]
  if (first === undefined) throw new Fault('bad-input', `${file}: row 1: empty file`)
  if (layout.hasHeader && first.raw.includes('\r'))
    throw new Fault('bad-input', `${file}: row 1: lines end with a carriage return alone; save it with line feeds`)
  const separator = layout.hasHeader ? separatorOf(first.raw) : ','
  const named = columnsOf(file, first, separator, layout)
  const from = named.headerLine === undefined ? start : start + 1
  const rows = layout.hasHeader ? lines.slice(from, from + sampleLines).map(({ raw }) => fieldsOf(raw, separator)) : []
  const grouped = isGrouped(rows)
  return {
    ...named,
    ...(named.headerLine !== undefined && { columns: asRowsHave(named.columns, rows) }),
    ...{ separator, encoding, zone, grouped },
    decimal: grouped ? '.' : decimalOf(file, rows),
    dateOrder: dateOrderOf(rows),
  }
}
