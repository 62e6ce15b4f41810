import {
  centreRules,
  chainMoment,
  startChainCentre,
  type QuotedOption,
} from '../../../../src/core/surface/centre/chain-centre'
import { unlearnedSlope } from '../../../../src/core/surface/centre/spot-vol-slope'
import { DAY, emptyQuotation, type OptionSummary } from '../../../../src/core/market/event'
import { black76Price } from '../../../../src/core/pricing/price'
import { openChain } from '../../../../src/core/surface/mark-option'
import { bsmGreeks } from '../../../../src/core/pricing/greeks'
import { startRng } from '../../../../src/core/rng'
import type { Surface } from '../../../../src/core/surface/fit-surface'
import { surfaceSlope, surfaceVol } from '../../../../src/core/surface/surface-vol'

const years = 30 / 365
const strikes = [80, 85, 90, 95, 100, 105, 110, 115, 120]

/** A surface of one expiry, with a skew, whose level is `level`. */
const surfaceAt = (level: number, forward: number): Surface => ({
  leftOut: [],
  expiries: [
    {
      ...{ expiry: 100 * DAY, years, forward, forwardError: 0, quotes: 9, error: 0, inside: 1 },
      smile: { a: level * level * years * 0.6, b: level * level * years * 1.2, rho: -0.5, m: 0, s: 0.25 },
    },
  ],
})

type Options = { readonly spot: number; readonly surface: Surface; readonly settlement: 'inverse' | 'linear' }

const optionsOf = ({ spot, surface, settlement }: Options): readonly QuotedOption[] =>
  strikes.map((strike) => {
    const vol = surfaceVol(surface, Math.log(strike / spot), years)
    const { price } = bsmGreeks({ type: 'call', spot, strike, years, vol })
    return {
      ...{ instrument: `C${strike}`, type: 'call', strike, years, forward: spot, spot, vol },
      price: settlement === 'inverse' ? price / spot : price,
    }
  })

describe.each(['inverse', 'linear'] as const)('the centre of a chain that settles %s', (settlement) => {
  const surface = surfaceAt(0.5, 100)
  const options = optionsOf({ spot: 100, surface, settlement })

  test('plain is Black’s delta, net less the price in coin, sticky moneyness moves the smile', () => {
    const centre = startChainCentre({ settlement, model: unlearnedSlope })
    centre.step({ time: 0, spot: 100, surface, options })
    for (const option of options) {
      const { delta, vega } = bsmGreeks({ ...option, spot: option.forward })
      const net = settlement === 'inverse' ? delta - option.price : delta
      expect(centre.delta('plain', option)).toBeCloseTo(delta, 12)
      expect(centre.delta('net', option)).toBeCloseTo(net, 12)
      expect(centre.delta('minimum-variance', option)).toBeCloseTo(net, 12)
      const slope = surfaceSlope(surface, Math.log(option.strike / 100), years)
      expect(centre.delta('sticky-moneyness', option)).toBeCloseTo(net - (vega / 100) * slope, 12)
    }
  })

  test('the hedge that it learns leaves less than net delta where volatility falls as the spot rises', () => {
    const rng = startRng(3)
    const centre = startChainCentre({ settlement, model: unlearnedSlope })
    let [spot, level] = [100, 0.5]
    let [net, learned] = [0, 0]
    let before: readonly (QuotedOption & { readonly net: number; readonly learned: number })[] = []
    for (let i = 0; i < 60; i++) {
      const now = surfaceAt(level, spot)
      const quoted = optionsOf({ spot, surface: now, settlement })
      quoted.forEach((option, n) => {
        if (i < 20) return
        const { price, spot: from, ...held } = before[n]
        const gain = settlement === 'inverse' ? 1 - from / spot : spot - from
        net += (option.price - price - held.net * gain) ** 2
        learned += (option.price - price - held.learned * gain) ** 2
      })
      centre.step({ time: (i * DAY) / 4, spot, surface: now, options: quoted })
      before = quoted.map((option) => ({
        ...{ ...option, net: centre.delta('net', option), learned: centre.delta('minimum-variance', option) },
      }))
      const move = 0.01 * rng.normal() - 0.1 * Math.log(spot / 100)
      spot *= Math.exp(move)
      level *= Math.exp(-1.5 * move)
    }
    expect(learned).toBeLessThan(0.5 * net)
  })

  test('learns nothing over a longer interval than it may, nor without a surface', () => {
    const centre = startChainCentre({ settlement, model: unlearnedSlope })
    centre.step({ time: 0, spot: 100, surface, options })
    const moved = surfaceAt(0.6, 97)
    centre.step({
      time: 0.6 * DAY,
      spot: 97,
      surface: moved,
      options: optionsOf({ spot: 97, surface: moved, settlement }),
    })
    expect(centre.state().intervals).toBe(0)
    centre.step({ time: 0.7 * DAY, spot: 96, surface: { expiries: [], leftOut: [] }, options: [] })
    expect(centre.state().last?.spot).toBe(97)
  })

  test('tells what each rule left of the gains over an interval', () => {
    const centre = startChainCentre({ settlement, model: { ...unlearnedSlope, coefficients: [1, 0.5, 0.2] } })
    expect(centre.step({ time: 0, spot: 100, surface, options })).toBeUndefined()
    const moved = surfaceAt(0.53, 97)
    const after = optionsOf({ spot: 97, surface: moved, settlement })
    const left = (delta: (option: QuotedOption) => number): number =>
      options.reduce((sum, option, n) => {
        const gain = settlement === 'inverse' ? 1 - 100 / 97 : 97 / 100 - 1
        const made = (after[n].price - option.price) / (settlement === 'inverse' ? 1 : 100)
        return sum + (made - delta(option) * gain) ** 2
      }, 0)
    const expected = {
      bare: left(() => 0),
      ...Object.fromEntries(centreRules.map((rule) => [rule, left((option) => centre.delta(rule, option))])),
    }
    const losses = centre.step({ time: DAY / 4, spot: 97, surface: moved, options: after })!
    expect([losses.time, losses.options]).toEqual([0, options.length])
    for (const [rule, value] of Object.entries(expected))
      expect(losses[rule as keyof typeof losses]).toBeCloseTo(value, 14)
    expect(losses['minimum-variance']).not.toBeCloseTo(losses.net, 8)
  })

  test('goes on from what it had learned', () => {
    const first = startChainCentre({ settlement, model: unlearnedSlope })
    const moved = surfaceAt(0.6, 97)
    first.step({ time: 0, spot: 100, surface, options })
    first.step({
      time: DAY / 4,
      spot: 97,
      surface: moved,
      options: optionsOf({ spot: 97, surface: moved, settlement }),
    })
    expect(first.state().intervals).toBe(1)
    const second = startChainCentre({ settlement, model: unlearnedSlope, state: first.state() })
    expect(second.state()).toEqual(first.state())
    expect(second.slope({ strike: 90, forward: 97, years })).toBe(0)
  })
})

test('a chain tells of options quoted narrowly on both sides, near the money, a day to expiry at least', () => {
  const at = 0
  const quoted = (strike: number, own: Partial<OptionSummary> = {}): OptionSummary => {
    const { expiry = 30 * DAY } = own
    const price = black76Price({ type: 'call', forward: 100, strike, years: expiry / (365 * DAY), vol: 0.5 }) / 100
    return {
      ...{ ...emptyQuotation, kind: 'option-summary', timestamp: at, localTimestamp: at, type: 'call', strike, expiry },
      ...{ instrument: `${strike} ${expiry / DAY}`, underlyingPrice: 100, indexPrice: 99.5, openInterest: 3 },
      ...{ bid: 0.99 * price, ask: 1.01 * price },
      ...own,
    }
  }
  const chain = openChain(
    [
      quoted(100),
      quoted(110, { openInterest: undefined }),
      quoted(105, { bid: undefined }),
      quoted(95, { ask: 0.2 }),
      quoted(90, { openInterest: 0 }),
      quoted(100, { expiry: DAY / 2 }),
      quoted(205),
    ],
    { surface: surfaceAt(0.5, 100), time: at },
    { at, settlement: 'inverse', staleAfter: DAY },
  )
  const { time, spot, options } = chainMoment(chain)
  expect([time, spot]).toEqual([at, 99.5])
  expect(options.map(({ instrument }) => instrument)).toEqual(['100 30', '110 30'])
  expect(options[0].vol).toBeCloseTo(0.5, 6)
  expect([options[0].spot, options[0].forward, options[0].years]).toEqual([99.5, 100, 30 / 365])
})
