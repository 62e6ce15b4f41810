import { bookMarks, quotesOf, usableSurface } from '../../../src/core/decision/book-marks'
import { mandateOf } from '../../../src/core/decision/mandate-of'
import { nextOption } from '../../../src/core/decision/option-programme'
import { evaluate } from '../../../src/core/hedging/evaluate'
import { DAY, SECOND } from '../../../src/core/market/event'
import { emptyBook } from '../../../src/core/portfolio/book'
import { markBook } from '../../../src/core/portfolio/mark-book'
import type { BookOption } from '../../../src/core/portfolio/portfolio'
import { bsmGreeks } from '../../../src/core/pricing/greeks'
import { black76Price } from '../../../src/core/pricing/price'
import type { FittedSurface } from '../../../src/core/surface/option-quote'
import { totalVariance } from '../../../src/core/surface/svi'
import { aHedge, aMarketState, aPortfolio, noon } from './a-market-state'

const year = 365 * DAY
const slice = (days: number, forward: number) => ({
  ...{ expiry: noon + days * DAY, years: days / 365, forward },
  smile: { a: (0.2 * days) / 365, b: 0.1, rho: -0.5, m: 0, s: 0.1 },
})
const fitted: FittedSurface = { time: noon, index: 200, slices: [slice(7, 201), slice(30, 204)] }
const state = { surface: { time: noon, expiries: 2, quotes: 40, inside: 1, carried: undefined, fitted } }
const quotedIn = { instrument: 'deribit/BTC', state }
const settings = aPortfolio()

const option = (type: 'call' | 'put', strike: number, days: number, quantity: number): BookOption => ({
  ...{ option: `${type}-${strike}-${days}`, type, strike, expiry: noon + days * DAY, quantity, multiplier: 2 },
})
const options = [option('call', 210, 7, -10), option('put', 180, 30, 5), option('call', 200, -1, 3)]
const book = { ...emptyBook, options }
const rate = 0.03

/** Forward, years and volatility of an option of a fitted expiry, straight from its smile. */
const onSmile = ({ expiry, strike }: BookOption) => {
  const own = fitted.slices.find((one) => one.expiry === expiry)!
  const vol = Math.sqrt(totalVariance(own.smile, Math.log(strike / own.forward)) / own.years)
  return { forward: own.forward, years: own.years, vol }
}

test('each living option has the volatility and the forward of its own strike and expiry', () => {
  const marks = bookMarks(book, 'deribit/BTC', usableSurface(settings, quotedIn, noon), noon)!
  if (marks.kind !== 'surface') throw new Error(marks.kind)
  expect(marks.legs.map((leg) => leg.option)).toEqual(['call-210-7', 'put-180-30'])
  for (const [i, { vol, carry }] of marks.legs.entries()) {
    const own = onSmile(options[i])
    expect(vol).toBeCloseTo(own.vol, 12)
    expect(200 * Math.exp(carry * own.years)).toBeCloseTo(own.forward, 9)
  }
})

test('a book is worth its options at the surface, and is hedged by the sum of their deltas there', () => {
  const quotes = quotesOf(bookMarks(book, 'deribit/BTC', usableSurface(settings, quotedIn, noon), noon))
  const living = { ...book, options: options.slice(0, 2) }
  const market = aMarketState({ spot: 200, volatility: [{ years: 1, vol: 0.9 }] })
  const mark = { time: noon, spot: 200, volatility: market.volatility, rate, yearsPerMicrosecond: 1 / year, quotes }
  const value = living.options.reduce((sum, held) => {
    const discount = Math.exp(-rate * onSmile(held).years)
    return sum + held.quantity * 2 * black76Price({ ...held, ...onSmile(held), discount })
  }, 0)
  expect(markBook(living, mark)!.options).toBeCloseTo(value, 8)

  const mandate = aHedge({ strategy: { kind: 'fixed-band', halfWidth: 0.05 } })
  const own = aPortfolio({ mandate, rate })
  const ready = mandateOf(
    own,
    { book: living, state: { last: undefined } },
    { [own.instrument]: market },
    { policy: undefined, time: noon, quotes },
  )
  if (ready.kind !== 'ready' || ready.mandate.kind !== 'hedge') throw new Error(ready.kind)
  const { exposure, band } = evaluate(ready.mandate.snapshot)
  const greeks = living.options.map((held) => {
    const { forward, years, vol } = onSmile(held)
    const terms = { type: held.type, spot: 200, strike: held.strike, years, vol, rate }
    const dividend = rate - Math.log(forward / 200) / years
    return { units: held.quantity * held.multiplier, ...bsmGreeks({ ...terms, dividend }) }
  })
  for (const name of ['delta', 'gamma', 'vega', 'theta'] as const)
    expect(exposure[name]).toBeCloseTo(
      greeks.reduce((sum, one) => sum + one.units * one[name], 0),
      7,
    )
  expect(band!.centre).toBeCloseTo(-exposure.delta, 12)
})

test('a surface that is missing, too old or of a later time is not used, with the reason', () => {
  const at = (seconds: number, limit?: number) =>
    usableSurface(
      aPortfolio({ limits: { ...settings.limits, surfaceMaxAge: limit } }),
      quotedIn,
      noon + seconds * SECOND,
    )
  expect(at(900)).toEqual({ kind: 'surface', fitted })
  const old = { kind: 'surface-too-old', instrument: 'deribit/BTC', fitted: noon }
  expect(at(901)).toEqual({ ...old, most: 900 })
  expect(at(901, 3600).kind).toBe('surface')
  expect(at(31, 30)).toEqual({ ...old, most: 30 })
  expect(at(-1)).toEqual({ ...old, most: 900 })
  const missing = { kind: 'surface-missing', instrument: 'deribit/BTC' }
  expect(usableSurface(settings, { instrument: 'deribit/BTC', state: undefined }, noon)).toEqual(missing)
  expect(bookMarks(book, 'deribit/BTC', at(901), noon)).toEqual({ ...old, most: 900 })
  expect(quotesOf(at(901) as never)).toBeUndefined()
  expect(bookMarks({ options: options.slice(2) }, 'deribit/BTC', at(0), noon)).toBeUndefined()
})

test('a programme writes its option at the price of the surface', () => {
  const programme = { type: 'put', moneyness: 0.9, days: 7, quantity: -10, multiplier: 1 } as const
  const surface = usableSurface(settings, quotedIn, noon)
  const step = nextOption(programme, emptyBook, aMarketState(), { rate, time: noon, surface })
  if (step?.kind !== 'opens' || step.entry.kind !== 'option-trade') throw new Error('nothing opened')
  const { strike, expiry } = step.entry
  const own = onSmile(option('put', strike, 7, -10))
  expect([strike, expiry]).toEqual([180, noon + 7 * DAY])
  const price = black76Price({ type: 'put', strike, ...own, discount: Math.exp(-rate * own.years) })
  expect(step.entry.cash / 1e6).toBeCloseTo(10 * price, 5)
})
