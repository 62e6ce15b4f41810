import { hedgeGreeks, hedgePayoff } from '../../../../src/core/portfolio/attribute-chain'
import { bookTimelines, optionFee, type BookTimeline } from '../../../../training/backtest/chain/chain-book'
import { chainForecast } from '../../../../training/backtest/chain/chain-forecast'
import { chainLooks } from '../../../../training/backtest/chain/chain-looks'
import { chainSlopes } from '../../../../training/backtest/chain/chain-slopes'
import { followBook, hedgeBook, startMarks } from '../../../../training/backtest/chain/hedge-chain'
import { aHistory, day, fees, rule, start } from './a-chain'

/** Eleven days of chains around 100. */
const indices = Array.from({ length: 45 }, (_, i) => 100 + 12 * Math.sin(i / 9) + ((i * 7) % 5) - 2)
const history = aHistory(indices)
const { chains } = history
const looks = chainLooks(history, 'perpetual')
const marks = startMarks(chains, rule)
const forecast = chainForecast(history, looks)
const setting = { chains, looks, marks, forecast, slopes: chainSlopes(chains) }

/** One option from the first chain to its expiry. */
const holding = (strike: number, type: 'call' | 'put', quantity: number): BookTimeline => ({
  held: chains.map(({ at, quotes }) => {
    const option = chains[0].quotes.get(`X-7-${strike}-${type}`)!
    return quotes.size > 0 && at < start + 7 * day ? [{ option, quantity }] : []
  }),
  cost: new Float64Array(chains.length),
})
const sum = (column: Iterable<number>): number => [...column].reduce((total, value) => total + value, 0)

describe('a book on chains', () => {
  test('makes its premium less what it pays at expiry, split by cause without a remainder', () => {
    for (const [strike, type] of [
      [100, 'call'],
      [110, 'put'],
    ] as const) {
      const book = followBook(holding(strike, type, -2), setting)
      const option = chains[0].quotes.get(`X-7-${strike}-${type}`)!
      const settled = indices[28]
      const paid = Math.max(type === 'call' ? settled - strike : strike - settled, 0) / settled
      expect(sum(book.parts.map(({ total }) => total))).toBeCloseTo(2 * marks(0, option).price - 2 * paid, 10)
      for (const { delta, gamma, theta, vega, vanna, volga, skew, other, total } of book.parts)
        expect(delta + gamma + theta + sum(vega) + vanna + volga + skew + other).toBeCloseTo(total, 12)
    }
  })

  test('hedged to net delta at every look: profit and cost of the first interval by hand', () => {
    const book = followBook(holding(100, 'call', -2), setting)
    const choice = { strategy: { kind: 'every-step' }, centre: 'net', expected: false } as const
    const made = hedgeBook(book, setting, choice, { fees, settlement: 'inverse' })
    const held = -book.net[0]
    expect(held).toBeGreaterThan(0)
    expect(made.hedge[0]).toBeCloseTo(held * hedgePayoff('inverse', indices[0], indices[1]), 12)
    expect(made.cost[0]).toBeCloseTo(fees.taker * held, 12)
    // The dollars of the contract stay, so that the coins that it stands for fall as the price rises.
    const before = (held * indices[0]) / indices[1]
    expect(made.cost[1]).toBeCloseTo(fees.taker * Math.abs(-book.net[1] - before), 12)
  })

  test('has, around each centre, net delta and vega times the slope of its volatility', () => {
    const slopes = () => ({ 'sticky-moneyness': -0.1, 'minimum-variance': 0.3 })
    const book = followBook(holding(110, 'call', -2), { ...setting, slopes })
    const option = chains[0].quotes.get('X-7-110-call')!
    const { vega } = hedgeGreeks('inverse', { ...option, ...marks(0, option) })
    expect(vega).toBeGreaterThan(0.01)
    expect(book['sticky-moneyness'][0]).toBeCloseTo(book.net[0] - 2 * vega * -0.1, 12)
    expect(book['minimum-variance'][0]).toBeCloseTo(book.net[0] - 2 * vega * 0.3, 12)
    const choice = { strategy: { kind: 'every-step' }, centre: 'minimum-variance', expected: false } as const
    const made = hedgeBook(book, setting, choice, { fees, settlement: 'inverse' })
    expect(made.hedge[0]).toBeCloseTo(-book['minimum-variance'][0] * hedgePayoff('inverse', indices[0], indices[1]), 12)
  })

  test('is hedged on a threshold only once delta has left it, at the price of that look', () => {
    const book = followBook(holding(100, 'call', -1), setting)
    const choice = {
      strategy: { kind: 'delta-threshold', threshold: 0.2, seconds: 5 },
      centre: 'plain',
      expected: false,
    } as const
    const { cost, hedge } = hedgeBook(book, setting, choice, { fees, settlement: 'inverse' })
    let dollars = 0
    for (let i = 0; i < 28; i++) {
      const off = Math.abs(-book.plain[i] - dollars / indices[i])
      expect(cost[i]).toBeCloseTo(off > 0.2 ? fees.taker * off : 0, 12)
      if (off > 0.2) dollars = -book.plain[i] * indices[i]
      expect(hedge[i]).toBeCloseTo(dollars * (1 / indices[i] - 1 / indices[i + 1]), 12)
    }
  })

  test('is hedged by no price of the future: later chains change no earlier trade', () => {
    const other = aHistory(indices.map((index, i) => (i <= 12 ? index : 0.8 * index)))
    const made = [history, other].map((one) => {
      const ownLooks = chainLooks(one, 'perpetual')
      const [timeline] = bookTimelines(
        { kind: 'strangle', days: 7, delta: 0.25, size: 1, copies: 1, entry: 'touch' },
        one.chains,
        { rule, fees, seed: 1 },
      )
      const own = {
        ...{ chains: one.chains, looks: ownLooks, marks: startMarks(one.chains, rule) },
        ...{ forecast: chainForecast(one, ownLooks), slopes: chainSlopes(one.chains) },
      }
      const book = followBook(timeline, own)
      const choice = {
        strategy: { kind: 'whalley-wilmott', riskAversion: 30, multiplier: 1 },
        centre: 'net',
        expected: true,
      } as const
      const { cost, hedge } = hedgeBook(book, own, choice, { fees, settlement: 'inverse' })
      return { cost: [...cost.slice(0, 13)], hedge: [...hedge.slice(0, 12)], held: timeline.held.slice(0, 13) }
    })
    expect(made[1]).toEqual(made[0])
    expect(sum(made[0].cost)).toBeGreaterThan(0)
  })
})

describe('a strangle', () => {
  const book = { kind: 'strangle', days: 7, delta: 0.25, size: 1, copies: 1, entry: 'touch' } as const
  const [{ held, cost }] = bookTimelines(book, chains, { rule, fees, seed: 1 })

  test('is sold at the bid with fees, out of the money on both sides, and sold anew when it has expired', () => {
    const [call, put] = held[0]
    expect([call.quantity, put.quantity, call.option.type, put.option.type]).toEqual([-1, -1, 'call', 'put'])
    expect(call.option.strike).toBeGreaterThan(indices[0])
    expect(put.option.strike).toBeLessThan(indices[0])
    const paid = [call, put].map(({ option }) => {
      const { bid } = chains[0].quotes.get(option.instrument)!
      return marks(0, option).price - bid! + Math.min(3e-4, 0.125 * bid!)
    })
    expect(cost[0]).toBeCloseTo(sum(paid), 12)
    expect(held[27]).toEqual(held[0])
    expect(held[28].map(({ option }) => option.expiry)).toEqual([start + 14 * day, start + 14 * day])
  })

  test('pays a fee of at most an eighth of the price of an option', () => {
    const place = { settlement: 'inverse', index: 100 } as const
    expect(optionFee(fees, place, 0.0008)).toBeCloseTo(0.0001, 15)
    expect(optionFee(fees, place, 0.05)).toBe(3e-4)
    expect(optionFee(fees, { ...place, settlement: 'linear' }, 5)).toBeCloseTo(0.03, 15)
  })
})

test('a maker’s lines are drawn by their seed and replaced as they expire', () => {
  const book = { kind: 'maker', lines: 24, size: 1, copies: 2, entry: 'mark' } as const
  const drawn = bookTimelines(book, chains, { rule, fees, seed: 3 })
  expect(drawn).toEqual(bookTimelines(book, chains, { rule, fees, seed: 3 }))
  expect(drawn[0].held[0]).not.toEqual(drawn[1].held[0])
  for (const { held } of drawn) for (const lines of held) expect(lines).toHaveLength(24)
  const expired = drawn[0].held[27].filter(({ option }) => option.expiry === start + 7 * day)
  expect(expired.length).toBeGreaterThan(0)
  expect(drawn[0].held[28].some(({ option }) => option.expiry === start + 7 * day)).toBe(false)
})

test('a calendar sells a call at the money and buys the same strike beyond it', () => {
  const book = { kind: 'calendar', nearDays: 7, farDays: 21, size: 2, copies: 1, entry: 'touch' } as const
  const [{ held }] = bookTimelines(book, chains, { rule, fees, seed: 1 })
  const [near, far] = held[0]
  expect([near.quantity, far.quantity]).toEqual([-2, 2])
  expect(near.option.strike).toBe(far.option.strike)
  expect([near.option.expiry, far.option.expiry]).toEqual([start + 7 * day, start + 21 * day])
  // Rolled: the far call is closed, a new pair opened.
  expect(held[28].map(({ option }) => option.expiry).sort()).toEqual([start + 14 * day, start + 21 * day])
})

describe('looks', () => {
  const spot = Array.from({ length: 200 }, (_, k) => ({
    at: start + (k - 20) * (day / 96),
    price: 50 + k / 40,
  }))
  const between = chainLooks({ ...history, spot }, 'perpetual')

  test('between chains are the bars, brought to the index, and end at the next chain', () => {
    expect([...between.first.slice(0, 2)]).toEqual([0, 24])
    expect(between.price[0]).toBe(indices[0])
    const own = 50 + 20 / 40
    expect(between.price[1]).toBeCloseTo((indices[0] * (own + 1 / 40)) / own, 10)
    expect(between.next[0]).toBe(between.price[1])
    expect(between.next[23]).toBe(indices[1])
  })

  test('settle options at the bar of their expiry, else at the index of the next chain', () => {
    const at = start + day / 96
    expect(between.settlementAt(0, at)).toBeCloseTo(between.price[1], 10)
    expect(looks.settlementAt(0, at)).toBe(indices[1])
  })

  test('price the hedge by the perpetual where both ends are recorded, else by the index at both', () => {
    const perpetual = [0, 1].map((i) => ({ at: start + (i * day) / 4, price: 1.01 * indices[i] }))
    const found = chainLooks({ ...history, perpetual }, 'perpetual')
    expect([found.price[0], found.next[0]]).toEqual([1.01 * indices[0], 1.01 * indices[1]])
    expect([found.price[1], found.next[1]]).toEqual([indices[1], indices[2]])
    expect(found.recorded).toBeCloseTo(1 / 44, 12)
  })

  test('charge what a funding accrues between them, and a payment on what is held until then', () => {
    const hours = 3600e6
    const stretch = { from: start + hours, at: start + 9 * hours, rate: 8e-4, basis: 'venue' } as const
    const found = chainLooks({ ...history, fundings: [stretch] }, 'perpetual')
    // Five of eight hours before the second chain, three after it.
    expect(found.funding[0]).toBeCloseTo(5e-4, 12)
    expect(found.funding[1]).toBeCloseTo(3e-4, 12)
    expect(sum(found.funding)).toBeCloseTo(8e-4, 12)
    expect(found.funded).toBeCloseTo(8 / (11 * 24), 12)
    const fine = chainLooks({ ...history, spot, fundings: [stretch] }, 'perpetual')
    expect(fine.funding[8]).toBeCloseTo(2.5e-5, 12)
    expect(sum(fine.funding)).toBeCloseTo(8e-4, 12)

    const paying = { ...history, instrument: { venue: 'binance', symbol: 'X' } }
    const paid = [0, 8, 16, 24].map((hour) => ({ at: start + hour * hours, rate: 1e-4, basis: 'venue' as const }))
    const [, , unknown] = paid
    const some = chainLooks(
      { ...paying, fundings: [...paid.slice(0, 2), { ...unknown, rate: undefined }, paid[3]] },
      'perpetual',
    )
    // The payment at the first chain is for who held before it; that at the fifth falls on what was held until then.
    expect([...some.funding.slice(0, 5)]).toEqual([0, 1e-4, 0, 1e-4, 0])
    expect(some.funded).toBeCloseTo(2 / 33, 12)
    expect(chainLooks({ ...paying, fundings: paid }, 'future').funded).toBeUndefined()
  })
})
