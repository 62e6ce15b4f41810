import type { Timestamp } from '../../core/market/event'
import { fundingStale, type FundingRate } from '../../core/market/funding'
import { instrumentNamed } from '../../core/market/instrument'
import type { Clock } from '../../ports/clock'
import type { RecordingReader } from '../../ports/recording-store'
import type { EngineParts } from './engine-parts'

type Facts = Required<Pick<EngineParts, 'delivery' | 'funding'>>

const once = <T>(make: (name: string) => Promise<T>) => {
  const known = new Map<string, Promise<T>>()
  return (name: string): Promise<T> => {
    const found = known.get(name) ?? make(name)
    known.set(name, found)
    return found
  }
}

const all = async <T>(blocks: AsyncIterable<readonly T[]>): Promise<readonly T[]> => {
  const rows: T[] = []
  for await (const block of blocks) rows.push(...block)
  return rows
}

/**
 * What venues published of the instruments of a recording, as it came to be known: nothing is told before its arrival.
 * A delivery price that the recording holds and the clock has not reached is awaited. Of an instrument without recorded
 * fundings the answer is undefined: its tickers tell. A funding published without a price takes that of the tickers.
 */
export const recordedFacts = (
  reader: Pick<RecordingReader, 'funding' | 'deliveryPrices' | 'derivativeTickers'>,
  clock: Clock,
): Facts => {
  const deliveries = once((name) => all(reader.deliveryPrices(instrumentNamed(name))))
  /** The venue's mark or index at a time, from the tickers of the quarter of an hour before it. */
  const priceAt = async (name: string, at: Timestamp): Promise<number | undefined> => {
    const tickers = await all(reader.derivativeTickers(instrumentNamed(name), { from: at - fundingStale, to: at + 1 }))
    const last = tickers.findLast((own) => (own.markPrice ?? own.indexPrice) !== undefined)
    return last?.markPrice ?? last?.indexPrice
  }
  const fundings = once(async (name) => {
    const rows = await all(reader.funding(instrumentNamed(name)))
    return Promise.all(rows.map(async (row) => ({ ...row, price: row.price ?? (await priceAt(name, row.timestamp)) })))
  })
  return {
    delivery: async (instrument: string, expiry: Timestamp) => {
      const rows = (await deliveries(instrument)).filter(({ timestamp }) => timestamp === expiry)
      const known = rows.find(({ localTimestamp }) => localTimestamp <= clock.now())
      if (known !== undefined) return { kind: 'price', price: known.price }
      return { kind: rows.length > 0 ? 'awaited' : 'none' }
    },
    funding: async (instrument: string, after: Timestamp) => {
      const rows = await fundings(instrument)
      if (rows.length === 0) return undefined
      const known = rows.filter(({ timestamp, localTimestamp }) => timestamp > after && localTimestamp <= clock.now())
      const rates = known.map(({ timestamp: at, from, rate, price }): FundingRate => ({
        ...{ at, rate, price, basis: 'venue' },
        ...(from !== undefined && { from }),
      }))
      return rates.filter(({ at }, i) => rates.findIndex((other) => other.at === at) === i)
    },
  }
}
