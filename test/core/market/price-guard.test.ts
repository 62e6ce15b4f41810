import { SECOND } from '../../../src/core/market/event'
import { edgeLevel, firstPrices, startPriceGuard } from '../../../src/core/market/price-guard'

const learned = (level = 100) => {
  const guard = startPriceGuard([level])
  let time = 0
  /** Judges a price so many seconds after the last one. */
  const see = (price: number, seconds = 10): string => {
    time += seconds * SECOND
    const verdict = guard.judge(price, price, price, time)
    if (verdict === 'fits' || verdict === 'level') guard.accept(price)
    return verdict
  }
  return { guard, see, many: (prices: readonly number[], seconds?: number) => prices.map((p) => see(p, seconds)) }
}

const times = (count: number, price: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => price * (1 + (i % 3) / 100))

describe('a price guard', () => {
  test('takes twenty prices that agree over more than a minute for the market', () => {
    const { guard, many, see } = learned()
    expect(many(times(20, 5))).toEqual(['begins', ...Array<string>(18).fill('held'), 'level'])
    expect(guard.change()).toEqual({ from: 100, to: 5 })
    expect([see(5.2), see(100)]).toEqual(['fits', 'begins'])
  })

  test('takes neither nineteen for it, nor two hundred within a minute', () => {
    const few = learned()
    expect(few.many(times(19, 5))).not.toContain('level')
    expect(few.see(101)).toBe('fits')
    const burst = learned()
    expect(burst.many(times(200, 5), 0.25)).not.toContain('level')
    expect(burst.see(101)).toBe('fits')
    expect(burst.see(5)).toBe('begins')
  })

  test('never follows prices that alternate with the market, nor bad ones that disagree', () => {
    const { many } = learned()
    expect(many(Array.from({ length: 400 }, (_, i) => (i % 2 ? 5 : 100)))).not.toContain('level')
    expect(many(Array.from({ length: 400 }, (_, i) => 2_000 * 3 ** (i % 7)))).not.toContain('level')
  })

  test('finds the new level with bad prices before and among its own', () => {
    const { many } = learned()
    const verdicts = many([1e6, ...times(8, 5), 1e6, 7e-4, ...times(14, 5)])
    expect(verdicts.slice(0, 3)).toEqual(['begins', 'begins', 'held'])
    expect(verdicts.slice(9, 11)).toEqual(['refused', 'refused'])
    expect(verdicts.at(-1)).toBe('level')
  })

  test('follows a fall that goes on, row after row', () => {
    const { many } = learned()
    expect(many(Array.from({ length: 40 }, (_, i) => 8 * 0.8 ** i))).toContain('level')
  })

  test('takes no range with one end near the market for a level', () => {
    const { guard } = learned()
    const verdicts = Array.from({ length: 100 }, (_, i) => guard.judge(100, 1e6, 5e5, i * 10 * SECOND))
    expect(new Set(verdicts)).toEqual(new Set(['spans']))
  })

  test('settles an unfinished run by another rule, or lets it go on', () => {
    const { guard, many, see } = learned()
    many(times(4, 5), 30)
    expect(guard.settle(edgeLevel)).toBe(false)
    see(5, 30)
    expect(guard.settle(edgeLevel)).toBe(true)
    expect(see(5)).toBe('fits')
  })
})

test('a guard starts with the first run of prices that is a level by itself, else with all', () => {
  const minutes = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i * 60 * SECOND)
  expect(firstPrices([900, ...times(6, 100), ...times(30, 5)], minutes(37))).toEqual(times(6, 100))
  expect(firstPrices([900, 100, 5, 100, 900], minutes(5))).toEqual([900, 100, 5, 100, 900])
  expect(firstPrices([...times(6, 900), ...times(3, 5)], Array<number>(9).fill(7))).toHaveLength(9)
  expect(firstPrices([], [])).toEqual([])
})
