import { startRank } from './trailing-rank'

/** Trading days over which a toxicity is ranked. */
export const RANKED_DAYS = 10

/** Column of the shortest VPIN; undefined where there is none. */
const toxicityColumnOf = (columns: readonly string[]): number | undefined => {
  const at = columns.findIndex((name) => name.startsWith('vpin-'))
  return at < 0 ? undefined : at
}

/**
 * Percentile of order-flow toxicity, row by row: the rank of the shortest VPIN among those of the last ten trading
 * days, fewer while they fill. undefined where the columns have no toxicity. Feed it every feature row once, in order.
 */
export const startToxicity = (
  columns: readonly string[],
  barsPerDay: number,
): ((rows: Float64Array, from?: number) => number) | undefined => {
  const at = toxicityColumnOf(columns)
  if (at === undefined) return undefined
  const rank = startRank(RANKED_DAYS * barsPerDay)
  return (rows, from = 0) => rank(rows[from + at])
}
