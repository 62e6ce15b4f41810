/** How soon calls follow the true state. */
export type SwitchDelays = {
  /** Switches of the true state that lasted at least `leastStay` bars. */
  readonly switches: number
  /**
   * Bars from a switch to the first call of the new state, one entry a switch that was called before it ended; 0 on the
   * very bar.
   */
  readonly delays: readonly number[]
}

const leastStay = 5

/** Delays after every lasting switch to a higher (`up`) or a lower state within the rows given. */
export const switchDelays = (truth: Uint8Array, called: Uint8Array, up: boolean): SwitchDelays => {
  const delays: number[] = []
  let switches = 0
  for (let t = 1; t < truth.length; t++) {
    if (truth[t] === truth[t - 1] || truth[t] > truth[t - 1] !== up) continue
    let end = t
    while (end < truth.length && truth[end] === truth[t]) end++
    if (end - t < leastStay) continue
    switches++
    let bar = t
    while (bar < end && called[bar] !== truth[t]) bar++
    if (bar < end) delays.push(bar - t)
  }
  return { switches, delays }
}
