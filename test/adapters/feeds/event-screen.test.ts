import type { FeedEvent } from '../../../src/core/market/event'
import { refuseEvent, startEventScreen } from '../../../src/core/market/event-screen'
import { aQuote, aTrade } from './scripted-source'

const arrived = <T extends FeedEvent>(event: T): T => ({ ...event, localTimestamp: event.timestamp })

const startScreening = () => {
  const screen = startEventScreen()
  const outcomes: (string | number)[] = []
  const judged = (event: FeedEvent, reason: string | undefined): void => {
    outcomes.push(reason ?? (event.kind === 'trade' ? event.price : event.kind))
  }
  return { screen, outcomes, judged, take: (event: FeedEvent) => screen.take(arrived(event), judged) }
}

const learned = () => {
  const screening = startScreening()
  for (let i = 0; i < 5; i++) screening.take(aTrade(i, 100 + i))
  screening.outcomes.splice(0)
  return screening
}

describe('refuseEvent', () => {
  test.each([
    ['a price of zero', aTrade(0, 0), 'price-not-positive'],
    ['a negative price', aTrade(0, -1), 'price-not-positive'],
    ['a price that is no number', aTrade(0, NaN), 'not-a-number'],
    ['an infinite size', aTrade(0, 1, Infinity), 'not-a-number'],
    ['a crossed quote', aQuote(0, 100, 99), 'crossed'],
    ['a venue time two days from its arrival', { ...aTrade(0), localTimestamp: 1 }, 'bad-time'],
  ])('refuses %s', (_, event, reason) => {
    const stamped = reason === 'bad-time' ? event : arrived(event)
    expect(refuseEvent(stamped)).toBe(reason)
  })

  test('finds nothing wrong with a sound trade, quote and gap', () => {
    expect(refuseEvent(arrived(aTrade(0)))).toBeUndefined()
    expect(refuseEvent(arrived(aQuote(0)))).toBeUndefined()
    expect(refuseEvent(arrived(aQuote(0, 100, 100)))).toBeUndefined()
    expect(refuseEvent({ kind: 'gap', timestamp: 5, reason: 'disconnect' })).toBeUndefined()
  })
})

describe('an event screen', () => {
  test('lets the first prices wait until five are known, then passes them in order without the odd one', () => {
    const { take, outcomes } = startScreening()
    for (const [i, price] of [100_000, 100, 101, 102].entries()) take(aTrade(i, price))
    expect(outcomes).toEqual([])
    take(aTrade(4, 103))
    expect(outcomes).toEqual(['absurd-price', 100, 101, 102, 103])
  })

  test('settles with three where no more come soon, and not with two', () => {
    const { screen, take, outcomes, judged } = startScreening()
    take(aTrade(0, 100))
    take(aTrade(1, 100_000))
    screen.settle(judged)
    expect(outcomes).toEqual([])
    take(aTrade(2, 101))
    screen.settle(judged)
    expect(outcomes).toEqual([100, 'absurd-price', 101])
  })

  test('refuses what it could not judge before the connection was lost', () => {
    const { screen, take, outcomes, judged } = startScreening()
    take(aTrade(0, 100))
    screen.lost(judged)
    expect(outcomes).toEqual(['unjudged'])
  })

  test.each([100_000, 0.1])('refuses a price of %d among prices of a hundred, and goes on', (price) => {
    const { take, outcomes } = learned()
    take(aTrade(10, price))
    take(aQuote(11, price, price * 1.01))
    take(aTrade(12, 105))
    expect(outcomes).toEqual(['absurd-price', 'absurd-price', 105])
  })

  test('follows a market that moves far over many trades', () => {
    const { take, outcomes } = learned()
    for (let i = 0; i < 400; i++) take(aTrade(10 + i, 100 * 1.02 ** i))
    expect(outcomes).not.toContain('absurd-price')
  })

  test('refuses a quote older than the last, and a trade only where it is ten seconds older', () => {
    const { take, outcomes } = learned()
    take(aQuote(60_000))
    take(aQuote(59_999))
    take(aTrade(60_000, 101))
    take(aTrade(50_001, 102))
    take(aTrade(49_000, 103))
    expect(outcomes).toEqual(['quote', 'time-back', 101, 102, 'time-back'])
  })

  test('lets the venue time begin anew after a lost connection, but no price', () => {
    const { screen, take, outcomes, judged } = learned()
    take(aQuote(60_000))
    screen.lost(judged)
    take(aQuote(10))
    take(aTrade(11, 100_000))
    expect(outcomes).toEqual(['quote', 'quote', 'absurd-price'])
  })

  test('takes prices that agree for a minute for the market, and announces a gap before the first it passes', () => {
    const { take, outcomes } = learned()
    for (let i = 0; i <= 59; i++) take(aTrade(1000 * (10 + i), 5))
    expect(new Set(outcomes)).toEqual(new Set(['absurd-price']))
    take(aTrade(70_000, 5))
    take(aTrade(71_000, 5.1))
    expect(outcomes.slice(60)).toEqual(['gap', 5, 5.1])
  })

  test('takes the first five prices after a lost connection for the market where they agree', () => {
    const { screen, take, outcomes, judged } = learned()
    screen.lost(judged)
    for (let i = 0; i < 4; i++) take(aQuote(10 + i, 5, 5.1))
    expect(outcomes).toEqual([])
    take(aQuote(14, 5, 5.1))
    expect(outcomes).toEqual(['gap', ...Array<string>(5).fill('quote')])
  })

  test('takes three where no more come soon', () => {
    const { screen, take, outcomes, judged } = learned()
    screen.lost(judged)
    for (let i = 0; i < 3; i++) take(aTrade(10 + i, 5))
    screen.settle(judged)
    expect(outcomes).toEqual(['gap', 5, 5, 5])
  })

  test('refuses them where a price fits the market before, and holds nothing back from then on', () => {
    const { screen, take, outcomes, judged } = learned()
    screen.lost(judged)
    for (const [i, price] of [5, 5, 5, 100, 5, 5].entries()) take(aTrade(10 + i, price))
    const refused = 'absurd-price'
    expect(outcomes).toEqual([refused, refused, refused, 100, refused, refused])
  })

  test('never leaves a market that alternates with bad prices', () => {
    const { take, outcomes } = learned()
    for (let i = 0; i < 500; i++) take(aTrade(1000 * (10 + i), i % 2 ? 5 : 100))
    expect(outcomes).not.toContain('gap')
    expect(outcomes.filter((outcome) => outcome === 100)).toHaveLength(250)
  })
})
