import type { Published } from '../../../src/adapters/feeds'
import { startPublishedRecording } from '../../../src/app/record/record-published'
import { DAY, SECOND, type PublishedFact } from '../../../src/core/market/event'
import type { FundingRate } from '../../../src/core/market/funding'
import { startFakeTimers } from '../../support/fake-timers'

const HOUR = 3_600 * SECOND
const midnight = 20_000 * DAY
const perpetual = { venue: 'deribit', symbol: 'BTC-PERPETUAL' }

test('fundings of the day before, then each hour’s, and the delivery price are recorded once', async () => {
  const timers = startFakeTimers()
  let now = midnight + 7.5 * HOUR
  const facts: PublishedFact[] = []
  const failed: string[] = []
  const asked: number[] = []
  const published: Published = {
    basis: 'index-mean-30m',
    funding: async (_, after, until) => {
      asked.push(after)
      const rates: FundingRate[] = []
      for (let at = Math.floor(after / HOUR) * HOUR + HOUR; at <= until; at += HOUR)
        rates.push({ at, from: at - HOUR, rate: 1e-6, price: 50_000, basis: 'venue' })
      return Promise.resolve(rates)
    },
    delivery: async (_, expiry) =>
      now < expiry + 60 * SECOND
        ? Promise.reject(new Error('down'))
        : Promise.resolve({ kind: 'price', price: 50_100 }),
  }
  const recording = startPublishedRecording({
    ...{ instruments: () => [perpetual], published: () => published, note: (_, fact) => void facts.push(fact) },
    ...{ clock: { now: () => now }, timers, onError: (name) => void failed.push(name) },
  })
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 500; i++) await Promise.resolve()
  }
  const advance = async (to: number): Promise<void> => {
    now = to
    await settle()
    timers.advance(60_000)
    await settle()
  }
  await settle()
  const kinds = () => facts.map(({ kind, timestamp }) => [kind, (timestamp - midnight) / HOUR])
  // Of the last 24 hours, and yesterday's delivery price.
  expect(kinds().filter(([kind]) => kind === 'funding')).toHaveLength(24)
  expect(kinds().at(-1)).toEqual(['delivery-price', -16])
  await advance(midnight + 7.6 * HOUR)
  expect(facts).toHaveLength(25)
  await advance(midnight + 8 * HOUR + SECOND)
  expect(failed).toEqual(['deribit/BTC-PERPETUAL'])
  await advance(midnight + 8 * HOUR + 90 * SECOND)
  expect(kinds().slice(25)).toEqual([
    ['funding', 8],
    ['delivery-price', 8],
  ])
  await advance(midnight + 8 * HOUR + 200 * SECOND)
  expect(facts).toHaveLength(27)
  expect(asked).toHaveLength(2)
  await recording.close()
})
