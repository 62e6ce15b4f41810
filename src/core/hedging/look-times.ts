/**
 * When the looks of a batch are, microseconds since the first, and what a second counts in years; both 0 where seconds
 * are not given.
 */
export type LookTimes = { readonly times: Float64Array; readonly yearsPerSecond: number }

/** From the seconds between looks, or the time of each; `years` are those left at each look. */
export const lookTimes = (seconds: number | Float64Array, years: Float64Array): LookTimes => {
  const steps = years.length
  const times =
    typeof seconds === 'number'
      ? Float64Array.from({ length: steps }, (_, step) => step * Math.round(seconds * 1e6))
      : seconds.map((at) => Math.round((at - seconds[0]) * 1e6))
  // One look alone: its step lasts all the years there are.
  const gap = steps > 1 ? times[1] : typeof seconds === 'number' ? seconds * 1e6 : 0
  const gone = steps > 1 ? years[0] - years[1] : years[0]
  return { times, yearsPerSecond: gap > 0 ? (1e6 * gone) / gap : 0 }
}
