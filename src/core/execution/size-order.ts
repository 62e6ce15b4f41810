import { Fault } from '../error'
import type { Side } from '../market/event'
import type { TradingTerms } from './order'

/** Why an order is smaller than wanted. */
export type SizeReason = 'less-than-a-lot' | 'order-cap'

/** Whole lots nearest to a quantity of either sign. */
export const nearestLots = (quantity: number, lot: number): number => Math.round(Math.abs(quantity) / lot)

/** Whole lots that `cap` of the quote currency is worth at `price`. */
export const lotsWorth = (cap: number, price: number, lot: number): number => Math.floor(cap / (lot * price) + 1e-9)

/**
 * Whole lots nearest to a signed quantity of the underlying, ≥ 0: none below the least size, and no more than `cap` of
 * the quote currency is worth at `price` (the rest comes with the next evaluation). A remainder of rounding, far
 * below a lot, counts as 0.
 */
export const sizeOrder = (
  quantity: number,
  price: number,
  cap: number,
  { lot, minLots }: TradingTerms,
): { readonly lots: number; readonly reasons: readonly SizeReason[] } => {
  if (!(lot > 0 && Number.isFinite(quantity) && price > 0 && cap >= 0))
    throw new Fault(
      'numerical-domain',
      `an order needs a finite size, a lot and a price > 0, got ${quantity}, ${lot}, ${price}`,
    )
  const wanted = nearestLots(quantity, lot)
  const allowed = lotsWorth(cap, price, lot)
  const lots = Math.min(wanted, allowed)
  if (lots < Math.max(1, minLots)) return { lots: 0, reasons: quantity === 0 ? [] : ['less-than-a-lot'] }
  return { lots, reasons: lots < wanted ? ['order-cap'] : [] }
}

/** Worst price an order may trade at: the mid moved against it by a share of itself, on a tick no worse than that. */
export const worstPrice = (side: Side, mid: number, share: number, tick: number): number => {
  const raw = side === 'buy' ? mid * (1 + share) : mid * (1 - share)
  if (tick === 0) return raw
  const steps = side === 'buy' ? Math.floor(raw / tick + 1e-9) : Math.ceil(raw / tick - 1e-9)
  // Ticks are decimal fractions: the product is rounded to where their digits end.
  const digits = Math.min(12, Math.max(0, Math.ceil(-Math.log10(tick)) + 4))
  return Number((steps * tick).toFixed(digits))
}
