import { Fault } from '../core/error'
import { checkOption, type OptionInputs } from '../core/pricing/option'

/** One row: `vol` or `price` is there, or both. `line` counts the header as 1. */
export type OptionRow = {
  readonly line: number
  readonly option: Omit<OptionInputs, 'vol'>
  readonly vol: number | undefined
  readonly price: number | undefined
}

const REQUIRED = ['type', 'spot', 'strike', 'years', 'rate', 'dividend'] as const
const LONGEST_LINE = 65_536
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** A row of which no option can be read. */
export type RefusedRow = { readonly line: number; readonly reason: string }

export const badRow = (file: string, line: number, reason: string): Fault =>
  new Fault('bad-input', `${file}: row ${line}: ${reason}`)

const splitFields = (text: string): string[] => {
  if (!text.includes('"')) return text.split(',').map((field) => field.trim())
  // Quoted fields may hold commas and doubled quotes.
  return [...text.matchAll(/(?:^|,)(?:\s*"((?:[^"]|"")*)"\s*|([^,]*))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  )
}

const readHeader = (text: string, file: string): Map<string, number> => {
  const names = splitFields(text.replace(/^\uFEFF/, ''))
  const columns = new Map(names.map((name, i) => [name, i]))
  if (columns.size < names.length) throw badRow(file, 1, 'a column name stands twice in the header')
  const missing = REQUIRED.filter((name) => !columns.has(name))
  if (missing.length > 0) throw badRow(file, 1, `the header lacks ${missing.join(', ')}`)
  if (!columns.has('vol') && !columns.has('price')) throw badRow(file, 1, 'the header has neither vol nor price')
  return columns
}

const readRow = (text: string, line: number, columns: Map<string, number>): OptionRow | RefusedRow => {
  const refused = (reason: string): RefusedRow => ({ line, reason })
  const fields = splitFields(text)
  if (fields.length !== columns.size) return refused(`${fields.length} fields where the header has ${columns.size}`)
  const field = (name: string): string => fields[columns.get(name) ?? fields.length] ?? ''
  const isGiven = (name: string): boolean => field(name) !== ''
  const number = (name: string): number => (NUMBER.test(field(name)) ? Number(field(name)) : NaN)
  const type = field('type')
  if (type !== 'call' && type !== 'put') return refused(`type '${type.slice(0, 40)}' is neither call nor put`)
  const numbers = [...REQUIRED.slice(1), ...['vol', 'price'].filter(isGiven)]
  const odd = numbers.find((name) => !Number.isFinite(number(name)))
  if (odd !== undefined) return refused(`${odd} '${field(odd).slice(0, 40)}' is not a finite number`)
  const vol = isGiven('vol') ? number('vol') : undefined
  const price = isGiven('price') ? number('price') : undefined
  if (vol === undefined && price === undefined) return refused('neither vol nor price is given')
  const option = {
    type,
    spot: number('spot'),
    strike: number('strike'),
    years: number('years'),
    rate: number('rate'),
    dividend: number('dividend'),
  } as const
  const reason = unsound(option, vol)
  return reason === undefined ? { line, option, vol, price } : refused(reason)
}

const unsound = (option: Omit<OptionInputs, 'vol'>, vol = 0): string | undefined => {
  if (option.spot <= 0) return `spot ${option.spot} is not above 0`
  if (option.strike <= 0) return `strike ${option.strike} is not above 0`
  if (option.years < 0) return `years ${option.years} is below 0`
  if (vol < 0) return `vol ${vol} is below 0`
  checkOption({ ...option, vol })
  return undefined
}

/**
 * Options of a CSV text in any column order, extra columns ignored, blank lines skipped; a row that is none is yielded
 * with its reason. Faults on a header that names too little and on a line without an end.
 */
export async function* readOptionRows(
  chunks: AsyncIterable<string>,
  file: string,
): AsyncGenerator<OptionRow | RefusedRow> {
  let columns: Map<string, number> | undefined
  let rest = ''
  let line = 0
  const read = (text: string): OptionRow | RefusedRow | undefined => {
    line++
    if (text.trim() === '') return undefined
    if (columns !== undefined) return readRow(text, line, columns)
    columns = readHeader(text, file)
    return undefined
  }
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST_LINE)
      throw badRow(file, line + lines.length + 1, `a line longer than ${LONGEST_LINE} characters`)
    for (const text of lines) {
      const row = read(text)
      if (row !== undefined) yield row
    }
  }
  const row = read(rest)
  if (row !== undefined) yield row
  if (columns === undefined) throw new Fault('bad-input', `${file}: empty, not even a header`)
}
