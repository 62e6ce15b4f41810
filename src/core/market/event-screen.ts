import { arrivalOf, DAY, SECOND, type FeedEvent, type Timestamp } from './event'
import { startPriceGuard, type PriceGuard } from './price-guard'
import { refuseOption, refusePrice, refuseQuote, type RefusalReason } from './row-check'

/** Prices of an instrument are judged once there are this many; the first ones wait for their median. */
const learningPrices = 5
/** Fewest prices for a median where no more come soon. */
const leastPrices = 3
/**
 * Trades may come this much out of the venue's order; a quote or ticker may not, since it would replace a newer one.
 */
const tradeDisorder = 10 * SECOND

type Judged = (event: FeedEvent, reason: RefusalReason | undefined) => void

/**
 * Screens the events of one instrument: events out of range are refused, the others pass in the order in which they
 * arrived.
 */
export type EventScreen = {
  /** Calls `judged` with the event and those that waited before it; sound ones come without a reason. */
  readonly take: (event: FeedEvent, judged: Judged) => void
  /** Judges the waiting events, where there are enough prices. */
  readonly settle: (judged: Judged) => void
  /**
   * The connection is lost: waiting events are judged or refused as 'unjudged', and the venue's time may start again.
   */
  readonly lost: (judged: Judged) => void
}

type Priced = { readonly low: number; readonly high: number }

const at = (price: number | undefined): Priced | undefined =>
  price === undefined ? undefined : { low: price, high: price }

/** The prices by which an event is judged. Levels deep in a book lie far from the market and do not count. */
const pricesOf = (event: FeedEvent): Priced | undefined => {
  if (event.kind === 'trade') return at(event.price)
  if (event.kind === 'quote') return { low: event.bid, high: event.ask }
  if (event.kind === 'derivative-ticker') return at(event.markPrice ?? event.lastPrice ?? event.indexPrice)
  if (event.kind === 'option-summary') return at(event.underlyingPrice)
  return undefined
}

const isWrongPrice = (price: number | undefined): boolean => price !== undefined && !(price > 0)

const isBrokenNumber = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value)

/** Why an event is refused on its own; undefined where it is sound. */
export const refuseEvent = (event: FeedEvent): RefusalReason | undefined => {
  for (const value of Object.values(event)) if (isBrokenNumber(value)) return 'not-a-number'
  if (event.kind === 'gap') return undefined
  if (Math.abs(event.timestamp - event.localTimestamp) > DAY) return 'bad-time'
  if (event.kind === 'quote') return refuseQuote(event.bid, event.bidSize, event.ask, event.askSize)
  if (event.kind === 'trade' || event.kind === 'book-change') return refusePrice(event.price, event.size)
  if (event.kind === 'book-snapshot') {
    const levels = [...event.bids, ...event.asks]
    if (levels.some(({ price, size }) => !Number.isFinite(price) || !Number.isFinite(size))) return 'not-a-number'
    for (const { price, size } of levels) {
      const reason = refusePrice(price, size)
      if (reason !== undefined) return reason
    }
    return undefined
  }
  if ((event.openInterest ?? 0) < 0) return 'size-negative'
  if (event.kind === 'derivative-ticker')
    return [event.lastPrice, event.markPrice, event.indexPrice].some(isWrongPrice) ? 'price-not-positive' : undefined
  return refuseOption(event)
}

/** So many prices that agree with one another are the market where none since the connection fits the one before it. */
const reconnected = { rows: learningPrices, lasting: 0 }
const reconnectedSoon = { rows: leastPrices, lasting: 0 }

type Waiting = { readonly event: FeedEvent; readonly prices: Priced | undefined }

const midOf = ({ low, high }: Priced): number => (low + high) / 2

/**
 * Starts a screen over one instrument. An event's `localTimestamp` is its arrival; its venue time lies within a day of
 * that. Prices far from the market are refused until they have agreed with one another for a minute; after a lost
 * connection the first five that agree are held back and are the market where none fits the one before. A gap
 * ('level-change') goes before the first price of a new level.
 */
export const startEventScreen = (): EventScreen => {
  let guard: PriceGuard | undefined
  /** Events that wait for the first prices, or after a lost connection for prices that agree with theirs. */
  let waiting: Waiting[] = []
  let priced: number[] = []
  /** No price since the last connection fits the level before it. */
  let isUnsure = false
  const latest = new Map<string, Timestamp>()

  const isLate = (event: FeedEvent): boolean => {
    if (event.kind === 'gap' || event.kind === 'book-change' || event.kind === 'book-snapshot') return false
    const stream = event.kind === 'option-summary' ? event.instrument : event.kind
    const last = latest.get(stream) ?? -Infinity
    if (event.timestamp < last - (event.kind === 'trade' ? tradeDisorder : 0)) return true
    if (event.timestamp > last) latest.set(stream, event.timestamp)
    return false
  }

  const admit = ({ event, prices }: Waiting, judged: Judged): void => {
    if (isLate(event)) {
      judged(event, 'time-back')
      return
    }
    if (prices !== undefined) guard?.accept(midOf(prices))
    judged(event, undefined)
  }

  const refuseWaiting = (judged: Judged, reason: RefusalReason): void => {
    const held = waiting
    waiting = []
    for (const { event } of held) judged(event, reason)
  }

  const changeLevel = (rows: readonly Waiting[], judged: Judged): void => {
    waiting = []
    isUnsure = false
    for (const [i, row] of rows.entries()) {
      if (i === 0) judged({ kind: 'gap', timestamp: arrivalOf(row.event), reason: 'level-change' }, undefined)
      admit(row, judged)
    }
  }

  const judge = (row: Waiting, judged: Judged): void => {
    const { event, prices } = row
    if (prices === undefined || guard === undefined) {
      admit(row, judged)
      return
    }
    const verdict = guard.judge(prices.low, prices.high, midOf(prices), arrivalOf(event))
    if (verdict === 'level') {
      changeLevel([...waiting, row], judged)
      return
    }
    if (verdict === 'fits' || verdict === 'begins') refuseWaiting(judged, 'absurd-price')
    if (verdict === 'fits') {
      isUnsure = false
      admit(row, judged)
    } else if (isUnsure && verdict !== 'refused' && verdict !== 'spans') {
      waiting.push(row)
      if (waiting.length >= learningPrices && guard.settle(reconnected)) changeLevel(waiting, judged)
    } else judged(event, 'absurd-price')
  }

  const learn = (judged: Judged): void => {
    guard = startPriceGuard(priced)
    const held = waiting
    waiting = []
    priced = []
    for (const row of held) judge(row, judged)
  }

  return {
    take: (event, judged) => {
      const reason = refuseEvent(event)
      if (reason !== undefined) {
        judged(event, reason)
        return
      }
      const prices = pricesOf(event)
      if (guard !== undefined || (prices === undefined && waiting.length === 0)) {
        judge({ event, prices }, judged)
        return
      }
      waiting.push({ event, prices })
      if (prices !== undefined) priced.push(midOf(prices))
      if (priced.length >= learningPrices) learn(judged)
    },
    settle: (judged) => {
      if (guard === undefined) {
        if (priced.length >= leastPrices) learn(judged)
      } else if (waiting.length >= leastPrices && guard.settle(reconnectedSoon)) changeLevel(waiting, judged)
    },
    lost: (judged) => {
      if (guard === undefined && priced.length >= leastPrices) learn(judged)
      refuseWaiting(judged, 'unjudged')
      priced = []
      isUnsure = true
      latest.clear()
    },
  }
}
