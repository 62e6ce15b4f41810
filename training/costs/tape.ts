import type { Timestamp } from '../../src/core/market/event'
import { EventKind, type EventBlock } from '../../src/core/market/event-block'

/** Quotes and trades of one instrument as columns in time order; trades of one microsecond and side are one. */
export type Tape = {
  readonly quotes: { readonly time: Float64Array; readonly mid: Float64Array }
  readonly trades: { readonly time: Float64Array; readonly size: Float64Array; readonly sign: Float64Array }
  /** Stretches without a hole, [from, to]. */
  readonly stretches: readonly (readonly [Timestamp, Timestamp])[]
}

/** A pause of this length ends a stretch, microseconds. */
const HOLE = 300_000_000

const startColumn = () => {
  let values = new Float64Array(1024)
  let length = 0
  return {
    push(value: number): void {
      if (length === values.length) {
        const wider = new Float64Array(2 * length)
        wider.set(values)
        values = wider
      }
      values[length++] = value
    },
    add: (value: number): void => {
      values[length - 1] += value
    },
    last: (): number | undefined => (length > 0 ? values[length - 1] : undefined),
    end: (): Float64Array => values.slice(0, length),
  }
}

/**
 * Takes blocks in time order. A trade without side takes that of the mid it crossed (Lee & Ready, Journal of Finance 46
 * (1991) 733–746), else of the last price change.
 */
export const startTape = () => {
  const [quoteTime, mids] = [startColumn(), startColumn()]
  const [tradeTime, sizes, signs] = [startColumn(), startColumn(), startColumn()]
  const stretches: [number, number][] = []
  let lastPrice: number | undefined
  let lastSign = 0
  let isBroken = true

  const sign = (price: number, side: number): number => {
    const mid = mids.last()
    if (side !== 0) lastSign = side
    else if (mid !== undefined && price !== mid) lastSign = Math.sign(price - mid)
    else if (lastPrice !== undefined && price !== lastPrice) lastSign = Math.sign(price - lastPrice)
    lastPrice = price
    return lastSign
  }
  const push = ({ length, kind, timestamp, bid, ask, price, size, side }: EventBlock): void => {
    for (let i = 0; i < length; i++) {
      const time = timestamp[i]
      if (kind[i] === EventKind.gap) {
        isBroken = true
        continue
      }
      const last = stretches[stretches.length - 1]
      if (isBroken || last === undefined || time - last[1] > HOLE) stretches.push([time, time])
      else last[1] = time
      isBroken = false
      if (kind[i] === EventKind.quote) {
        quoteTime.push(time)
        mids.push(0.5 * (bid[i] + ask[i]))
      } else if (size[i] > 0) {
        const own = sign(price[i], side[i])
        if (tradeTime.last() === time && signs.last() === own) sizes.add(size[i])
        else {
          tradeTime.push(time)
          sizes.push(size[i])
          signs.push(own)
        }
      }
    }
  }
  const end = (): Tape => ({
    quotes: { time: quoteTime.end(), mid: mids.end() },
    trades: { time: tradeTime.end(), size: sizes.end(), sign: signs.end() },
    stretches,
  })
  return { push, end }
}

/** Walks a rising column: the last row at or before a time that rises from call to call, −1 before the first. */
export const startCursor = (times: Float64Array) => {
  let row = -1
  return (time: Timestamp): number => {
    while (row + 1 < times.length && times[row + 1] <= time) row++
    return row
  }
}
