import { Fault } from '../../error'
import type { Bar } from '../bar'
import { SECOND, type Gap, type Quote, type Timestamp, type Trade } from '../event'
import { emptyBlock, EventKind, type EventBlock } from '../event-block'
import { changeLevel, freshState, openBar, readBar, samplePrice, weightQuote } from './bar-state'
import { levelRatio } from './level'

export type BarOptions = {
  /** Whole seconds, ≥ 1. */
  readonly periodSeconds: number
  /** A bar starts here and every period before and after it. Default: the epoch. */
  readonly anchor?: Timestamp
  /**
   * Longer silence than this (and than one period) closes the session. Default 1800: longer than any pause inside a
   * session, shorter than a night.
   */
  readonly maxSilenceSeconds?: number
  /**
   * Sub-intervals for the realized variance, previous-tick sampled. Default: one every 10 s, at least 1, at most 60.
   */
  readonly samplesPerBar?: number
}

/** Feed it every event once, in time order. */
export type BarBuilder = {
  /** Bars completed by the events of a block. Blocks may be cut anywhere. */
  push(block: EventBlock): Bar[]
  /** Bars completed by one event. */
  event(event: Trade | Quote | Gap): Bar[]
  /** The bar still open, if any, as far as it has been built; the session ends. */
  end(): Bar[]
}

const requireOption = (holds: boolean, message: string): void => {
  if (!holds) throw new Fault('usage', message)
}

/** As row 0 of a block of one. */
const writeRow = (row: EventBlock, event: Trade | Quote | Gap): void => {
  row.timestamp[0] = event.timestamp
  row.kind[0] = EventKind[event.kind]
  if (event.kind === 'trade') {
    row.price[0] = event.price
    row.size[0] = event.size
    row.side[0] = event.aggressor === undefined ? 0 : event.aggressor === 'buy' ? 1 : -1
  } else if (event.kind === 'quote') {
    row.bid[0] = event.bid
    row.bidSize[0] = event.bidSize
    row.ask[0] = event.ask
    row.askSize[0] = event.askSize
  }
}

/**
 * Starts fixed-time bars over trades, quotes and gaps. A bar covers [start, end) and carries its end as timestamp;
 * timestamps rise strictly.
 * - The price in force is the mid while a quote is in force, else the last trade. A bar opens on the price in force at
 *   its start (on the first price of the session where there is none), so merging bars is building coarser ones.
 * - An interval without events inside a session is a flat bar of volume 0. A gap event or a long silence ends the
 *   session: no bars are made through it, no quote outlives it, and the next bar has `afterGap`. A gap healed inside
 *   one interval stays one bar, with `afterGap`; where the record resumes at another level, all of it is at that level.
 * - Unknown aggressors: above the prevailing mid bought, below it sold, at the mid or without a quote by the last price
 *   change (Lee & Ready, Journal of Finance 46 (1991) 733–746); half and half before the first price change of a
 *   session.
 * - The last bar of a session may be cut short; its time-weighted means end with its last event.
 *
 * Throws `bad-input` on time going back, a price that is not positive and finite, a negative size or a crossed quote;
 * `usage` on bad options.
 */
export const startBars = (options: BarOptions): BarBuilder => {
  const { periodSeconds, anchor = 0, maxSilenceSeconds = 1800 } = options
  const samplesPerBar = options.samplesPerBar ?? Math.min(60, Math.max(1, Math.round(periodSeconds / 10)))
  requireOption(Number.isInteger(periodSeconds) && periodSeconds >= 1, 'a bar period is a whole number of seconds ≥ 1')
  requireOption(Number.isInteger(samplesPerBar) && samplesPerBar >= 1, 'samples per bar is a whole number ≥ 1')
  requireOption(maxSilenceSeconds > 0, 'the longest silence is positive')
  requireOption(Number.isSafeInteger(anchor), 'the anchor is a whole number of microseconds')
  const period = periodSeconds * SECOND
  const step = period / samplesPerBar
  const lengths = { period, step }
  const maxSilence = Math.max(maxSilenceSeconds, periodSeconds) * SECOND
  const s = freshState()
  const scalar = emptyBlock(1)

  const completeThrough = (time: Timestamp, out: Bar[]): void => {
    while (time >= s.end) {
      weightQuote(s, s.end)
      samplePrice(s)
      out.push(readBar(s, periodSeconds))
      openBar(s, s.end, lengths, false)
    }
  }

  /**
   * The session ends at `time`. A bar it ran through stays open for the rest of its interval: the record may resume
   * there.
   */
  const leaveSession = (time: Timestamp): void => {
    weightQuote(s, time)
    samplePrice(s)
    s.inSession = false
    s.isOpen = s.events > 0 || time > s.start
  }

  const takeLast = (out: Bar[]): void => {
    if (s.isOpen) out.push(readBar(s, periodSeconds))
    s.isOpen = false
  }

  const resume = (time: Timestamp, price: number, out: Bar[]): void => {
    const isSameBar = s.isOpen && time < s.end
    if (!isSameBar) takeLast(out)
    s.quoted = s.traded = false
    s.tickDirection = 0
    s.inSession = true
    const before = s.price
    s.price = price
    if (isSameBar) {
      changeLevel(s, levelRatio(before, price))
      s.afterGap = true
      s.sampledPrice = price
      s.nextSample = s.start + (Math.floor((time - s.start) / step) + 1) * step
    } else openBar(s, anchor + Math.floor((time - anchor) / period) * period, lengths, true)
    s.weightedTo = time
  }

  const reach = (time: Timestamp, price: number, out: Bar[]): void => {
    if (s.inSession && time - s.lastTime > maxSilence) leaveSession(s.lastTime)
    if (!s.inSession) resume(time, price, out)
    else {
      if (time >= s.end) completeThrough(time, out)
      if (time >= s.nextSample) {
        samplePrice(s)
        s.nextSample = s.start + (Math.floor((time - s.start) / step) + 1) * step
      }
    }
    s.lastTime = time
    s.events++
  }

  const setPrice = (price: number): void => {
    s.price = price
    if (price > s.high) s.high = price
    if (price < s.low) s.low = price
  }

  const trade = (price: number, size: number, side: number): void => {
    if (s.traded && price !== s.lastTrade) s.tickDirection = price > s.lastTrade ? 1 : -1
    s.traded = true
    s.lastTrade = price
    const direction = side !== 0 ? side : s.quoted && price !== s.mid ? (price > s.mid ? 1 : -1) : s.tickDirection
    if (direction > 0) s.buyVolume += size
    else if (direction < 0) s.sellVolume += size
    else {
      s.buyVolume += size / 2
      s.sellVolume += size / 2
    }
    s.volume += size
    s.turnover += price * size
    s.trades++
    if (!s.quoted) setPrice(price)
  }

  const quote = (bid: number, bidSize: number, ask: number, askSize: number): void => {
    weightQuote(s, s.lastTime)
    // Positive where buyers press. Cont, Kukanov & Stoikov, Journal of Financial Econometrics 12 (2014) 47–88.
    if (s.quoted)
      s.orderFlowImbalance +=
        (bid >= s.bid ? bidSize : 0) -
        (bid <= s.bid ? s.bidSize : 0) -
        (ask <= s.ask ? askSize : 0) +
        (ask >= s.ask ? s.askSize : 0)
    s.quoted = true
    s.bid = bid
    s.bidSize = bidSize
    s.ask = ask
    s.askSize = askSize
    s.mid = (bid + ask) / 2
    s.relativeSpread = (ask - bid) / s.mid
    s.depth = (bidSize + askSize) / 2
    s.updates++
    setPrice(s.mid)
  }

  const gap = (time: Timestamp, out: Bar[]): void => {
    if (s.inSession) {
      if (time - s.lastTime > maxSilence) leaveSession(s.lastTime)
      else {
        if (time >= s.end) completeThrough(time, out)
        leaveSession(time)
      }
    }
    s.lastTime = time
  }

  const push = (block: EventBlock): Bar[] => {
    const out: Bar[] = []
    const { kind, timestamp, price, size, side, bid, bidSize, ask, askSize } = block
    for (let i = 0; i < block.length; i++) {
      const time = timestamp[i]
      if (!(time >= s.lastTime && time < Infinity))
        throw new Fault('bad-input', `time goes back at event ${i}: ${time}`)
      if (kind[i] === EventKind.quote) {
        const b = bid[i]
        const bs = bidSize[i]
        const a = ask[i]
        const as = askSize[i]
        if (!(b > 0 && a >= b && a < Infinity && bs >= 0 && as >= 0 && bs + as < Infinity)) {
          throw new Fault('bad-input', `no valid quote at event ${i}: bid ${b} × ${bs}, ask ${a} × ${as}`)
        }
        reach(time, (b + a) / 2, out)
        quote(b, bs, a, as)
      } else if (kind[i] === EventKind.trade) {
        const p = price[i]
        if (!(p > 0 && p < Infinity && size[i] >= 0 && size[i] < Infinity)) {
          throw new Fault('bad-input', `no valid trade at event ${i}: ${size[i]} at ${p}`)
        }
        reach(time, p, out)
        trade(p, size[i], side[i])
      } else gap(time, out)
    }
    return out
  }

  return {
    push,
    event(event) {
      writeRow(scalar, event)
      return push(scalar)
    },
    end() {
      const out: Bar[] = []
      if (s.inSession) leaveSession(s.lastTime)
      takeLast(out)
      return out
    },
  }
}
