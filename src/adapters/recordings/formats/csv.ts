import { Fault } from '../../../core/error'
import type { RefusalReason } from '../../../core/market/row-check'
import { grouped } from '../grouped'
import { startFields, type Fields } from './csv-fields'
import type { Format, LineReader, Row, SourceContext, SourceLine } from './format'

/** Positions of named columns in a header; one of several spellings, in any case, words joined in any way. */
export type Header = {
  /** The position, or a `bad-input` fault that names the column. */
  required(...names: string[]): number
  /** The position, or -1; a `bad-input` fault where two columns have the name. */
  optional(...names: string[]): number
}

/** 'Open time', '<OPEN-TIME>' and 'openTime' are one name. */
const plainName = (name: string): string =>
  name
    .trim()
    .replace(/^<(.*)>$/, '$1')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[\s_-]+/g, '_')
    .toLowerCase()

export const readHeader = (file: string, columns: readonly string[]): Header => {
  const positions = grouped([...columns.keys()], (position) => plainName(columns[position]))
  const optional = (...spellings: string[]): number => {
    for (const spelling of spellings) {
      const [position, another] = positions.get(plainName(spelling)) ?? []
      if (position === undefined) continue
      if (another !== undefined)
        throw new Fault('bad-input', `${file}: row 1: the column '${columns[position]}' is named twice`)
      return position
    }
    return -1
  }
  const required = (...spellings: string[]): number => {
    const position = optional(...spellings)
    if (position < 0) throw new Fault('bad-input', `${file}: row 1: wrong header, column '${spellings[0]}' is missing`)
    return position
  }
  return { required, optional }
}

/** A parsed row, or the reason why it is refused. */
export type Parsed = Row | RefusalReason

/** A format of one row a line: `open` reads the header and returns the parser of a row's fields. */
export const csvFormat = (
  open: (context: SourceContext, header: Header, columns: readonly string[]) => (fields: Fields) => Parsed,
  positions?: readonly string[],
): Format => ({
  hasHeader: true,
  positions,
  start: (context): LineReader => {
    const { sink, dialect } = context
    const { columns } = dialect
    const parse = open(context, readHeader(context.file, columns), columns)
    const fields = startFields(dialect)
    return {
      line: (line: SourceLine) => {
        fields.split(line)
        const parsed = fields.count() === columns.length ? parse(fields) : 'columns'
        if (typeof parsed === 'string') sink.refuse(parsed, line)
        else sink.accept(parsed, line)
      },
      end: () => undefined,
    }
  },
})
