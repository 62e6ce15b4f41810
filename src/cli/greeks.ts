import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { Fault } from '../core/error'
import { emptyGreekColumns, fillGreekColumns } from '../core/pricing/greeks-columns'
import { impliedVol } from '../core/pricing/implied-vol'
import { checkOption, type OptionInputs } from '../core/pricing/option'
import { bsmPrice } from '../core/pricing/price'
import { command, print, type CommonOptions } from './command'

/** One row: `vol` or `price` is there, or both. `line` counts the header as 1. */
type OptionRow = {
  readonly line: number
  readonly option: Omit<OptionInputs, 'vol'>
  readonly vol: number | undefined
  readonly price: number | undefined
}

const REQUIRED = ['type', 'spot', 'strike', 'years', 'rate', 'dividend'] as const
const LONGEST_LINE = 65_536
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

const bad = (file: string, line: number, reason: string): Fault =>
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
  if (columns.size < names.length) throw bad(file, 1, 'a column name stands twice in the header')
  const missing = REQUIRED.filter((name) => !columns.has(name))
  if (missing.length > 0) throw bad(file, 1, `the header lacks ${missing.join(', ')}`)
  if (!columns.has('vol') && !columns.has('price')) throw bad(file, 1, 'the header has neither vol nor price')
  return columns
}

const readRow = (text: string, line: number, columns: Map<string, number>, file: string): OptionRow => {
  const fields = splitFields(text)
  if (fields.length !== columns.size)
    throw bad(file, line, `${fields.length} fields where the header has ${columns.size}`)
  const field = (name: string): string => fields[columns.get(name) ?? fields.length] ?? ''
  const number = (name: string): number => {
    const value = NUMBER.test(field(name)) ? Number(field(name)) : NaN
    if (!Number.isFinite(value)) throw bad(file, line, `${name} '${field(name).slice(0, 40)}' is not a finite number`)
    return value
  }
  const type = field('type')
  if (type !== 'call' && type !== 'put') throw bad(file, line, `type '${type.slice(0, 40)}' is neither call nor put`)
  const vol = field('vol') === '' ? undefined : number('vol')
  const price = field('price') === '' ? undefined : number('price')
  if (vol === undefined && price === undefined) throw bad(file, line, 'neither vol nor price is given')
  const option = {
    type,
    spot: number('spot'),
    strike: number('strike'),
    years: number('years'),
    rate: number('rate'),
    dividend: number('dividend'),
  } as const
  const reason = unsound(option, vol)
  if (reason !== undefined) throw bad(file, line, reason)
  return { line, option, vol, price }
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
 * Options of a CSV text in any column order, extra columns ignored, blank lines skipped. Faults on the first bad row
 * with file, row and reason.
 */
async function* readOptionRows(chunks: AsyncIterable<string>, file: string): AsyncGenerator<OptionRow> {
  let columns: Map<string, number> | undefined
  let rest = ''
  let line = 0
  const read = (text: string): OptionRow | undefined => {
    line++
    if (text.trim() === '') return undefined
    if (columns !== undefined) return readRow(text, line, columns, file)
    columns = readHeader(text, file)
    return undefined
  }
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST_LINE)
      throw bad(file, line + lines.length + 1, `a line longer than ${LONGEST_LINE} characters`)
    for (const text of lines) {
      const row = read(text)
      if (row !== undefined) yield row
    }
  }
  const row = read(rest)
  if (row !== undefined) yield row
  if (columns === undefined) throw new Fault('bad-input', `${file}: empty, not even a header`)
}

/**
 * What was done: rows read and written, volatilities solved from a price, rows whose price holds no
 * information on volatility.
 */
type GreeksReport = {
  readonly input: string
  readonly out: string
  readonly rows: number
  readonly solved: number
  readonly withoutImpliedVol: number
}

const HEADER = 'type,spot,strike,years,vol,rate,dividend,price,delta,gamma,vega,theta_per_year,rho,implied_vol\n'
const BLOCK = 4096

const impliedOf = (option: Omit<OptionInputs, 'vol'>, price: number): number | undefined => {
  const { type, spot, strike, years, rate = 0, dividend = 0 } = option
  const forward = spot * Math.exp((rate - dividend) * years)
  return impliedVol({ type, price, forward, strike, years, discount: Math.exp(-rate * years) })
}

const completed = (row: OptionRow, file: string): OptionInputs => {
  const { option, vol, price } = row
  const known = vol ?? (price === undefined ? undefined : impliedOf(option, price))
  if (known === undefined)
    throw new Fault(
      'bad-input',
      `${file}: row ${row.line}: the price ${price} has no implied volatility: it lies outside the no-arbitrage bounds or holds no time value`,
    )
  return { ...option, vol: known }
}

type Block = { readonly text: string; readonly solved: number; readonly withoutImpliedVol: number }

const computeBlock = (rows: readonly OptionRow[], file: string): Block => {
  const options = rows.map((row) => completed(row, file))
  const column = (value: (option: OptionInputs) => number): Float64Array => Float64Array.from(options, value)
  const greeks = emptyGreekColumns(options.length)
  fillGreekColumns(
    {
      isCall: Uint8Array.from(options, ({ type }) => (type === 'call' ? 1 : 0)),
      spot: column(({ spot }) => spot),
      strike: column(({ strike }) => strike),
      years: column(({ years }) => years),
      vol: column(({ vol }) => vol),
      rate: column(({ rate }) => rate ?? 0),
      dividend: column(({ dividend }) => dividend ?? 0),
    },
    greeks,
  )
  let withoutImpliedVol = 0
  const lines = options.map((option, i) => {
    // The scalar price keeps its relative accuracy far out of the money, where the columns' is absolute.
    const price = bsmPrice(option)
    const implied = impliedOf(option, rows[i].price ?? price)
    if (implied === undefined) withoutImpliedVol++
    const { type, spot, strike, years, vol, rate, dividend } = option
    const { delta, gamma, vega, theta, rho } = greeks
    const numbers = [spot, strike, years, vol, rate, dividend, price, delta[i], gamma[i], vega[i], theta[i], rho[i]]
    return `${type},${numbers.join(',')},${implied ?? ''}\n`
  })
  return { text: lines.join(''), withoutImpliedVol, solved: rows.filter(({ vol }) => vol === undefined).length }
}

/**
 * Reads options from a CSV file, writes price, Greeks and implied volatility of each, in the same order, beside their
 * inputs. Units as `Greeks`; numbers are the shortest decimals that read back to the same double. `implied_vol` is that
 * of the row's own price where it has one, else of the computed price; it is empty where the price holds no information
 * on it (years = 0, no time value above rounding, outside the bounds). A row with a price and no vol is solved for it
 * first. A bad row is a fault that names file, row and reason, and nothing is written.
 *
 * @internal
 */
export const greeks = async (input: string, out: string): Promise<GreeksReport> => {
  if (resolve(input) === resolve(out)) throw new Fault('usage', `--out is the input file ${input}`)
  const found = await stat(input).catch((cause: unknown) => {
    throw new Fault('missing-data', `cannot read ${input}: no such file`, { cause })
  })
  if (!found.isFile()) throw new Fault('bad-input', `${input} is not a file`)
  await mkdir(dirname(resolve(out)), { recursive: true })
  const draft = join(dirname(resolve(out)), `.${basename(out)}.${randomBytes(6).toString('hex')}`)
  const file = await open(draft, 'wx')
  let rows = 0
  let solved = 0
  let withoutImpliedVol = 0
  try {
    await file.write(HEADER)
    let pending: OptionRow[] = []
    const flush = async (): Promise<void> => {
      const block = computeBlock(pending, input)
      rows += pending.length
      solved += block.solved
      withoutImpliedVol += block.withoutImpliedVol
      pending = []
      await file.write(block.text)
    }
    for await (const row of readOptionRows(createReadStream(input, 'utf8'), input)) {
      pending.push(row)
      if (pending.length === BLOCK) await flush()
    }
    if (pending.length > 0) await flush()
    if (rows === 0) throw new Fault('bad-input', `${input}: no options after the header`)
    await file.close()
    await rename(draft, out)
  } catch (fault) {
    await file.close()
    await rm(draft, { force: true })
    throw fault
  }
  return { input, out, rows, solved, withoutImpliedVol }
}

type Options = CommonOptions & { readonly input: string; readonly out: string }

/** `greeks`: prices, Greeks and implied volatilities of a CSV of options. */
export const greeksCommand = (): Command =>
  command('greeks', 'price, Greeks and implied volatility of every option in a CSV file')
    .requiredOption('--input <csv>', 'columns type, spot, strike, years, vol (or price), rate, dividend, in any order')
    .requiredOption('--out <csv>', 'where the same rows go with price, Greeks and implied_vol')
    .action(async (options: Options) => {
      const report = await greeks(options.input, options.out)
      print(
        options,
        report,
        () =>
          `${report.rows} options → ${report.out} (${report.solved} volatilities solved from prices, ${report.withoutImpliedVol} prices without information on volatility)`,
      )
    })
