import fc from 'fast-check'
import type { Bar } from '../../../src/core/market/bar'
import { DAY, SECOND, type DerivativeTicker, type OptionSummary } from '../../../src/core/market/event'
import { atTheMoneyVol } from '../../../src/core/market/side-channels'
import { withFundingRate, withImpliedVol } from '../../../training/data/side-channels'
import { aChain, anOption, atm, start } from './a-surface'

const HOUR = 3600 * SECOND
const week = 7 / 365

const aBar = (timestamp: number): Bar => ({
  ...{ timestamp, periodSeconds: 3600, open: 100, high: 100, low: 100, close: 100, volume: 1, turnover: 100 },
  ...{ trades: undefined, flow: undefined, quote: undefined, realizedVariance: undefined },
  ...{ impliedVol: undefined, fundingRate: undefined, afterGap: false },
})

const blocksOf = async function* <R>(rows: readonly R[], size = 5): AsyncGenerator<readonly R[]> {
  for (let i = 0; i < rows.length; i += size) yield await Promise.resolve(rows.slice(i, i + size))
}

const volsAt = async (chain: readonly OptionSummary[], closes: readonly number[]) =>
  [...(await withImpliedVol(closes.map(aBar), blocksOf(chain), week))].map(({ impliedVol }) => impliedVol)

test('the volatility of a maturity between expiries is the one of the surface whose total variance is linear', () => {
  fc.assert(
    fc.property(fc.double({ min: 7, max: 30, noNaN: true }), (days) => {
      const vol = atTheMoneyVol(aChain([2, 7, 30, 60]), start, days / 365, 100)
      expect(vol).toBeCloseTo(atm(days / 365), 12)
    }),
  )
})

test('a maturity before the first expiry or after the last has their volatility', () => {
  const chain = aChain([7, 30])
  expect(atTheMoneyVol(chain, start, 1 / 365, 100)).toBeCloseTo(atm(7 / 365), 12)
  expect(atTheMoneyVol(chain, start, 1, 100)).toBeCloseTo(atm(30 / 365), 12)
})

test('expired options, options without a mark and chains far from the money give none', () => {
  expect(atTheMoneyVol([], start, week, 100)).toBeUndefined()
  expect(atTheMoneyVol([anOption({ expiry: start, markIv: 0.5 })], start, week, 100)).toBeUndefined()
  expect(atTheMoneyVol([anOption({ markIv: undefined })], start, week, 100)).toBeUndefined()
  expect(atTheMoneyVol([anOption({ strike: 150, markIv: 0.5 })], start, week, 100)).toBeUndefined()
})

test('the strike is the one nearest the forward, the spot where no forward is recorded', () => {
  const [near, far] = [anOption({ strike: 100, markIv: 0.5 }), anOption({ strike: 104, markIv: 0.6 })]
  const without = [near, far].map((option) => ({ ...option, underlyingPrice: undefined }))
  expect(atTheMoneyVol([near, far], start, week, 104)).toBe(0.5)
  expect(atTheMoneyVol(without, start, week, 104)).toBe(0.6)
  const put = anOption({ type: 'put', markIv: 0.7 })
  expect(atTheMoneyVol([near, put, far], start, week, 100)).toBeCloseTo(0.6, 12)
})

test('a bar has the last chain at or before its close, and none older than two hours', async () => {
  const later = start + HOUR
  const chains = [...aChain([7], start), ...aChain([7], later).map((option) => ({ ...option, markIv: 0.9 }))]
  const closes = [start - 1, start, later - 1, later, later + 2 * HOUR, later + 2 * HOUR + 1]
  const vols = await volsAt(chains, closes)
  expect(vols.map((vol) => vol?.toFixed(10))).toEqual(
    [undefined, atm(week), atm(week), 0.9, 0.9, undefined].map((vol) => vol?.toFixed(10)),
  )
})

test('the bars of a prefix of the chain are a prefix of the bars', async () => {
  const hours = Array.from({ length: 12 }, (_, i) => start + i * HOUR)
  const chain = hours.flatMap((time, i) => aChain([3, 9], time, 100 + i))
  const all = await volsAt(chain, hours)
  for (const n of [1, 5, 11]) {
    const known = chain.filter(({ timestamp }) => timestamp <= hours[n - 1])
    expect(await volsAt(known, hours.slice(0, n))).toEqual(all.slice(0, n))
  }
  expect(all.every((vol) => vol !== undefined)).toBe(true)
})

test('funding is the last rate recorded at or before the close, for a day', async () => {
  const ticker = (timestamp: number, fundingRate: number | undefined): DerivativeTicker => ({
    ...{ kind: 'derivative-ticker', timestamp, localTimestamp: timestamp, fundingRate },
    ...{ lastPrice: undefined, markPrice: 100, indexPrice: undefined, openInterest: undefined },
  })
  const tickers = [ticker(start, 1e-4), ticker(start + HOUR, undefined), ticker(start + 2 * HOUR, -2e-4)]
  const closes = [start - 1, start, start + HOUR, start + 2 * HOUR, start + 2 * HOUR + DAY, start + 3 * HOUR + DAY]
  const bars = [...(await withFundingRate(closes.map(aBar), blocksOf(tickers, 1)))]
  expect(bars.map(({ fundingRate }) => fundingRate)).toEqual([undefined, 1e-4, 1e-4, -2e-4, -2e-4, undefined])
})
