import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { Fault } from '../core/error'
import { command, print, type CommonOptions } from './command'
import { badRow, readOptionRows, type OptionRow, type RefusedRow } from './option-rows'
import { priceRows } from './price-rows'

/** What was done. */
type GreeksReport = {
  readonly input: string
  readonly out: string
  /** Rows written. */
  readonly rows: number
  /** Volatilities solved from a price. */
  readonly solved: number
  /** Rows whose price holds no information on volatility, those without Greeks among them. */
  readonly withoutImpliedVol: number
  /** Rows written with empty Greeks: no volatility is given and their price has none. */
  readonly withoutGreeks: number
  /** Rows that hold no option: not written. */
  readonly refused: number
  /** The first of those without Greeks and of those refused, by row, with the reason of each. */
  readonly problems: readonly RefusedRow[]
}

const BLOCK = 4096

/** What is written beside the inputs and results of every option: what the header of the input tells more. */
type Extras = { readonly settles: boolean; readonly exercises: boolean }

const headerOf = ({ settles, exercises }: Extras): string =>
  [
    'type,spot,strike,years,vol,rate,dividend,price,delta,gamma,vega,theta_per_year,rho,implied_vol',
    ...(settles ? ['settlement,settlement_price,net_delta,dollar_delta'] : []),
    ...(exercises ? ['exercise,dividends'] : []),
  ].join(',') + '\n'

const noVolatility = ({ line, price }: OptionRow): RefusedRow => ({
  line,
  reason: `the price ${price} has no implied volatility: it lies outside the no-arbitrage bounds or holds no time value`,
})

const NO_GREEKS: readonly string[] = ['', '', '', '', '']

type Block = {
  readonly text: string
  readonly solved: number
  readonly withoutImpliedVol: number
  readonly without: readonly OptionRow[]
}

const computeBlock = (rows: readonly OptionRow[], { settles, exercises }: Extras): Block => {
  const priced = priceRows(rows)
  const lines = rows.map(({ option, price, settlementPrice, exercise, dividends }, i) => {
    const { type, spot, strike, years, rate, dividend } = option
    const found = priced[i]
    const settlement = settlementPrice === undefined ? 'linear' : 'inverse'
    const fields: readonly (string | number | undefined)[] = [
      ...[type, spot, strike, years, found?.vol, rate, dividend],
      ...(found?.greeks ?? [price, ...NO_GREEKS]),
      found?.implied,
      ...(settles ? [settlement, settlementPrice, found?.netDelta, found?.dollarDelta] : []),
      ...(exercises ? [exercise, dividends.map(({ written, amount }) => `${written}:${amount}`).join(';')] : []),
    ]
    return `${fields.join(',')}\n`
  })
  const without = rows.filter((_, row) => priced[row] === undefined)
  const solved = rows.filter(({ vol }, row) => vol === undefined && priced[row] !== undefined).length
  const withoutImpliedVol = priced.filter((found) => found?.implied === undefined).length
  return { text: lines.join(''), withoutImpliedVol, without, solved }
}

const problemsTold = 20

/** Counts rows as they are read and computed, and keeps the first problems. */
const startCount = () => {
  const count = { rows: 0, solved: 0, withoutImpliedVol: 0, withoutGreeks: 0, refused: 0 }
  const problems: RefusedRow[] = []
  const tell = (problem: RefusedRow): void => void (problems.length < problemsTold && problems.push(problem))
  return {
    refuse: (row: RefusedRow): void => {
      count.refused++
      tell(row)
    },
    add: (rows: number, { solved, withoutImpliedVol, without }: Block): void => {
      count.rows += rows
      count.solved += solved
      count.withoutImpliedVol += withoutImpliedVol
      count.withoutGreeks += without.length
      without.map(noVolatility).forEach(tell)
    },
    /** The counts, problems by row. Faults where no row has Greeks or more than half of the rows hold no option. */
    end: (file: string) => {
      problems.sort((a, b) => a.line - b.line)
      const { rows, refused, withoutGreeks } = count
      if (rows + refused === 0) throw new Fault('bad-input', `${file}: no options after the header`)
      const lost =
        rows === withoutGreeks
          ? 'no row has Greeks'
          : refused > rows
            ? 'more than half of the rows are refused'
            : undefined
      if (lost !== undefined)
        throw badRow(file, problems[0].line, `${problems[0].reason} (${lost}: nothing is written)`)
      return { ...count, problems }
    },
  }
}

/**
 * Reads options from a CSV file, writes price, Greeks and implied volatility of each, in the same order, beside their
 * inputs. Units as `Greeks`; numbers are the shortest decimals that read back to the same double. `implied_vol` is that
 * of the row's own price where it has one, else of the computed price; it is empty where the price holds no information
 * on it (years = 0, no time value above rounding, outside the bounds). A row with a price and no vol is solved for it
 * first; where its price has none, it is written with its price and empty Greeks. A row that holds no option is left
 * out. Both are counted and the first of them named. Where the header has `settlement`, prices and Greeks of inverse
 * options are in coin, as `CoinGreeks`; where it has `exercise` or `dividends`, options are priced as `shareGreeks`,
 * dates of dividends counted from `day`. Faults, and writes nothing, where no row has Greeks or more than half of the
 * rows hold no option.
 *
 * @internal
 */
export const greeks = async (input: string, out: string, day?: string): Promise<GreeksReport> => {
  if (resolve(input) === resolve(out)) throw new Fault('usage', `--out is the input file ${input}`)
  const found = await stat(input).catch((cause: unknown) => {
    throw new Fault('missing-data', `cannot read ${input}: no such file`, { cause })
  })
  if (!found.isFile()) throw new Fault('bad-input', `${input} is not a file`)
  await mkdir(dirname(resolve(out)), { recursive: true })
  const draft = join(dirname(resolve(out)), `.${basename(out)}.${randomBytes(6).toString('hex')}`)
  const file = await open(draft, 'wx')
  const count = startCount()
  try {
    let extras: Extras = { settles: false, exercises: false }
    let pending: OptionRow[] = []
    const flush = async (): Promise<void> => {
      const block = computeBlock(pending, extras)
      count.add(pending.length, block)
      pending = []
      await file.write(block.text)
    }
    for await (const row of readOptionRows(createReadStream(input, 'utf8'), input, day)) {
      if ('columns' in row) {
        extras = {
          settles: row.columns.has('settlement'),
          exercises: row.columns.has('exercise') || row.columns.has('dividends'),
        }
        await file.write(headerOf(extras))
        continue
      }
      if ('reason' in row) count.refuse(row)
      else pending.push(row)
      if (pending.length === BLOCK) await flush()
    }
    if (pending.length > 0) await flush()
    const counted = count.end(input)
    await file.close()
    await rename(draft, out)
    return { input, out, ...counted }
  } catch (fault) {
    await file.close()
    await rm(draft, { force: true })
    throw fault
  }
}

const reportText = (report: GreeksReport): string => {
  const { rows, out, solved, withoutImpliedVol, withoutGreeks, refused, problems } = report
  const written = `${rows} options → ${out} (${solved} volatilities solved from prices, ${withoutImpliedVol} prices without information on volatility)`
  if (withoutGreeks + refused === 0) return written
  const more = withoutGreeks + refused - problems.length
  return [
    written,
    `${withoutGreeks} of them with empty Greeks; ${refused} rows left out`,
    ...problems.map(({ line, reason }) => `  row ${line}: ${reason}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n')
}

type Options = CommonOptions & { readonly input: string; readonly out: string; readonly day?: string }

/** `greeks`: prices, Greeks and implied volatilities of a CSV of options. */
export const greeksCommand = (): Command =>
  command('greeks', 'price, Greeks and implied volatility of every option in a CSV file')
    .requiredOption('--input <csv>', 'columns type, spot, strike, years, vol (or price), rate, dividend, in any order')
    .requiredOption('--out <csv>', 'where the same rows go with price, Greeks and implied_vol')
    .option('--day <date>', 'the day of the prices, 2026-01-30, from which the dates of dividends count')
    .addHelpText(
      'after',
      `
Further columns, each optional:
  settlement        linear, or inverse: price, gamma, vega, theta and rho are in coin, with net_delta beside delta
  settlement_price  of an inverse option: what converts dollars into coin; its spot where empty
  exercise          european or american
  dividends         cash to come: date:amount or years:amount, several with ; between them`,
    )
    .action(async (options: Options) => {
      const report = await greeks(options.input, options.out, options.day)
      print(options, report, () => reportText(report))
    })
