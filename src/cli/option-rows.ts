import { Fault } from '../core/error'
import type { Dividend, Exercise } from '../core/pricing/finite-differences'
import { checkOption, type OptionInputs } from '../core/pricing/option'

/** One row: `vol` or `price` is there, or both. `line` counts the header as 1. */
export type OptionRow = {
  readonly line: number
  readonly option: Omit<OptionInputs, 'vol'>
  readonly vol: number | undefined
  readonly price: number | undefined
  /** Of an inverse option: what converts dollars into coin; undefined where it settles in its quote currency. */
  readonly settlementPrice: number | undefined
  readonly exercise: Exercise
  /** In their order, each with its day as it is written. */
  readonly dividends: readonly (Dividend & { readonly written: string })[]
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
  if (columns.has('settlement_price') && !columns.has('settlement'))
    throw badRow(file, 1, 'the header has settlement_price without settlement')
  return columns
}

/** What a row is read by: the columns of its file and the start of the day of its prices, where that is told. */
type Reading = { readonly columns: ReadonlyMap<string, number>; readonly day: number | undefined }

/** Reads the fields of one row and keeps what is wrong with them; what could not be read is NaN or undefined. */
const startFields = (fields: readonly string[], columns: ReadonlyMap<string, number>) => {
  const problems: string[] = []
  const text = (name: string): string => fields[columns.get(name) ?? fields.length] ?? ''
  const refuse = (reason: string): undefined => void problems.push(reason)
  const number = (name: string, written = text(name)): number => {
    const value = NUMBER.test(written) ? Number(written) : NaN
    if (!Number.isFinite(value)) refuse(`${name} '${shown(written)}' is not a finite number`)
    return value
  }
  return {
    problems,
    text,
    refuse,
    number,
    given: (name: string): number | undefined => (text(name) === '' ? undefined : number(name)),
    choice: <Choice extends string>(name: string, choices: readonly [Choice, Choice]): Choice => {
      const found = choices.find((choice) => choice === text(name))
      if (found === undefined) refuse(`${name} '${shown(text(name))}' is neither ${choices.join(' nor ')}`)
      return found ?? choices[0]
    },
  }
}
type Fields = ReturnType<typeof startFields>

const shown = (text: string): string => text.slice(0, 40)

const DAY = 86_400_000

/** The start of a day of the calendar in UTC, in milliseconds, as `2026-01-30`; NaN where the text is none. */
const dayOf = (text: string): number => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN
  return Number.isNaN(at) || new Date(at).toISOString().startsWith(text) ? at : NaN
}

const readDividend = (fields: Fields, written: string, day: number | undefined): OptionRow['dividends'][number] => {
  const [when = '', paid = '', ...rest] = written.split(':').map((part) => part.trim())
  const [isYears, date] = [NUMBER.test(when), dayOf(when)]
  const years = isYears ? Number(when) : (date - (day ?? NaN)) / (365 * DAY)
  const told = `dividend '${shown(written)}'`
  if (rest.length > 0 || paid === '') fields.refuse(`${told} is not date:amount or years:amount`)
  else if (!isYears && Number.isNaN(date))
    fields.refuse(`${told} starts with neither a date such as 2026-01-30 nor years`)
  else if (!isYears && day === undefined) fields.refuse(`${told} has a date: --day tells the day of the prices`)
  else if (!(years > 0)) fields.refuse(`${told} is not ahead`)
  const amount = fields.number('the amount of a dividend', paid)
  if (amount <= 0) fields.refuse(`${told} is not above 0`)
  return { years, amount, written: when }
}

const readRow = (line: string, at: number, { columns, day }: Reading): OptionRow | RefusedRow => {
  const split = splitFields(line)
  if (split.length !== columns.size)
    return { line: at, reason: `${split.length} fields where the header has ${columns.size}` }
  const fields = startFields(split, columns)
  const { number, given, choice, problems } = fields
  const type = choice('type', ['call', 'put'])
  const [spot, strike, years, rate, dividend] = REQUIRED.slice(1).map((name) => number(name))
  const vol = given('vol')
  const price = given('price')
  if (vol === undefined && price === undefined) fields.refuse('neither vol nor price is given')
  const option = { type, spot, strike, years, rate, dividend }
  const isInverse = columns.has('settlement') && choice('settlement', ['linear', 'inverse']) === 'inverse'
  const settlementPrice = isInverse ? (given('settlement_price') ?? spot) : undefined
  const exercise = columns.has('exercise') ? choice('exercise', ['european', 'american']) : 'european'
  const paid = fields.text('dividends').split(';')
  const dividends = paid.filter((one) => one.trim() !== '').map((one) => readDividend(fields, one.trim(), day))
  const row = { line: at, option, vol, price, settlementPrice, exercise, dividends }
  const [reason = unsound(row)] = problems
  return reason === undefined ? row : { line: at, reason }
}

const unsound = ({ option, vol = 0, settlementPrice, exercise, dividends }: OptionRow): string | undefined => {
  if (option.spot <= 0) return `spot ${option.spot} is not above 0`
  if (option.strike <= 0) return `strike ${option.strike} is not above 0`
  if (option.years < 0) return `years ${option.years} is below 0`
  if (vol < 0) return `vol ${vol} is below 0`
  if (settlementPrice !== undefined && settlementPrice <= 0) return `settlement_price ${settlementPrice} is not above 0`
  if (settlementPrice !== undefined && exercise === 'american') return 'an inverse option is not american'
  if (settlementPrice !== undefined && dividends.length > 0) return 'an inverse option has no dividends in cash'
  checkOption({ ...option, vol })
  return undefined
}

/**
 * Options of a CSV text in any column order, extra columns ignored, blank lines skipped; a row that is none is yielded
 * with its reason; before the rows the names of the columns. Faults on a header that names too little, on a `day` that
 * is none and on a line without an end.
 */
export async function* readOptionRows(
  chunks: AsyncIterable<string>,
  file: string,
  day?: string,
): AsyncGenerator<OptionRow | RefusedRow | { readonly columns: ReadonlySet<string> }> {
  const start = day === undefined ? undefined : dayOf(day)
  if (Number.isNaN(start)) throw new Fault('usage', `--day '${day}' is not a date such as 2026-01-30`)
  let columns: Map<string, number> | undefined
  let rest = ''
  let line = 0
  const read = (text: string) => {
    line++
    if (text.trim() === '') return undefined
    if (columns !== undefined) return readRow(text, line, { columns, day: start })
    columns = readHeader(text, file)
    return { columns: new Set(columns.keys()) }
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
