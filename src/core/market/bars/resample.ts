import { Fault } from '../../error'
import type { Bar } from '../bar'
import { SECOND, type Timestamp } from '../event'
import { mergeBars } from './merge-bars'

export type ResampleOptions = {
  /** Period of the coarser bars: a multiple of the finer bars' own. */
  readonly periodSeconds: number
  /** A coarse bar starts here and every period before and after it. Default: the epoch. */
  readonly anchor?: Timestamp
  /**
   * Whether an absent bar means that nothing traded (a market that never closes) or that the record is broken. Default
   * false.
   */
  readonly fillHoles?: boolean
  /**
   * A hole longer than this is a gap even where holes are filled. Default 21,600: six hours, longer than thin trading,
   * as long as an outage.
   */
  readonly maxHoleSeconds?: number
}

/** Feed it every finer bar once, in time order. */
export type Resampler = {
  /** Coarse bars completed by this one: none or one, more where holes are filled. */
  push(bar: Bar): Bar[]
  /** The coarse bar still open, if any. */
  end(): Bar[]
}

/**
 * The bar of an interval in which nothing happened: everything at the last close, volume 0, quote and rates as they
 * stood.
 */
const flatBar = (last: Bar, timestamp: Timestamp): Bar => ({
  timestamp,
  periodSeconds: last.periodSeconds,
  open: last.close,
  high: last.close,
  low: last.close,
  close: last.close,
  volume: 0,
  turnover: 0,
  trades: last.trades === undefined ? undefined : 0,
  flow: last.flow === undefined ? undefined : { buyVolume: 0, sellVolume: 0 },
  quote:
    last.quote === undefined
      ? undefined
      : {
          ...last.quote,
          relativeSpread: ((last.quote.ask - last.quote.bid) * 2) / (last.quote.ask + last.quote.bid),
          depth: (last.quote.bidSize + last.quote.askSize) / 2,
          orderFlowImbalance: 0,
          updates: 0,
        },
  realizedVariance: last.realizedVariance === undefined ? undefined : 0,
  impliedVol: last.impliedVol,
  fundingRate: last.fundingRate,
  afterGap: false,
})

/**
 * Starts merging bars into coarser ones. Timestamps of the result are multiples of the period from the anchor and rise
 * strictly. A hole (an absent bar) is filled with flat bars where `fillHoles` is set, else it marks `afterGap` on the
 * coarse bar in which the record resumes.
 *
 * Throws `bad-input` where bars do not rise in time or have another period than the first; `usage` where the period is
 * not a multiple.
 */
export const startResample = (options: ResampleOptions): Resampler => {
  const { periodSeconds, anchor = 0, fillHoles = false, maxHoleSeconds = 21_600 } = options
  if (!(Number.isInteger(periodSeconds) && periodSeconds >= 1)) {
    throw new Fault('usage', 'a bar period is a whole number of seconds ≥ 1')
  }
  const period = periodSeconds * SECOND
  let parts: Bar[] = []
  let boundary = -Infinity
  let last: Bar | undefined
  let previousClose: number | undefined

  const takeParts = (out: Bar[]): void => {
    if (parts.length === 0) return
    out.push(mergeBars(parts, previousClose, boundary, periodSeconds))
    previousClose = parts[parts.length - 1].close
    parts = []
  }

  const add = (bar: Bar, out: Bar[]): void => {
    if (bar.timestamp > boundary) {
      takeParts(out)
      boundary = anchor + Math.ceil((bar.timestamp - anchor) / period) * period
    }
    parts.push(bar)
    if (bar.timestamp === boundary) takeParts(out)
    last = bar
  }

  return {
    push(bar) {
      const out: Bar[] = []
      const fine = bar.periodSeconds * SECOND
      if (last === undefined && period % fine !== 0) {
        throw new Fault('usage', `bars of ${bar.periodSeconds} s do not merge into bars of ${periodSeconds} s`)
      }
      if (last !== undefined && last.periodSeconds !== bar.periodSeconds) {
        throw new Fault('bad-input', `the bar period changes from ${last.periodSeconds} s to ${bar.periodSeconds} s`)
      }
      if (last !== undefined && !(bar.timestamp > last.timestamp)) {
        throw new Fault('bad-input', `bar time does not rise: ${last.timestamp}, then ${bar.timestamp}`)
      }
      const hole = last === undefined ? 0 : bar.timestamp - last.timestamp - fine
      const isFilled = fillHoles && !bar.afterGap && hole <= maxHoleSeconds * SECOND
      if (last !== undefined && isFilled) {
        for (let time = last.timestamp + fine; time < bar.timestamp; time += fine) add(flatBar(last, time), out)
      }
      add(hole > 0 && !isFilled && !bar.afterGap ? { ...bar, afterGap: true } : bar, out)
      return out
    },
    end() {
      const out: Bar[] = []
      takeParts(out)
      return out
    },
  }
}

/** All coarse bars of a batch; see `startResample`. The last one may be cut short. */
export const resample = (
  bars: readonly Bar[],
  seconds: number,
  options?: Omit<ResampleOptions, 'periodSeconds'>,
): Bar[] => {
  const resampler = startResample({ ...options, periodSeconds: seconds })
  const out: Bar[] = []
  for (const bar of bars) for (const merged of resampler.push(bar)) out.push(merged)
  for (const merged of resampler.end()) out.push(merged)
  return out
}
