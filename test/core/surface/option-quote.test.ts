import { DAY } from '../../../src/core/market/event'
import { optionQuote, type FittedSurface } from '../../../src/core/surface/option-quote'
import { totalVariance } from '../../../src/core/surface/svi'

const time = 20_000 * DAY
const slice = (days: number, forward: number, vol: number) => {
  const years = days / 365
  return {
    ...{ expiry: time + days * DAY, years, forward },
    smile: { a: 0.6 * vol * vol * years, b: 0.1 * Math.sqrt(years), rho: -0.4, m: 0.01, s: 0.2 },
  }
}
const fitted: FittedSurface = { time, index: 100, slices: [slice(10, 101, 0.5), slice(40, 104, 0.6)] }

test('an option of a fitted expiry has the smile’s volatility at its strike, and the carry to its forward', () => {
  for (const { expiry, years, forward, smile } of fitted.slices)
    for (const strike of [80, 100, 130]) {
      const { vol, carry } = optionQuote(fitted, { strike, expiry })!
      expect(vol).toBeCloseTo(Math.sqrt(totalVariance(smile, Math.log(strike / forward)) / years), 12)
      expect(100 * Math.exp(carry * years)).toBeCloseTo(forward, 10)
    }
})

test('between expiries total variance at the money and the log forward are linear in time', () => {
  const expiry = time + 25 * DAY
  const years = 25 / 365
  const forward = Math.sqrt(101 * 104)
  const { vol, carry } = optionQuote(fitted, { strike: forward, expiry })!
  expect(100 * Math.exp(carry * years)).toBeCloseTo(forward, 10)
  const [near, far] = fitted.slices.map(({ smile }) => totalVariance(smile, 0))
  expect(vol * vol * years).toBeCloseTo((near + far) / 2, 10)
})

test('an option that expires no later than the fit has none', () => {
  expect(optionQuote(fitted, { strike: 100, expiry: time })).toBeUndefined()
  expect(optionQuote(fitted, { strike: 100, expiry: time - DAY })).toBeUndefined()
})
