import type { HedgeCandidate } from './hedge-problem'

/**
 * Smallest and largest trade. Counted in lots where there is a lot, else in units; the number of units is then exact.
 */
export type TradeRange = { readonly lower: number; readonly upper: number }

const lotsUpTo = (room: number, fits: (lots: number) => boolean, lot: number): number => {
  if (room === Infinity) return Infinity
  // Rounding of the quotient may be a lot off on either side.
  let lots = Math.max(Math.floor(room / lot) - 1, 0)
  while (fits(lots + 1)) lots++
  return lots
}

/**
 * How far a candidate may be traded, 0 within it: positions end inside their limits to the last digit, or come nearer
 * to them.
 */
export const tradeRange = ({ position, lower, upper, lot }: HedgeCandidate): TradeRange => {
  const up = Math.max(upper - position, 0)
  const down = Math.max(position - lower, 0)
  if (lot === 0) return { lower: down === 0 ? 0 : -down, upper: up }
  const sold = lotsUpTo(down, (lots) => position - lots * lot >= lower, lot)
  return { lower: sold === 0 ? 0 : -sold, upper: lotsUpTo(up, (lots) => position + lots * lot <= upper, lot) }
}
