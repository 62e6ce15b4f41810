/**
 * Starts a rule against flicker: a new state is called once the raw state has differed from the called one for `bars` ≥
 * 1 bars in a row. The first raw state is called at once.
 */
export const startConfirmation = (bars: number): ((raw: number) => number) => {
  let called: number | undefined
  let waiting = 0
  return (raw) => {
    if (called === undefined) called = raw
    waiting = raw === called ? 0 : waiting + 1
    if (waiting >= bars) {
      called = raw
      waiting = 0
    }
    return called
  }
}

/** The rule over a whole series of raw states. */
export const confirmed = (raw: Uint8Array, bars: number): Uint8Array => {
  const step = startConfirmation(bars)
  return raw.map((state) => step(state))
}
