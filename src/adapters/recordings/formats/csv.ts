import { Fault } from '../../../core/error'
import { parseDecimal, type RefusalReason } from '../../../core/market/row-check'
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

const [comma, quote, zero, nine, dot, plus, minus] = [44, 34, 48, 57, 46, 43, 45]

/** Exact in a double, as is every whole number below 2^53: their quotient is the nearest double to the decimal. */
const tens = Float64Array.from({ length: 17 }, (_, exponent) => 10 ** exponent)

/**
 * The number that the bytes from `from` up to `to` spell with a sign, a point and at most 16 digits; undefined for any
 * other spelling, of a number or not.
 */
const plainDecimal = (bytes: Uint8Array, from: number, to: number): number | undefined => {
  const first = from < to ? bytes[from] : zero
  let at = first === minus || first === plus ? from + 1 : from
  let [whole, digits, scale] = [0, 0, 0]
  for (let fraction = false; at < to; at++) {
    const code = bytes[at]
    if (code >= zero && code <= nine) {
      whole = whole * 10 + (code - zero)
      digits++
      if (fraction) scale++
    } else if (code === dot && !fraction && digits > 0) fraction = true
    else return undefined
  }
  if (digits === 0 || digits > 16 || whole > Number.MAX_SAFE_INTEGER) return undefined
  const value = scale === 0 ? whole : whole / tens[scale]
  return first === minus ? -value : value
}

/** Whether the bytes from `from` up to `to` spell a text; false for a text that is not of ASCII alone. */
const spells = (bytes: Uint8Array, from: number, to: number, text: string): boolean => {
  if (to - from !== text.length) return false
  for (let i = 0; i < text.length; i++) {
    const code = bytes[from + i]
    if (code > 127 || code !== text.charCodeAt(i)) return false
  }
  return true
}

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
export const startFields = (): Fields & { readonly split: (line: SourceLine | string) => void } => {
  let bytes: Buffer = Buffer.alloc(0)
  let count = 0
  let starts = new Int32Array(64)
  let ends = new Int32Array(64)
  // Most columns of text say the same row after row: the last text of each is kept.
  const texts: string[] = []

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

  const splitQuoted = (line: string): void => {
    const fields = unquoted(line)
    count = 0
    bytes = Buffer.from(fields.join(''))
    let from = 0
    for (const field of fields) add(from, (from += Buffer.byteLength(field)))
  }

  const splitBytes = (line: Buffer, start: number, end: number): void => {
    bytes = line
    count = 0
    let from = start
    for (let at = start; at < end; at++) {
      const code = line[at]
      if (code === comma) {
        add(from, at)
        from = at + 1
      } else if (code === quote) {
        splitQuoted(line.toString('utf8', start, end))
        return
      }
    }
    add(from, end)
  }

  const split = (line: SourceLine | string): void => {
    if (typeof line !== 'string' && line.within !== undefined) {
      splitBytes(line.within, line.from!, line.to!)
      return
    }
    const text = Buffer.from(typeof line === 'string' ? line : line.raw)
    splitBytes(text, 0, text.length)
  }

  const has = (position: number): boolean => position >= 0 && position < count
  const isEmpty = (position: number): boolean => !has(position) || starts[position] === ends[position]
  const text = (position: number): string => {
    if (!has(position)) return ''
    const [from, to] = [starts[position], ends[position]]
    const last = texts[position]
    if (last !== undefined && spells(bytes, from, to, last)) return last
    return (texts[position] = bytes.toString('utf8', from, to))
  }
  const number = (position: number): number => {
    if (!has(position)) return NaN
    const [from, to] = [starts[position], ends[position]]
    return plainDecimal(bytes, from, to) ?? parseDecimal(bytes.toString('utf8', from, to)) ?? NaN
  }
  return {
    ...{ split, text, isEmpty, number },
    count: () => count,
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
        fields.split(line)
        const parsed = fields.count() === columns.length ? parse(fields) : 'columns'
        if (typeof parsed === 'string') sink.refuse(parsed, line)
        else sink.accept(parsed, line)
      },
      end: () => undefined,
    }
  },
})
