/** Watches the rule itself: whether it lets models speak at all. */
export type Silence = {
  readonly step: (believed: boolean) => void
  readonly trustedShare: () => number
  readonly distrustedBars: () => number
  readonly silenced: () => boolean
}

/** In bars; `most` the share of distrusted ones. */
export type SilenceLimits = { readonly runBars: number; readonly shareBars: number; readonly most: number }

/** Once silenced, they speak again when they are believed and the share has fallen to this part of its limit. */
const RELEASE = 0.8

/** Starts with models that were always believed. */
export const startSilence = ({ runBars, shareBars, most }: SilenceLimits): Silence => {
  let [distrusted, run, silenced] = [0, 0, false]
  return {
    step(believed) {
      run = believed ? 0 : run + 1
      distrusted += ((believed ? 0 : 1) - distrusted) / shareBars
      if (run > runBars || distrusted > most) silenced = true
      else if (believed && distrusted <= RELEASE * most) silenced = false
    },
    trustedShare: () => 1 - distrusted,
    distrustedBars: () => run,
    silenced: () => silenced,
  }
}
