import { joinedBook, type MarginBook } from './margin-book'
import { marginOf, type MarginModel } from './margin-model'
import { pnlDeviation } from './pnl-deviation'
import { stressGrid } from './stress-grid'

/** What a hedge is to reduce: the worst loss on a stress grid, or the standard deviation of P&L. */
export type RiskMeasure =
  | { readonly kind: 'stress'; readonly spotMoves: readonly number[]; readonly volShocks: readonly number[] }
  | { readonly kind: 'deviation'; readonly vol: number; readonly years: number }

/** What a hedge does to capital and risk, in currency; changes are after − before. */
export type CapitalPerRisk = {
  readonly initialChange: number
  readonly maintenanceChange: number
  readonly riskBefore: number
  readonly riskAfter: number
  /**
   * Initial margin used (> 0) or freed (< 0) per unit of risk that it takes away; undefined where it takes none away.
   */
  readonly capitalPerRisk: number | undefined
}

/** Risk of a book in currency, ≥ 0. */
export const riskOf = (book: MarginBook, measure: RiskMeasure): number =>
  measure.kind === 'stress'
    ? Math.max(-stressGrid(book, measure.spotMoves, measure.volShocks).worst.pnl, 0)
    : pnlDeviation(book, measure.vol, measure.years)

/** Capital that adding a hedge uses per unit of risk that it reduces. Faults on a book that cannot be valued. */
export const capitalPerRisk = (
  book: MarginBook,
  hedge: Pick<MarginBook, 'options' | 'futures'>,
  model: MarginModel,
  measure: RiskMeasure,
): CapitalPerRisk => {
  const hedged = joinedBook(book, hedge)
  const [before, after] = [marginOf(model, book), marginOf(model, hedged)]
  const [riskBefore, riskAfter] = [riskOf(book, measure), riskOf(hedged, measure)]
  const initialChange = after.initial - before.initial
  const reduced = riskBefore - riskAfter
  return {
    initialChange,
    maintenanceChange: after.maintenance - before.maintenance,
    riskBefore,
    riskAfter,
    capitalPerRisk: reduced > 1e-12 * riskBefore ? initialChange / reduced : undefined,
  }
}
