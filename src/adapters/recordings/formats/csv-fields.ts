import { parseDecimal } from '../../../core/market/row-check'
import type { SourceLine } from './source-line'

/** What stands between the fields of a line. */
export type Separator = ',' | ';' | '\t'

/** The fields of a line, counted from 0, read in place; they stand until the next line is split. */
export type Fields = {
  readonly count: () => number
  /** The text of a field without space around it; '' where there is no such field. */
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

const [space, quote, zero, nine, dot, minus] = [32, 34, 48, 57, 46, 45]

/** Exact in a double, as is every whole number below 2^53: their quotient is the nearest double to the decimal. */
const tens = Float64Array.from({ length: 17 }, (_, exponent) => 10 ** exponent)

/** Whether the bytes from `from` up to `to` spell a text; false for a text that is not of ASCII alone. */
const spells = (bytes: Uint8Array, from: number, to: number, text: string): boolean => {
  if (to - from !== text.length) return false
  for (let i = 0; i < text.length; i++) {
    const code = bytes[from + i]
    if (code > 127 || code !== text.charCodeAt(i)) return false
  }
  return true
}

const afterSpaces = (line: string, from: number): number => {
  let at = from
  while (line[at] === ' ') at++
  return at
}

type Quoted = { readonly text: string; readonly next: number }

/**
 * The quoted field that opens at `quote`, and where it ends: before a separator or the end of the line; undefined where
 * it is not one.
 */
const quotedField = (line: string, quote: number, separator: Separator): Quoted | undefined => {
  let at = quote + 1
  while ((at = line.indexOf('"', at)) >= 0) {
    if (line[at + 1] !== '"') {
      const next = afterSpaces(line, at + 1)
      if (next < line.length && line[next] !== separator) return undefined
      return { text: line.slice(quote + 1, at).replaceAll('""', '"'), next }
    }
    at += 2
  }
  return undefined
}

/** Fields with the quotes of RFC 4180 taken off; a stray quote is kept. */
const unquoted = (line: string, separator: Separator): readonly string[] => {
  const fields: string[] = []
  for (let from = 0; from <= line.length;) {
    const first = afterSpaces(line, from)
    const quoted = line[first] === '"' ? quotedField(line, first, separator) : undefined
    const next = line.indexOf(separator, from)
    const end = quoted?.next ?? (next < 0 ? line.length : next)
    fields.push(quoted?.text ?? line.slice(from, end))
    from = end + 1
  }
  return fields
}

/** A number with a decimal comma; a point in it makes it none, since it may group thousands. */
const commaNumber = (text: string): number => (text.includes('.') ? NaN : (parseDecimal(text.replace(',', '.')) ?? NaN))

/** How fields are written. */
export type FieldRules = {
  readonly separator: Separator
  /** What stands before the fraction of a number. */
  readonly decimal: '.' | ','
  /** Whether commas may group the digits of numbers in threes. */
  readonly grouped?: boolean
}

const inThrees = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/

/** Splits line after line into the same fields; quotes as in RFC 4180, space around a field is no part of it. */
export const startFields = (
  { separator, decimal, grouped }: FieldRules = { separator: ',', decimal: '.' },
): Fields & { readonly split: (line: SourceLine | string) => void } => {
  const between = separator.charCodeAt(0)
  let bytes: Buffer = Buffer.alloc(0)
  let count = 0
  let starts = new Int32Array(64)
  let ends = new Int32Array(64)
  // Numbers that are spelled with a sign, a point and at most 16 digits are read while the fields are told apart.
  let values = new Float64Array(64)
  // Most columns of text say the same row after row: the last text of each is kept.
  const texts: string[] = []

  const grow = (): void => {
    const more = [new Int32Array(2 * count), new Int32Array(2 * count), new Float64Array(2 * count)] as const
    more[0].set(starts)
    more[1].set(ends)
    more[2].set(values)
    ;[starts, ends, values] = more
  }

  const add = (from: number, to: number, value: number): void => {
    if (count === starts.length) grow()
    while (from < to && bytes[from] <= space) from++
    while (to > from && bytes[to - 1] <= space) to--
    starts[count] = from
    ends[count] = to
    values[count++] = value
  }

  const splitQuoted = (line: string): void => {
    const fields = unquoted(line, separator)
    count = 0
    bytes = Buffer.from(fields.join(''))
    let from = 0
    for (const field of fields) add(from, (from += Buffer.byteLength(field)), NaN)
  }

  const splitBytes = (line: Buffer, start: number, end: number): void => {
    bytes = line
    count = 0
    for (let from = start; from <= end;) {
      // The digits of a field: the last nine or fewer of them are `low`, those before them `high`.
      // Single declarations: what comes out of an array is no machine integer to the compiler, which costs a third.
      let high = 0
      let low = 0
      let digits = 0
      let point = -1
      let isPlain = true
      const isNegative = from < end && line[from] === minus
      let at = isNegative ? from + 1 : from
      for (; at < end; at++) {
        const code = line[at]
        if (code >= zero && code <= nine) {
          if (digits === 9) {
            high = low
            low = 0
          }
          low = (low * 10 + (code - zero)) | 0
          digits++
        } else if (code === between) break
        else if (code === dot && point < 0 && digits > 0) point = digits
        else if (code === quote) {
          splitQuoted(line.toString('utf8', start, end))
          return
        } else {
          isPlain = false
          while (at + 1 < end && line[at + 1] !== between && line[at + 1] !== quote) at++
        }
      }
      const whole = digits <= 9 ? low : high * tens[digits - 9] + low
      const isNumber = isPlain && digits > 0 && digits <= 16 && whole <= Number.MAX_SAFE_INTEGER
      const value = point >= 0 ? whole / tens[digits - point] : whole
      add(from, at, isNumber ? (isNegative ? -value : value) : NaN)
      from = at + 1
    }
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
  const otherNumber = (position: number): number => {
    const written = bytes.toString('utf8', starts[position], ends[position])
    return parseDecimal(grouped && inThrees.test(written) ? written.replaceAll(',', '') : written) ?? NaN
  }
  const number = (position: number): number => {
    if (!has(position)) return NaN
    if (decimal === ',') return commaNumber(text(position))
    const value = values[position]
    return Number.isNaN(value) ? otherNumber(position) : value
  }
  return {
    ...{ split, text, isEmpty, number },
    count: () => count,
    optional: (position) => (isEmpty(position) ? undefined : number(position)),
  }
}

/** All fields of one line. */
export const fieldsOf = (line: string, separator: Separator): readonly string[] => {
  const fields = startFields({ separator, decimal: '.' })
  fields.split(line)
  return Array.from({ length: fields.count() }, (_, position) => fields.text(position))
}
