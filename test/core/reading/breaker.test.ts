import fc from 'fast-check'
import { defaultBreaker, startBreaker, type BreakerLimits, type BreakerStatus } from '../../../src/core/reading/breaker'
import { between } from '../../support/between'

const limits: BreakerLimits = { move: 0.05, withinSeconds: 60, spread: 0.01, calmSeconds: 30 }
const START = 1_700_000_000_000_000
type Tick = readonly [seconds: number, price: number, spread?: number]

const kinds = (ticks: readonly Tick[], change: Partial<BreakerLimits> = {}): string[] => {
  const breaker = startBreaker({ ...limits, ...change })
  return ticks.map(([seconds, price, spread]) => breaker.step(START + seconds * 1e6, price, spread).kind)
}

describe('a breaker', () => {
  test.each([
    ['a fall', 0.95],
    ['a rise', 1.06],
  ])('opens at %s of the limit within the window', (_, factor) => {
    expect(
      kinds([
        [0, 100],
        [60, 100 * factor],
      ]),
    ).toEqual(['closed', 'open'])
    expect(
      kinds([
        [0, 100],
        [61, 100 * factor],
      ]),
    ).toEqual(['closed', 'closed'])
  })

  test('opens on a slide of small steps, and on a rebound from a low', () => {
    expect(
      kinds([
        [0, 100],
        [20, 98],
        [40, 96.5],
        [55, 94.9],
      ]).at(-1),
    ).toBe('open')
    expect(
      kinds([
        [0, 100],
        [10, 96],
        [20, 100.9],
      ]),
    ).toEqual(['closed', 'closed', 'open'])
  })

  test('opens on a spread that blows out, and on a price or spread that is not a number', () => {
    expect(
      kinds([
        [0, 100, 0.001],
        [1, 100, 0.01],
      ]),
    ).toEqual(['closed', 'open'])
    for (const bad of [
      [1, NaN],
      [1, 0],
      [1, -5],
      [1, Infinity],
      [1, 100, NaN],
    ] as const)
      expect(kinds([[0, 100], bad])).toEqual(['closed', 'open'])
  })

  test('closes at the first price after the calm, counted from the last cause', () => {
    const fallen: readonly Tick[] = [10, 60, 61, 89, 90].map((seconds) => [seconds, 94])
    expect(kinds([[0, 100], ...fallen])).toEqual(['closed', 'open', 'open', 'open', 'open', 'closed'])
  })

  test('gives when and by how much', () => {
    const breaker = startBreaker(limits)
    breaker.step(START, 100)
    breaker.step(START + 1e6, 90)
    expect(breaker.step(START + 2e6, 91)).toEqual({
      kind: 'open',
      cause: 'move',
      value: expect.closeTo(-0.1) as number,
      since: START + 1e6,
      lastCause: START + 2e6,
    })
  })

  test.each([{ move: 0 }, { move: NaN }, { move: 1 }, { withinSeconds: 0 }, { spread: -1 }, { calmSeconds: Infinity }])(
    'refuses limits out of range: %j',
    (change) => {
      expect(() => startBreaker({ ...limits, ...change })).toThrow(
        expect.objectContaining({ code: 'numerical-domain' }),
      )
    },
  )
})

const walk: fc.Arbitrary<readonly Tick[]> = fc
  .array(fc.tuple(between(0, 20), between(-0.04, 0.04), between(0, 0.012)), { minLength: 1, maxLength: 150 })
  .map((moves) => {
    let [time, price] = [0, 100]
    return moves.map(([wait, move, spread]) => [(time += Math.round(wait)), (price *= 1 + move), spread] as const)
  })

test('it is open exactly while a plain scan of the whole history finds a cause within the calm', () => {
  fc.assert(
    fc.property(walk, (ticks) => {
      const caused = ticks.map(([time, price, spread = 0], i) => {
        const window = ticks
          .slice(0, i + 1)
          .filter(([at]) => at >= time - limits.withinSeconds)
          .map((tick) => tick[1])
        const fall = 1 - price / Math.max(...window)
        const rise = price / Math.min(...window) - 1
        return fall >= limits.move || rise >= limits.move || spread >= limits.spread
      })
      const expected = ticks.map(([time], i) => {
        const cause = caused.lastIndexOf(true, i)
        return cause >= 0 && (cause === i || time - ticks[cause][0] < limits.calmSeconds) ? 'open' : 'closed'
      })
      expect(kinds(ticks)).toEqual(expected)
    }),
  )
})

test('a looser breaker is never open where a tighter one is closed', () => {
  fc.assert(
    fc.property(walk, between(1, 4), (ticks, factor) => {
      const tight = kinds(ticks)
      const loose = kinds(ticks, { move: Math.min(limits.move * factor, 0.9), spread: limits.spread * factor })
      loose.forEach((kind, i) => expect(kind === 'open' && tight[i] === 'closed').toBe(false))
    }),
  )
})

test('prices that move by less than the limit in all never open it', () => {
  fc.assert(
    fc.property(fc.array(between(100, 103.9), { maxLength: 300 }), (prices) => {
      expect(
        kinds(
          prices.map((price, i) => [i, price]),
          defaultBreaker,
        ),
      ).not.toContain('open')
    }),
  )
})

test('a time that goes back counts as the last one', () => {
  expect(
    kinds([
      [0, 100],
      [50, 100],
      [-500, 94],
    ]),
  ).toEqual(['closed', 'closed', 'open'])
})

test('goes on as an earlier one left it: open until it is calm again', () => {
  const first = startBreaker(defaultBreaker)
  first.step(0, 100)
  const left = first.step(10e6, 90)
  const next = startBreaker(defaultBreaker, JSON.parse(JSON.stringify(left)) as BreakerStatus)
  expect(next.status()).toEqual(left)
  expect(next.step(200e6, 90).kind).toBe('open')
  expect(next.step(311e6, 90).kind).toBe('closed')
})
