import { emptyQuotation, type OptionSummary } from '../../../src/core/market/event'
import { black76Price } from '../../../src/core/pricing/price'
import { chainQuotes } from '../../../src/core/surface/chain-quotes'
import { parityForward } from '../../../src/core/surface/parity-forward'

const day = 86_400e6
const at = 1000 * day
const terms = { at, settlement: 'linear', staleAfter: day } as const

const anOption = (own: Partial<OptionSummary> & Pick<OptionSummary, 'type' | 'strike'>): OptionSummary => ({
  ...emptyQuotation,
  kind: 'option-summary',
  instrument: `X-${own.strike}-${own.type}`,
  expiry: at + 73 * day,
  timestamp: at,
  localTimestamp: at,
  ...own,
})

const quoted = (
  type: 'call' | 'put',
  strike: number,
  { scale = 1, discount = 1, ...own }: { scale?: number; discount?: number } & Partial<OptionSummary> = {},
): OptionSummary => {
  const price = scale * black76Price({ type, forward: 100, strike, years: 0.2, vol: 0.5, discount })
  return anOption({ type, strike, bid: price * 0.99, ask: price * 1.01, ...own })
}

describe('the quotes of a chain', () => {
  test('are volatilities at log-moneyness on the dated future', () => {
    const { expiries, refused } = chainQuotes([quoted('call', 110, { underlyingPrice: 100 })], terms)
    expect(refused).toEqual({})
    const [{ forward, forwardError, years, quotes }] = expiries
    expect([forward, forwardError]).toEqual([100, 0])
    expect(years).toBeCloseTo(0.2, 12)
    expect(quotes[0].k).toBeCloseTo(Math.log(1.1), 12)
    expect(quotes[0].midVol).toBeCloseTo(0.5, 9)
    expect(quotes[0].bidVol).toBeLessThan(0.5)
    expect(quotes[0].askVol).toBeGreaterThan(0.5)
  })

  test('of coin-settled options are shares of the forward', () => {
    const { expiries } = chainQuotes([quoted('put', 80, { underlyingPrice: 100, scale: 0.01 })], {
      ...terms,
      settlement: 'inverse',
    })
    expect(expiries[0].quotes[0].midVol).toBeCloseTo(0.5, 9)
  })

  test('stand on put-call parity where no future is quoted, in money and in coin', () => {
    for (const [settlement, scale] of [
      ['linear', 1],
      ['inverse', 0.01],
    ] as const) {
      const chain = [80, 90, 100, 110].flatMap((strike) => [
        quoted('call', strike, { scale }),
        quoted('put', strike, { scale }),
      ])
      const { expiries } = chainQuotes(chain, { ...terms, settlement })
      expect(expiries[0].forward).toBeCloseTo(100, 6)
      for (const { midVol } of expiries[0].quotes) expect(midVol).toBeCloseTo(0.5, 6)
    }
  })

  test('are refused by name: expired, stale, one-sided, crossed, below intrinsic value, without a forward, absurd', () => {
    const future = { underlyingPrice: 100 }
    const bad = [
      quoted('call', 100, { ...future, expiry: at }),
      quoted('call', 101, { ...future, timestamp: at - 2 * day }),
      quoted('call', 102, { ...future, bid: undefined }),
      quoted('call', 103, { ...future, bid: 9, ask: 8 }),
      quoted('call', 60, { ...future, bid: 38, ask: 39 }),
      quoted('call', 104, { ...future, bid: 99.9, ask: 99.95 }),
      quoted('call', 100, { expiry: at + 20 * day }),
    ]
    expect(chainQuotes(bad, terms).refused).toEqual({
      ...{ expired: 1, stale: 1, 'one-sided': 1, crossed: 1, 'below-intrinsic': 1, 'absurd-vol': 1, 'no-forward': 1 },
    })
  })

  test('whose bid lies below intrinsic value have a bid at no volatility', () => {
    const { expiries } = chainQuotes([quoted('call', 60, { underlyingPrice: 100, bid: 39.9, ask: 41 })], terms)
    expect(expiries[0].quotes[0].bidVol).toBe(0)
  })
})

describe('the forward by put-call parity', () => {
  const pair = (strike: number, error = 0) => ({
    strike,
    call: 0.97 * Math.max(105 - strike, 0) + 3 + error,
    put: 0.97 * Math.max(strike - 105, 0) + 3,
    width: 0.1,
  })

  test('is that of clean prices, with their discount and no error', () => {
    const { forward, discount, error } = parityForward([90, 100, 110, 120].map((strike) => pair(strike)))!
    expect(forward).toBeCloseTo(105, 9)
    expect(discount).toBeCloseTo(0.97, 9)
    expect(error).toBeLessThan(1e-9)
  })

  test('says how sure it is', () => {
    const { forward, error } = parityForward([90, 100, 110, 120].map((strike, i) => pair(strike, i % 2 ? 0.2 : -0.2)))!
    expect(error).toBeGreaterThan(0.1)
    expect(Math.abs(forward - 105)).toBeLessThan(3 * error)
  })

  test('needs three strikes and prices that fall with them', () => {
    expect(parityForward([pair(90), pair(100), pair(100)])).toBeUndefined()
    expect(parityForward([90, 100, 110].map((strike) => ({ strike, call: strike, put: 1, width: 1 })))).toBeUndefined()
  })
})
