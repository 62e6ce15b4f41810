/** Positions of a series' times on the horizontal axis, and the label of a position. */
export type TimeAxis = {
  readonly kind: 'time' | 'bars'
  readonly at: readonly number[]
  /** Positions after which the line breaks, rising. */
  readonly breaks: readonly number[]
  readonly label: (position: number) => string
}

const two = (n: number): string => String(n).padStart(2, '0')

const stamp = (ms: number, span: number): string => {
  const at = new Date(ms)
  const day = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`
  const minute = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
  const days = span / 86_400_000
  if (days > 20) return day
  return days > 1.5 ? `${day.slice(5)} ${minute}` : minute
}

/**
 * The axis of rising times in milliseconds: the calendar where the market hardly closes; bar by bar, so that nights and
 * weekends take no room, where pauses longer than 20 median steps fill over a quarter of the span. On the calendar a
 * line breaks at pauses over a hundredth of the span.
 */
export const clock = (time: readonly number[]): TimeAxis => {
  const span = time.length > 1 ? time[time.length - 1] - time[0] : 0
  const steps = time.slice(1).map((t, i) => t - time[i])
  const median = [...steps].sort((a, b) => a - b)[steps.length >> 1] ?? 0
  const pauses = steps.map((step, i) => ({ step, i })).filter(({ step }) => step > 20 * median)
  const closed = pauses.reduce((sum, { step }) => sum + step, 0)
  if (closed > span / 4) {
    const label = (position: number) => {
      const ms = time[Math.round(position)]
      return ms === undefined ? '' : stamp(ms, span)
    }
    return { kind: 'bars', at: time.map((_, i) => i), breaks: [], label }
  }
  const breaks = pauses.filter(({ step }) => step > span / 100).map(({ i }) => time[i])
  return { kind: 'time', at: time, breaks, label: (ms) => stamp(ms, span) }
}
