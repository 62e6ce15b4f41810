import { foldEvent, liveStateOf, startLiveMarket } from '../../../src/app/engine/live-market'
import type { MarketChange } from '../../../src/core/reading/market'
import { defaultBreaker } from '../../../src/core/reading/breaker'
import { defaultTrust } from '../../../src/core/reading/trust/trust-limits'
import { aGap, aQuote, type FeedEvent } from '../../core/market/events'

const follow = () => {
  const live = startLiveMarket({
    ...{ instrument: 'v/X', models: undefined, past: undefined },
    limits: { breaker: defaultBreaker, trust: defaultTrust },
  })
  const readings: Extract<MarketChange, { kind: 'bars' }>['readings'][number][] = []
  const fold = (event: FeedEvent): void => {
    const change = foldEvent(live, event)
    if (change.kind === 'bars') readings.push(...change.readings)
  }
  /** A quote a second around a level that swings by a thousandth. */
  const quotes = (from: number, to: number, level: number): void => {
    for (let s = from; s < to; s++) {
      const mid = level * (1 + 0.001 * Math.sin(s / 7))
      fold(aQuote(s, mid * 0.9999, mid * 1.0001))
    }
  }
  return { readings, fold, quotes, state: () => liveStateOf(live)! }
}

test('a new level opens the breaker, which closes once the market there has been calm', () => {
  const { fold, quotes, state } = follow()
  quotes(0, 1200, 2000)
  fold({ ...aGap(1260), reason: 'level-change' })
  quotes(1261, 1300, 100)
  expect(state()).toMatchObject({ gapSince: undefined, breaker: { kind: 'open', cause: 'move' } })
  expect(state().spot).toBeCloseTo(100, 0)
  quotes(1300, 1261 + defaultBreaker.withinSeconds + defaultBreaker.calmSeconds + 30, 100)
  expect(state().breaker).toEqual({ kind: 'closed' })
})

test('no reading takes a new level for a return of the market', () => {
  const { fold, quotes, readings } = follow()
  quotes(0, 3600, 2000)
  const before = readings.at(-1)!
  fold({ ...aGap(3661), reason: 'level-change' })
  quotes(3662, 5400, 100)
  const after = readings.at(-1)!
  expect(after.bar.close).toBeCloseTo(100, 0)
  expect(after.nowVol! / before.nowVol!).toBeGreaterThan(0.5)
  expect(after.nowVol! / before.nowVol!).toBeLessThan(2)
  for (const { volatility } of readings) for (const { vol } of volatility) expect(vol).toBeLessThan(10)
})
