import { openHighs } from '../../../../src/adapters/quadratic-program/highs'
import { startRng } from '../../../../src/core/rng'
import { touchCost, type BookTimeline } from '../../../../training/backtest/chain/chain-book'
import { chainFactors } from '../../../../training/backtest/chain/chain-factors'
import { startMarks } from '../../../../training/backtest/chain/hedge-chain'
import { hedgeWithOptions } from '../../../../training/backtest/chain/hedge-options'
import { aHistory, day, fees, rule, start } from './a-chain'

/** A still index whose volatility, the same at every strike and expiry, goes up or down a point at every chain. */
const rng = startRng(2)
let level = 0.6
const vols = Array.from({ length: 80 }, () => (level = Math.max(0.4, level + (rng.uniform() < 0.5 ? -0.01 : 0.01))))
const { chains } = aHistory(new Array<number>(80).fill(100), vols)
const marks = startMarks(chains, rule)
const factors = chainFactors(chains, marks)
const last = chains.length - 1
const option = chains[0].quotes.get('X-35-100-call')!

test('volatilities that move together are learned as one factor, and only from the chains before', () => {
  expect(factors.learned(59)).toBeUndefined()
  const { covariance, own } = factors.learned(last)!
  // A point every six hours: variance a year of 1e-4 × 1,460 at every node; the index does not move.
  for (let a = 1; a < covariance.length; a++)
    for (let b = 1; b < covariance.length; b++) expect(covariance[a][b] / 0.146).toBeCloseTo(1, 1)
  expect(own).toBeLessThan(1e-4)
  const fewer = chainFactors(chains.slice(0, 70), startMarks(chains.slice(0, 70), rule))
  expect(fewer.learned(65)).toEqual(factors.learned(65))
})

test('vega is split between the nodes around an option and summed it is the option’s', () => {
  const [gamma, ...vegas] = factors.exposure(0, option)
  expect(gamma).toBeGreaterThan(0)
  // 35 days lie between 30 and 90, at the money between nothing else.
  expect(vegas.flatMap((vega, n) => (vega > 1e-9 ? [n] : []))).toEqual([4, 7])
  expect(vegas[4]).toBeGreaterThan(vegas[7])
})

test('options hedge where risk is worth their cost, at ask or bid with fees, and not before there is enough to learn', async () => {
  const { solve } = await openHighs()
  const book: BookTimeline = {
    held: chains.map(({ at }) => (at < start + 35 * day ? [{ option, quantity: -10 }] : [])),
    cost: new Float64Array(chains.length),
  }
  const setting = { chains, factors, marks, fees, solve }
  const still = hedgeWithOptions(book, 1e-6, setting)
  expect(still.held).toEqual(book.held)
  const { held, cost } = hedgeWithOptions(book, 1000, setting)
  expect(held.slice(0, 60)).toEqual(book.held.slice(0, 60))
  const first = factors.learned(60) === undefined ? 61 : 60
  const hedge = held[first].slice(1)
  expect(hedge.length).toBeGreaterThan(0)
  const vegaOf = (i: number, holdings: (typeof held)[number]): number =>
    holdings.reduce((sum, { option: own, quantity }) => {
      const [, ...vegas] = factors.exposure(i, own)
      return sum + quantity * vegas.reduce((a, b) => a + b, 0)
    }, 0)
  expect(Math.abs(vegaOf(first, held[first]))).toBeLessThan(0.1 * Math.abs(vegaOf(first, book.held[first])))
  const paid = hedge.map((trade) => touchCost(chains[first], trade, marks(first, trade.option).price, fees)!)
  expect(cost[first]).toBeCloseTo(
    paid.reduce((a, b) => a + b),
    12,
  )
})
