import { Fault } from '../../error'
import { liquidationDistance, type LiquidationDistance, type LiquidationSearch } from './liquidation'
import type { LinearMarginParameters } from './linear-margin'
import type { MarginBook } from './margin-book'

/**
 * Distance to liquidation of one isolated future, which only its own collateral stands behind, whatever the rest of the
 * account is worth. Faults where the book has no such future.
 */
export const isolatedLiquidation = (
  book: MarginBook,
  index: number,
  collateral: number,
  parameters: LinearMarginParameters,
  search: LiquidationSearch,
): LiquidationDistance => {
  if (!(index in book.futures)) throw new Fault('usage', `the book has no future ${index}`)
  const alone = { ...book, options: [], futures: [book.futures[index]] }
  const model = { kind: 'linear', parameters: { ...parameters, mode: 'isolated' } } as const
  return liquidationDistance({ book: alone, cash: collateral, coins: 0 }, model, search)
}
