/** Names the regime from posteriors, one at a time, and keeps it until another is clearly likelier. */
export type RegimeCaller = { step(posterior: ArrayLike<number>, from?: number): number }

/**
 * Hysteresis against flapping: the called state changes only when another's probability exceeds its own by `margin` in [0, 1).
 * Margin 0 is the likeliest state. The first call is the likeliest state; `from` is the offset of the posterior in a longer column.
 */
export const startRegimeCaller = (states: number, margin: number): RegimeCaller => {
  let called: number | undefined
  return {
    step(posterior, from = 0) {
      let likeliest = 0
      for (let k = 1; k < states; k++) if (posterior[from + k] > posterior[from + likeliest]) likeliest = k
      if (called === undefined || posterior[from + likeliest] > posterior[from + called] + margin) called = likeliest
      return called
    },
  }
}

/** Called states of a whole column of posteriors, rows × states: the caller stepped along it. */
export const callRegimes = (posterior: Float64Array, states: number, margin: number): Uint8Array => {
  const caller = startRegimeCaller(states, margin)
  return Uint8Array.from({ length: posterior.length / states }, (_, row) => caller.step(posterior, row * states))
}
