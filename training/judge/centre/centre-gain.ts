import { Fault } from '../../../src/core/error'
import type { Timestamp } from '../../../src/core/market/event'
import { dieboldMariano } from '../../../src/core/statistics/diebold-mariano'

/** Squares left by net delta and by a centre over the interval that begins at `time`, in time order. */
export type CentreSquares = readonly { readonly time: Timestamp; readonly net: number; readonly model: number }[]

/** What a centre leaves less of than net delta. */
export type CentreGain = {
  /** 1 − Σ squares left / Σ squares left by net delta. */
  readonly gain: number
  /** Diebold-Mariano of the squares by interval, 8 lags; negative favours the centre. */
  readonly dm: number
  /** Two-sided. */
  readonly p: number
  /** The gain by the month in which an interval begins. */
  readonly months: Readonly<Record<string, number>>
}

/** Days of learning before a centre that knew nothing is judged. */
export const centreWarmUpDays = 20
const lags = 8

const gainOf = (squares: CentreSquares): number => {
  const sum = (of: 'net' | 'model'): number => squares.reduce((total, own) => total + own[of], 0)
  return 1 - sum('model') / sum('net')
}

const monthOf = (time: Timestamp): string => new Date(time / 1000).toISOString().slice(0, 7)

/** The gain of a centre over net delta; `of` says of what in the fault 'missing-data' on fewer than two intervals. */
export const centreGain = (of: string, squares: CentreSquares): CentreGain => {
  if (squares.length < 2)
    throw new Fault('missing-data', `${of}: fewer than two intervals after ${centreWarmUpDays} days: name more months`)
  const months = [...new Set(squares.map(({ time }) => monthOf(time)))]
  const { statistic, pValue } = dieboldMariano(
    Float64Array.from(squares, ({ model }) => model),
    Float64Array.from(squares, ({ net }) => net),
    { lags },
  )
  return {
    ...{ gain: gainOf(squares), dm: statistic, p: pValue },
    months: Object.fromEntries(
      months.map((month) => [month, gainOf(squares.filter(({ time }) => monthOf(time) === month))]),
    ),
  }
}
