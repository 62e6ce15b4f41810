import { Fault } from '../error'

/** Mean of a column; faults on an empty one. */
export const mean = (column: ArrayLike<number>): number => {
  if (column.length === 0) throw new Fault('numerical-domain', 'the mean of no outcomes')
  let sum = 0
  for (let i = 0; i < column.length; i++) sum += column[i]
  return sum / column.length
}

/** Population standard deviation (divisor n), two passes; 0 for a single outcome; faults on an empty column. */
export const standardDeviation = (column: Float64Array): number => {
  const centre = mean(column)
  let sum = 0
  for (let i = 0; i < column.length; i++) sum += (column[i] - centre) ** 2
  return Math.sqrt(sum / column.length)
}
