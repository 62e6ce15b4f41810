import { Fault } from '../../../core/error'
import { parseDecimal, type RefusalReason } from '../../../core/market/row-check'
import type { Format, Line, Row, RowReader, SourceContext } from './format'

/** The fields of a line; quotes as in RFC 4180. */
export const splitFields = (line: string): readonly string[] => {
  if (!line.includes('"')) return line.split(',')
  const fields: string[] = []
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g))
    fields.push(match[1] === undefined ? match[2] : match[1].replaceAll('""', '"'))
  return fields
}

/** Positions of named columns in a header; one of several spellings, in any case. */
export type Header = {
  /** The position, or a `bad-input` fault that names the column. */
  required(...names: string[]): number
  /** The position, or -1. */
  optional(...names: string[]): number
}

export const readHeader = (file: string, columns: readonly string[]): Header => {
  const positions = new Map(columns.map((name, index) => [name.trim().toLowerCase(), index]))
  if (positions.size !== columns.length) throw new Fault('bad-input', `${file}: row 1: a column is named twice`)
  const optional = (...names: string[]): number => {
    for (const name of names) {
      const position = positions.get(name.toLowerCase())
      if (position !== undefined) return position
    }
    return -1
  }
  const required = (...names: string[]): number => {
    const position = optional(...names)
    if (position < 0) throw new Fault('bad-input', `${file}: row 1: wrong header, column '${names[0]}' is missing`)
    return position
  }
  return { required, optional }
}

/** A row parsed, or why not. */
export type Parsed = Row | RefusalReason

/** A format of one row a line: `open` reads the header and returns the parser of a row's fields. */
export const csvFormat = (
  open: (context: SourceContext, header: Header, columns: readonly string[]) => (fields: readonly string[]) => Parsed,
): Format => ({
  hasHeader: true,
  start: (context, columns): RowReader => {
    const parse = open(context, readHeader(context.file, columns), columns)
    const { sink } = context
    return {
      line: (line: Line) => {
        const fields = splitFields(line.raw)
        const parsed = fields.length === columns.length ? parse(fields) : 'columns'
        if (typeof parsed === 'string') sink.refuse(parsed, line)
        else sink.accept(parsed, line)
      },
      end: () => undefined,
    }
  },
})

/** The number in a field: undefined where the column is absent or the field empty, NaN where it spells no finite number. */
export const optionalNumber = (fields: readonly string[], position: number): number | undefined => {
  if (position < 0 || fields[position] === '') return undefined
  return parseDecimal(fields[position]) ?? NaN
}

/** The number in a field, NaN where it spells none. */
export const numberAt = (fields: readonly string[], position: number): number => parseDecimal(fields[position]) ?? NaN
