/** Between which spots nothing is due. */
export type Quiet = { readonly above: number; readonly below: number }

/** Portfolios of one instrument by the prices that wake them. */
export type PriceTriggers = {
  /** Sets what wakes a portfolio; undefined: no price does. */
  readonly set: (id: string, quiet: Quiet | undefined) => void
  /**
   * Portfolios that this price wakes; each is told once and then forgotten until it is set again. O(1) while none is.
   */
  readonly woken: (spot: number) => readonly string[]
}

export const startPriceTriggers = (): PriceTriggers => {
  const quiets = new Map<string, Quiet>()
  let [above, below] = [-Infinity, Infinity]
  const narrow = (): void => {
    above = -Infinity
    below = Infinity
    for (const quiet of quiets.values()) {
      above = Math.max(above, quiet.above)
      below = Math.min(below, quiet.below)
    }
  }
  return {
    set(id, quiet) {
      if (quiet === undefined) quiets.delete(id)
      else quiets.set(id, quiet)
      narrow()
    },
    woken(spot) {
      if (spot > above && spot < below) return []
      const ids = [...quiets].filter(([, quiet]) => spot <= quiet.above || spot >= quiet.below).map(([id]) => id)
      for (const id of ids) quiets.delete(id)
      if (ids.length > 0) narrow()
      return ids
    },
  }
}
