import { Fault } from '../../../core/error'
import { decimalWithin, type RefusalReason } from '../../../core/market/row-check'
import type { Format, LineReader, Row, SourceContext, SourceLine } from './format'

/** The fields of a line, counted from 0, read in place; they stand until the next line is split. */
export type Fields = {
  readonly count: () => number
  /** The text of a field; '' where there is no such field. */
  readonly text: (position: number) => string
  readonly isEmpty: (position: number) => boolean
  /** The number in a field, NaN where it is not one. */
  readonly number: (position: number) => number
  /**
   * The number in a field: undefined where the column is absent or the field empty, NaN where it is not a finite
   * number.
   */
  readonly optional: (position: number) => number | undefined
}

const comma = 44

/**
 * Where the quoted field that begins at `from` ends: past its closing quote, before a comma or the end; undefined where
 * it is not one.
 */
const quotedEnd = (line: string, from: number): number | undefined => {
  let at = from + 1
  while ((at = line.indexOf('"', at)) >= 0) {
    if (line[at + 1] !== '"') return at + 1 === line.length || line[at + 1] === ',' ? at + 1 : undefined
    at += 2
  }
  return undefined
}

/** Fields with the quotes of RFC 4180 taken off; a stray quote is kept. */
const unquoted = (line: string): readonly string[] => {
  const fields: string[] = []
  for (let from = 0; from <= line.length;) {
    const quoted = line[from] === '"' ? quotedEnd(line, from) : undefined
    const next = line.indexOf(',', from)
    const end = quoted ?? (next < 0 ? line.length : next)
    fields.push(quoted === undefined ? line.slice(from, end) : line.slice(from + 1, end - 1).replaceAll('""', '"'))
    from = end + 1
  }
  return fields
}

/** Splits line after line into the same fields; quotes as in RFC 4180. */
export const startFields = (): Fields & { readonly split: (line: string) => void } => {
  let text = ''
  let count = 0
  let starts = new Int32Array(64)
  let ends = new Int32Array(64)

  const add = (from: number, to: number): void => {
    if (count === starts.length) {
      const [moreStarts, moreEnds] = [new Int32Array(2 * count), new Int32Array(2 * count)]
      moreStarts.set(starts)
      moreEnds.set(ends)
      starts = moreStarts
      ends = moreEnds
    }
    starts[count] = from
    ends[count++] = to
  }

  const split = (line: string): void => {
    count = 0
    if (line.includes('"')) {
      const fields = unquoted(line)
      text = fields.join('')
      let from = 0
      for (const { length } of fields) add(from, (from += length))
      return
    }
    text = line
    let from = 0
    for (let at = 0; at < line.length; at++) {
      if (line.charCodeAt(at) !== comma) continue
      add(from, at)
      from = at + 1
    }
    add(from, line.length)
  }

  const has = (position: number): boolean => position >= 0 && position < count
  const isEmpty = (position: number): boolean => !has(position) || starts[position] === ends[position]
  const number = (position: number): number =>
    has(position) ? decimalWithin(text, starts[position], ends[position]) : NaN
  return {
    split,
    count: () => count,
    text: (position) => (has(position) ? text.slice(starts[position], ends[position]) : ''),
    isEmpty,
    number,
    optional: (position) => (isEmpty(position) ? undefined : number(position)),
  }
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

/** A parsed row, or the reason why it is refused. */
export type Parsed = Row | RefusalReason

/** A format of one row a line: `open` reads the header and returns the parser of a row's fields. */
export const csvFormat = (
  open: (context: SourceContext, header: Header, columns: readonly string[]) => (fields: Fields) => Parsed,
): Format => ({
  hasHeader: true,
  start: (context, columns): LineReader => {
    const parse = open(context, readHeader(context.file, columns), columns)
    const { sink } = context
    const fields = startFields()
    return {
      line: (line: SourceLine) => {
        fields.split(line.raw)
        const parsed = fields.count() === columns.length ? parse(fields) : 'columns'
        if (typeof parsed === 'string') sink.refuse(parsed, line)
        else sink.accept(parsed, line)
      },
      end: () => undefined,
    }
  },
})
