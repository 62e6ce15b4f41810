import type { Bar } from '../bar'
import type { Timestamp } from '../event'

/**
 * The sums of the open bar and the prices in force; one mutable record, so that the hot path allocates
 * nothing.
 */
export type BarState = {
  /** Whether prices are in force: true from the first price of a session until a gap or a long silence. */
  inSession: boolean
  /** Whether a bar is open, with at least one event or a session running through it. */
  isOpen: boolean
  events: number
  lastTime: Timestamp
  start: Timestamp
  end: Timestamp
  afterGap: boolean
  price: number
  open: number
  high: number
  low: number
  volume: number
  turnover: number
  trades: number
  buyVolume: number
  sellVolume: number
  /**
   * Tick rule, within the session: the last trade, if any, and the direction of the last change, 0 before the first.
   */
  traded: boolean
  lastTrade: number
  tickDirection: number
  quoted: boolean
  bid: number
  bidSize: number
  ask: number
  askSize: number
  mid: number
  relativeSpread: number
  depth: number
  /** The quote in force is weighted up to here. */
  weightedTo: Timestamp
  quotedTime: number
  spreadTime: number
  depthTime: number
  orderFlowImbalance: number
  updates: number
  nextSample: Timestamp
  sampledPrice: number
  realizedVariance: number
}

// Doubles from the start: a field that first held a small integer would change representation on the hot path.
const double = 0.5

export const freshState = (): BarState => ({
  inSession: false,
  isOpen: false,
  events: 0,
  lastTime: -Infinity,
  start: double,
  end: -Infinity,
  afterGap: true,
  price: double,
  open: double,
  high: double,
  low: double,
  volume: double,
  turnover: double,
  trades: 0,
  buyVolume: double,
  sellVolume: double,
  traded: false,
  lastTrade: double,
  tickDirection: 0,
  quoted: false,
  bid: double,
  bidSize: double,
  ask: double,
  askSize: double,
  mid: double,
  relativeSpread: double,
  depth: double,
  weightedTo: double,
  quotedTime: double,
  spreadTime: double,
  depthTime: double,
  orderFlowImbalance: double,
  updates: 0,
  nextSample: double,
  sampledPrice: double,
  realizedVariance: double,
})

/** Length of a bar and of its sub-intervals, microseconds. */
export type BarLengths = { readonly period: number; readonly step: number }

/** Clears the counters and opens a bar at `start` on the price in force. */
export const openBar = (s: BarState, start: Timestamp, { period, step }: BarLengths, afterGap: boolean): void => {
  s.isOpen = true
  s.events = 0
  s.start = start
  s.end = start + period
  s.afterGap = afterGap
  s.open = s.high = s.low = s.sampledPrice = s.price
  s.volume = s.turnover = s.buyVolume = s.sellVolume = 0
  s.trades = s.updates = 0
  s.weightedTo = start
  s.quotedTime = s.spreadTime = s.depthTime = s.orderFlowImbalance = 0
  s.nextSample = start + step
  s.realizedVariance = 0
}

/** Brings the open bar to a level of `ratio` times its own: prices times it, amounts by it. */
export const changeLevel = (s: BarState, ratio: number): void => {
  if (ratio === 1) return
  s.open *= ratio
  s.high *= ratio
  s.low *= ratio
  s.volume /= ratio
  s.buyVolume /= ratio
  s.sellVolume /= ratio
  s.depthTime /= ratio
  s.orderFlowImbalance /= ratio
}

/** Weights the quote in force up to `time`. */
export const weightQuote = (s: BarState, time: Timestamp): void => {
  if (s.quoted) {
    const elapsed = time - s.weightedTo
    s.quotedTime += elapsed
    s.spreadTime += elapsed * s.relativeSpread
    s.depthTime += elapsed * s.depth
  }
  s.weightedTo = time
}

/** Adds the squared log return since the last sample. */
export const samplePrice = (s: BarState): void => {
  if (s.price !== s.sampledPrice) {
    const change = Math.log(s.price / s.sampledPrice)
    s.realizedVariance += change * change
    s.sampledPrice = s.price
  }
}

/** The open bar as a value. */
export const readBar = (s: BarState, periodSeconds: number): Bar => ({
  timestamp: s.end,
  periodSeconds,
  open: s.open,
  high: s.high,
  low: s.low,
  close: s.price,
  volume: s.volume,
  turnover: s.turnover,
  trades: s.trades,
  flow: { buyVolume: s.buyVolume, sellVolume: s.sellVolume },
  quote: s.quoted
    ? {
        bid: s.bid,
        bidSize: s.bidSize,
        ask: s.ask,
        askSize: s.askSize,
        relativeSpread: s.quotedTime > 0 ? s.spreadTime / s.quotedTime : s.relativeSpread,
        depth: s.quotedTime > 0 ? s.depthTime / s.quotedTime : s.depth,
        orderFlowImbalance: s.orderFlowImbalance,
        updates: s.updates,
      }
    : undefined,
  realizedVariance: s.realizedVariance,
  impliedVol: undefined,
  fundingRate: undefined,
  afterGap: s.afterGap,
})
