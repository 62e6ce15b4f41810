import { emptyQuotation, type OptionSummary } from '../../../src/core/market/event'
import { black76Price } from '../../../src/core/pricing/price'
import { chainQuotes } from '../../../src/core/surface/chain-quotes'
import { fitSurface } from '../../../src/core/surface/fit-surface'
import { markOption, openChain } from '../../../src/core/surface/mark-option'

const day = 86_400e6
const at = 1000 * day
const terms = { at, settlement: 'inverse', staleAfter: day / 24 } as const
const rule = { source: 'quote', widest: 0.5 } as const
const forward = 100

const quoted = (strike: number, own: Partial<OptionSummary> = {}): OptionSummary => {
  const type = strike < forward ? 'put' : 'call'
  const expiry = at + 73 * day
  const price = black76Price({ type, forward, strike, years: 0.2, vol: 0.6 }) / forward
  return {
    ...{ ...emptyQuotation, kind: 'option-summary', instrument: `X-${strike}`, type, strike, expiry },
    ...{ timestamp: at, localTimestamp: at, underlyingPrice: forward, indexPrice: 98 },
    ...{ bid: 0.99 * price, ask: 1.01 * price, markPrice: 1.02 * price },
    ...own,
  }
}

const strikes = [70, 80, 90, 100, 110, 120, 130]
const chainOf = (own: (strike: number) => Partial<OptionSummary> = () => ({})) => {
  const options = strikes.map((strike) => quoted(strike, own(strike)))
  return openChain(options, { surface: fitSurface(chainQuotes(options, terms).expiries), time: at }, terms)
}

describe('an option of a chain', () => {
  test('is valued at the middle of its quotes, or at the mark of its venue', () => {
    const chain = chainOf()
    const price = black76Price({ type: 'call', forward, strike: 110, years: 0.2, vol: 0.6 }) / forward
    const middle = markOption(chain, quoted(110), rule)!
    expect(middle).toMatchObject({ source: 'quote', forward })
    expect(middle.price).toBeCloseTo(price, 12)
    expect(middle.vol).toBeCloseTo(0.6, 9)
    expect(middle.atMoney).toBeCloseTo(0.6, 6)
    const venue = markOption(chain, quoted(110), { ...rule, source: 'venue' })!
    expect(venue.source).toBe('venue')
    expect(venue.price).toBeCloseTo(1.02 * price, 12)
  })

  test.each([
    ['without a bid', { bid: undefined }],
    ['with a spread wider than the rule allows', { bid: 0.001, ask: 0.1 }],
    ['with a quote that is too old', { timestamp: at - day }],
    ['with a quote of the future', { timestamp: at + 1 }],
  ])('is valued at the surface %s', (_, own) => {
    const chain = chainOf((strike) => (strike === 110 ? own : {}))
    const value = markOption(chain, quoted(110), rule)!
    expect(value.source).toBe('surface')
    expect(value.vol).toBeCloseTo(0.6, 3)
    expect(value.price).toBeCloseTo(
      black76Price({ type: 'call', forward, strike: 110, years: 0.2, vol: value.vol }) / forward,
      12,
    )
  })

  test('that has expired has no value', () => {
    expect(markOption(chainOf(), quoted(110, { expiry: at }), rule)).toBeUndefined()
  })
})

test('a chain whose surface is carried moves its forwards with the index since the fit', () => {
  const later = at + day / 4
  const before = chainOf()
  const [slice] = before.surface.expiries
  const aged = { expiries: [{ ...slice, years: slice.years - 0.25 / 365 }], leftOut: [] }
  const poor = [quoted(100, { timestamp: later, bid: undefined, underlyingPrice: undefined, indexPrice: 49 })]
  const chain = openChain(poor, { surface: aged, time: at }, { ...terms, at: later }, before)
  expect([chain.fittedAt, chain.fittedIndex, chain.index]).toEqual([at, 98, 49])
  const value = markOption(chain, poor[0], rule)!
  expect(value.source).toBe('surface')
  expect(value.forward).toBeCloseTo(50, 9)
})
