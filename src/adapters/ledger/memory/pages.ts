/** The last `limit` before a place, the last first. */
export const newest = <T>(all: readonly T[], limit: number, before = Infinity): readonly T[] => {
  const to = Math.min(all.length, before)
  return all.slice(Math.max(0, to - limit), to).reverse()
}

/**
 * The same of a list by rising key, the last first, with those before them that share the key of the last: no more is
 * looked at than given.
 */
export const newestWithTies = <T>(
  all: readonly T[],
  limit: number,
  before: number,
  keyOf: (own: T) => number,
): readonly T[] => {
  let to = all.length
  while (to > 0 && keyOf(all[to - 1]) >= before) to--
  let from = Math.max(0, to - limit)
  while (from > 0 && from < to && keyOf(all[from - 1]) === keyOf(all[from])) from--
  return all.slice(from, to).reverse()
}
