import { blockInBaseUnits } from '../../../src/core/market/base-units'
import { SECOND } from '../../../src/core/market/event'
import { EventKind } from '../../../src/core/market/event-block'
import type { InstrumentId, RecordingReader } from '../../../src/ports/recording-store'
import { startTape } from '../../costs/tape'

export type TickMeasures = {
  /** Time during which a quote stood, pauses of more than a minute left out. */
  readonly minutes: number
  /** Mean over time of the spread, basis points of the mid, and of the mean size at the touch. */
  readonly spreadBps: number
  readonly depth: number
  readonly quotesPerMinute: number
  /** Trades of one moment and side are one; undefined without trades. */
  readonly tradesPerMinute: number | undefined
  readonly tradeSize: number | undefined
  /** Correlation of a trade's sign with the next one's. */
  readonly signPersistence: number | undefined
}

const pause = 60 * SECOND

/** What the quotes and trades of an instrument say of its liquidity; undefined without quotes. */
export const measureTicks = async (
  reader: RecordingReader,
  instrument: InstrumentId,
): Promise<TickMeasures | undefined> => {
  const tape = startTape()
  let last: { readonly at: number; readonly spread: number; readonly depth: number } | undefined
  let [time, spread, depth, quotes] = [0, 0, 0, 0]
  const facts = reader.instrument(instrument)
  for await (const recorded of reader.events(instrument)) {
    const block = blockInBaseUnits(facts, recorded)
    tape.push(block)
    for (let i = 0; i < block.length; i++) {
      if (block.kind[i] !== EventKind.quote) continue
      const at = block.timestamp[i]
      if (last !== undefined && at - last.at <= pause) {
        time += at - last.at
        spread += last.spread * (at - last.at)
        depth += last.depth * (at - last.at)
      }
      quotes++
      const [bid, ask] = [block.bid[i], block.ask[i]]
      last = { at, spread: (2 * (ask - bid)) / (ask + bid), depth: (block.bidSize[i] + block.askSize[i]) / 2 }
    }
  }
  if (!(time > 0)) return undefined
  const { size, sign } = tape.end().trades
  const minutes = time / pause
  const count = size.length
  let products = 0
  for (let i = 1; i < count; i++) products += sign[i] * sign[i - 1]
  return {
    minutes,
    spreadBps: (1e4 * spread) / time,
    depth: depth / time,
    quotesPerMinute: quotes / minutes,
    tradesPerMinute: count > 0 ? count / minutes : undefined,
    tradeSize: count > 0 ? size.reduce((a, b) => a + b, 0) / count : undefined,
    signPersistence: count > 1 ? products / (count - 1) : undefined,
  }
}
