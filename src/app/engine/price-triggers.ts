/** Between which spots a portfolio need not be evaluated. */
export type Quiet = { readonly above: number; readonly below: number }

/** Portfolios by the prices of their instruments at which they are evaluated. */
export type PriceTriggers = {
  /** Sets the prices that make a portfolio due; undefined: no price does. */
  readonly set: (instrument: string, id: string, quiet: Quiet | undefined) => void
  /**
   * Portfolios that a price of an instrument makes due. Each is returned once and then removed until it is set again.
   * O(1) while no portfolio is due.
   */
  readonly woken: (instrument: string, spot: number) => readonly string[]
}

type InstrumentTriggers = {
  readonly set: (id: string, quiet: Quiet | undefined) => void
  readonly woken: (spot: number) => readonly string[]
}

const startInstrument = (): InstrumentTriggers => {
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

export const startPriceTriggers = (): PriceTriggers => {
  const triggers = new Map<string, InstrumentTriggers>()
  return {
    set(instrument, id, quiet) {
      const own = triggers.get(instrument) ?? startInstrument()
      triggers.set(instrument, own)
      own.set(id, quiet)
    },
    woken: (instrument, spot) => triggers.get(instrument)?.woken(spot) ?? [],
  }
}
