import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Fault } from '../core/error'
import { emptyGreekColumns, fillGreekColumns } from '../core/pricing/greeks-columns'
import { impliedVol } from '../core/pricing/implied-vol'
import type { OptionInputs } from '../core/pricing/option'
import { bsmPrice } from '../core/pricing/price'
import { readOptionRows, type OptionRow } from './option-rows'

/**
 * What was done: rows read and written, volatilities solved from a price, rows whose price says nothing about
 * volatility.
 */
export type GreeksReport = {
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

type Block = { readonly text: string; readonly solved: number; readonly silent: number }

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
  let silent = 0
  const lines = options.map((option, i) => {
    // The scalar price keeps its relative accuracy far out of the money, where the columns' is absolute.
    const price = bsmPrice(option)
    const implied = impliedOf(option, rows[i].price ?? price)
    if (implied === undefined) silent++
    const { type, spot, strike, years, vol, rate, dividend } = option
    const { delta, gamma, vega, theta, rho } = greeks
    const numbers = [spot, strike, years, vol, rate, dividend, price, delta[i], gamma[i], vega[i], theta[i], rho[i]]
    return `${type},${numbers.join(',')},${implied ?? ''}\n`
  })
  return { text: lines.join(''), silent, solved: rows.filter(({ vol }) => vol === undefined).length }
}

/**
 * Reads options from a CSV file, writes price, Greeks and implied volatility of each, in the same order, beside their
 * inputs. Units as `Greeks`; numbers are the shortest decimals that read back to the same double. `implied_vol` is that
 * of the row's own price where it has one, else of the computed price; it is empty where the price holds no information
 * on it (years = 0, no time value above rounding, outside the bounds). A row with a price and no vol is solved for it
 * first. A bad row is a fault that names file, row and reason, and nothing is written.
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
      withoutImpliedVol += block.silent
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
