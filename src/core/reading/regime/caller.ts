/** Names the regime from posteriors, one at a time, and keeps it until another leads by a margin. */
export type RegimeCaller = { step(posterior: ArrayLike<number>, from?: number): number }

/**
 * Calls the state that stands out most against its usual share: the one of greatest p / √share, halfway between the
 * likeliest state and the one that gives the best balanced accuracy, so that a rare state is called often enough.
 * Hysteresis against flapping: the called state changes only when another's part of these weighted probabilities
 * exceeds its own by `margin` in [0, 1). The first call is made without it; `from` is the offset of the posterior in a
 * longer column.
 */
export const startRegimeCaller = (shares: readonly number[], margin: number): RegimeCaller => {
  const weight = Float64Array.from(shares, (share) => 1 / Math.sqrt(share))
  const states = shares.length
  let called: number | undefined
  return {
    step(posterior, from = 0) {
      let first = 0
      let total = 0
      for (let k = 0; k < states; k++) {
        total += posterior[from + k] * weight[k]
        if (posterior[from + k] * weight[k] > posterior[from + first] * weight[first]) first = k
      }
      if (
        called === undefined ||
        posterior[from + first] * weight[first] > posterior[from + called] * weight[called] + margin * total
      )
        called = first
      return called
    },
  }
}

/** Called states of a whole column of posteriors, rows × states: the caller stepped along it. */
export const callRegimes = (posterior: Float64Array, shares: readonly number[], margin: number): Uint8Array => {
  const caller = startRegimeCaller(shares, margin)
  const states = shares.length
  return Uint8Array.from({ length: posterior.length / states }, (_, row) => caller.step(posterior, row * states))
}
