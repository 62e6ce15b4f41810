import { Fault } from '../../../core/error'
import type { RefusalReason } from '../../../core/market/row-check'
import { startFields, type Fields } from './fields'
import type { Format, Line, Row, RowReader, SourceContext } from './format'

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
  open: (context: SourceContext, header: Header, columns: readonly string[]) => (fields: Fields) => Parsed,
): Format => ({
  hasHeader: true,
  start: (context, columns): RowReader => {
    const parse = open(context, readHeader(context.file, columns), columns)
    const { sink } = context
    const fields = startFields()
    return {
      line: (line: Line) => {
        fields.split(line.raw)
        const parsed = fields.count() === columns.length ? parse(fields) : 'columns'
        if (typeof parsed === 'string') sink.refuse(parsed, line)
        else sink.accept(parsed, line)
      },
      end: () => undefined,
    }
  },
})
