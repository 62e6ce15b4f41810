import { Fault } from '../error'
import type { Side } from '../market/event'
import type { TradingTerms } from './order'

/** Why an order is smaller than wanted. */
export type SizeReason = 'less-than-a-lot' | 'order-cap'

/** Whole lots nearest to a quantity of either sign. */
export const nearestLots = (quantity: number, lot: number): number => Math.round(Math.abs(quantity) / lot)

/** Whole lots that `cap` of the quote currency is worth at `price`. */
const lotsWorth = (cap: number, price: number, lot: number): number => Math.floor(cap / (lot * price) + 1e-9)

/**
 * Fewest lots of an order at `price` that a venue takes: its least size, and what its least value is worth. An order is
 * valued at its own limit: `price` is the lowest that the order may have.
 */
export const leastLots = (
  { lot, minLots, leastNotional = 0 }: Pick<TradingTerms, 'lot' | 'minLots' | 'leastNotional'>,
  price: number,
): number => Math.max(1, minLots, Math.ceil(leastNotional / (lot * price) - 1e-9))

/** Most lots of an order at `price`: what `cap` of the quote currency is worth, and the venue's largest size. */
export const mostLots = ({ lot, maxLots = Infinity }: TradingTerms, price: number, cap: number): number =>
  Math.min(lotsWorth(cap, price, lot), maxLots)

/**
 * Whole lots nearest to a signed quantity of the underlying, ≥ 0: none below the least size or value that
 * the venue takes, and no more than `cap` of the quote currency is worth at `price` or the venue's largest order (the
 * rest comes with the next evaluation). A remainder of rounding, far below a lot, counts as 0.
 */
export const sizeOrder = (
  quantity: number,
  price: number,
  cap: number,
  terms: TradingTerms,
): { readonly lots: number; readonly reasons: readonly SizeReason[] } => {
  const { lot } = terms
  if (!(lot > 0 && Number.isFinite(quantity) && price > 0 && cap >= 0))
    throw new Fault(
      'numerical-domain',
      `an order needs a finite size, a lot and a price > 0, got ${quantity}, ${lot}, ${price}`,
    )
  const wanted = nearestLots(quantity, lot)
  const allowed = mostLots(terms, price, cap)
  const lots = Math.min(wanted, allowed)
  if (lots < leastLots(terms, price)) return { lots: 0, reasons: quantity === 0 ? [] : ['less-than-a-lot'] }
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
