import { shareGreeks, shareImpliedVol } from '../core/pricing/american'
import type { Dividend } from '../core/pricing/finite-differences'
import {
  emptyCoinGreekColumns,
  emptyGreekColumns,
  fillGreekColumns,
  fillInverseGreekColumns,
  type OptionColumns,
} from '../core/pricing/greeks-columns'
import { impliedVol } from '../core/pricing/implied-vol'
import { inverseImpliedVol, inversePrice } from '../core/pricing/inverse'
import type { OptionInputs } from '../core/pricing/option'
import { bsmPrice } from '../core/pricing/price'
import type { OptionRow } from './option-rows'

/** What is written of an option, in the units of its settlement; `netDelta` of an inverse one only. */
export type PricedOption = {
  readonly vol: number
  /** Price, delta, gamma, vega, theta and rho. */
  readonly greeks: readonly number[]
  readonly netDelta: number | undefined
  readonly dollarDelta: number
  /** Of the row's price, or else of the computed one; undefined where it has none. */
  readonly implied: number | undefined
}

const forwardTerms = ({ type, spot, strike, years, rate = 0, dividend = 0 }: OptionRow['option']) => ({
  ...{ type, strike, years, forward: spot * Math.exp((rate - dividend) * years), discount: Math.exp(-rate * years) },
})

/** Whether the option takes a grid: it may be exercised early, or cash is paid before it expires. */
const takesGrid = ({ exercise, dividends }: OptionRow): boolean => exercise === 'american' || dividends.length > 0

const shareOf = ({ option, exercise, dividends }: OptionRow) => ({
  ...option,
  exercise,
  dividends: dividends.map(({ years, amount }): Dividend => ({ years, amount })),
})

const impliedOf = (row: OptionRow, price: number): number | undefined => {
  if (takesGrid(row)) return shareImpliedVol(shareOf(row), price)
  const terms = { ...forwardTerms(row.option), price }
  return row.settlementPrice === undefined
    ? impliedVol(terms)
    : inverseImpliedVol({ ...terms, settlementPrice: row.settlementPrice })
}

type Known = { readonly row: OptionRow; readonly option: OptionInputs; readonly at: number }

const columnsOf = (known: readonly Known[]): OptionColumns => {
  const column = (value: (option: OptionInputs) => number): Float64Array =>
    Float64Array.from(known, ({ option }) => value(option))
  return {
    isCall: Uint8Array.from(known, ({ option }) => (option.type === 'call' ? 1 : 0)),
    spot: column(({ spot }) => spot),
    strike: column(({ strike }) => strike),
    years: column(({ years }) => years),
    vol: column(({ vol }) => vol),
    rate: column(({ rate }) => rate ?? 0),
    dividend: column(({ dividend }) => dividend ?? 0),
  }
}

type Values = Pick<PricedOption, 'greeks' | 'netDelta'>
type Pricer = (known: readonly Known[]) => (i: number) => Values

// The scalar prices keep their relative accuracy far out of the money, where the columns' is absolute.
const linear: Pricer = (known) => {
  const out = emptyGreekColumns(known.length)
  fillGreekColumns(columnsOf(known), out)
  return (i) => ({
    greeks: [bsmPrice(known[i].option), out.delta[i], out.gamma[i], out.vega[i], out.theta[i], out.rho[i]],
    netDelta: undefined,
  })
}

const settlementOf = ({ row }: Known): number => row.settlementPrice ?? row.option.spot

const inverse: Pricer = (known) => {
  const out = emptyCoinGreekColumns(known.length)
  fillInverseGreekColumns({ ...columnsOf(known), settlement: Float64Array.from(known, settlementOf) }, out)
  return (i) => {
    const price = inversePrice(known[i].option, settlementOf(known[i]))
    return {
      greeks: [price, out.delta[i], out.gamma[i], out.vega[i], out.theta[i], out.rho[i]],
      netDelta: out.netDelta[i],
    }
  }
}

const onGrid: Pricer = (known) => (i) => {
  const { price, delta, gamma, vega, theta, rho } = shareGreeks({ ...shareOf(known[i].row), vol: known[i].option.vol })
  return { greeks: [price, delta, gamma, vega, theta, rho], netDelta: undefined }
}

/**
 * Every row at its own volatility or at that of its price, in their order; undefined where its price has none. European
 * options without cash dividends are computed as columns, the others one by one on a grid.
 */
export const priceRows = (rows: readonly OptionRow[]): readonly (PricedOption | undefined)[] => {
  const priced = new Array<PricedOption | undefined>(rows.length).fill(undefined)
  const solved = rows.map((row) => (row.price === undefined ? undefined : impliedOf(row, row.price)))
  const known = rows.flatMap((row, at): readonly Known[] => {
    const vol = row.vol ?? solved[at]
    return vol === undefined ? [] : [{ row, at, option: { ...row.option, vol } }]
  })
  const price = (pricer: Pricer, group: readonly Known[]): void => {
    const valueAt = pricer(group)
    group.forEach(({ row, option, at }, i) => {
      const { greeks, netDelta } = valueAt(i)
      const implied = row.price === undefined ? impliedOf(row, greeks[0]) : solved[at]
      priced[at] = { vol: option.vol, greeks, netDelta, dollarDelta: option.spot * greeks[1], implied }
    })
  }
  const formula = known.filter(({ row }) => !takesGrid(row))
  price(
    linear,
    formula.filter(({ row }) => row.settlementPrice === undefined),
  )
  price(
    inverse,
    formula.filter(({ row }) => row.settlementPrice !== undefined),
  )
  price(
    onGrid,
    known.filter(({ row }) => takesGrid(row)),
  )
  return priced
}
