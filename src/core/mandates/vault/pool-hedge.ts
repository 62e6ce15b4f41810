import type { HedgeDecision } from '../../hedging/decision'
import { evaluate } from '../../hedging/evaluate'
import { markedExposure } from '../../hedging/exposure'
import type { Leg, Snapshot } from '../../hedging/snapshot'

/** A sub-book of the pool with its part of the pool's hedge, in units of the underlying. */
export type PoolBook = { readonly name: string; readonly legs: readonly Leg[]; readonly position: number }

/** A hedging snapshot of several books that are hedged as one. */
export type PoolSnapshot = Omit<Snapshot, 'legs' | 'position'> & { readonly books: readonly PoolBook[] }

/** What a book gets of the pool's trade. */
export type BookAllocation = {
  readonly name: string
  /** Its part of the hedge from now on. */
  readonly position: number
  /** Signed, at the market's price; partly from other books. */
  readonly trade: number
  /** Of the pool's trading cost, in currency. */
  readonly cost: number
}

export type PoolDecision = {
  /** For the pool as a whole: the one order that goes out. */
  readonly decision: HedgeDecision
  readonly books: readonly BookAllocation[]
  /**
   * Units that books took from each other instead of from the market: (Σ|trade of a book| − |trade of the pool|) / 2.
   */
  readonly crossed: number
}

/**
 * Hedges all books by one decision on their net exposure. When the pool trades, each book goes to its own neutral
 * position plus its share, by |gamma|, of what the pool leaves unhedged inside its band; books' opposite trades cross
 * at the mid without cost, and the cost of the rest is borne in proportion to what each trades. The parts sum to the
 * pool's position. The order is never larger than the books' orders together.
 */
export const evaluatePool = ({ books, ...snapshot }: PoolSnapshot): PoolDecision => {
  const position = books.reduce((sum, book) => sum + book.position, 0)
  const decision = evaluate({ ...snapshot, position, legs: books.flatMap(({ legs }) => legs) })
  if (decision.kind !== 'trade')
    return {
      decision,
      books: books.map((book) => ({ name: book.name, position: book.position, trade: 0, cost: 0 })),
      crossed: 0,
    }
  const exposures = books.map(({ legs }) => markedExposure({ ...snapshot, legs }))
  const neutral = exposures.reduce((sum, { delta }) => sum - delta, 0)
  const gammas = exposures.reduce((sum, { gamma }) => sum + Math.abs(gamma), 0)
  const left = decision.target - neutral
  const trades = exposures.map(({ delta, gamma }, i) => {
    const share = gammas > 0 ? Math.abs(gamma) / gammas : 1 / books.length
    return share * left - delta - books[i].position
  })
  const traded = trades.reduce((sum, trade) => sum + Math.abs(trade), 0)
  const cost = snapshot.oneWayCost * Math.abs(decision.trade) * snapshot.spot
  return {
    decision,
    books: books.map(({ name, position: held }, i) => ({
      name,
      position: held + trades[i],
      trade: trades[i],
      cost: traded > 0 ? (cost * Math.abs(trades[i])) / traded : 0,
    })),
    crossed: Math.max(traded - Math.abs(decision.trade), 0) / 2,
  }
}
