import fc from 'fast-check'
import { leastLots, sizeOrder, worstPrice } from '../../../src/core/execution/size-order'
import { between } from '../../support/between'
import '../../support/property-seed'

const terms = { lot: 0.01, minLots: 1, tick: 0.5 }

describe('sizing an order', () => {
  it('takes the nearest whole lots', () => {
    expect(sizeOrder(0.126, 100, 1e9, terms)).toEqual({ lots: 13, reasons: [] })
    expect(sizeOrder(-0.124, 100, 1e9, terms)).toEqual({ lots: 12, reasons: [] })
  })
  it('drops what is less than a lot or than the least size, with the reason', () => {
    expect(sizeOrder(1e-17, 100, 1e9, terms)).toEqual({ lots: 0, reasons: ['less-than-a-lot'] })
    expect(sizeOrder(0.04, 100, 1e9, { ...terms, minLots: 5 })).toEqual({ lots: 0, reasons: ['less-than-a-lot'] })
    expect(sizeOrder(0, 100, 1e9, terms)).toEqual({ lots: 0, reasons: [] })
  })
  it('caps an order at what one may be worth', () => {
    expect(sizeOrder(5, 100, 250, terms)).toEqual({ lots: 250, reasons: ['order-cap'] })
  })
  it('drops what is worth less than the venue takes, with the reason, and keeps what is worth it', () => {
    const binance = { lot: 0.001, minLots: 1, tick: 0.01, leastNotional: 20 }
    expect(leastLots(binance, 2_500)).toBe(8)
    expect(leastLots(binance, 2_501)).toBe(8)
    expect(leastLots(binance, 2_499)).toBe(9)
    expect(sizeOrder(0.007, 2_500, 1e9, binance)).toEqual({ lots: 0, reasons: ['less-than-a-lot'] })
    expect(sizeOrder(-0.008, 2_500, 1e9, binance)).toEqual({ lots: 8, reasons: [] })
    expect(sizeOrder(1, 2_500, 15, binance)).toEqual({ lots: 0, reasons: ['less-than-a-lot'] })
  })
  it("caps an order at the venue's largest size", () => {
    expect(sizeOrder(5, 100, 1e9, { ...terms, maxLots: 120 })).toEqual({ lots: 120, reasons: ['order-cap'] })
  })
  it('refuses what is not a number', () => {
    expect(() => sizeOrder(NaN, 100, 1e9, terms)).toThrow('finite size')
  })
  it('is never more than half a lot from what was wanted, nor above its cap', () => {
    fc.assert(
      fc.property(between(-50, 50), between(1, 5_000), between(0, 1e5), (quantity, price, cap) => {
        const { lots, reasons } = sizeOrder(quantity, price, cap, terms)
        expect(lots * terms.lot * price).toBeLessThanOrEqual(cap * (1 + 1e-6))
        if (reasons.length === 0)
          expect(Math.abs(lots * terms.lot - Math.abs(quantity))).toBeLessThan(0.5001 * terms.lot)
      }),
    )
  })
})

describe('the worst price of an order', () => {
  it('lies on a tick, no worse than its share from the mid', () => {
    expect(worstPrice('buy', 100.3, 0.01, 0.5)).toBe(101)
    expect(worstPrice('sell', 100.3, 0.01, 0.5)).toBe(99.5)
    expect(worstPrice('buy', 0.3, 0, 0.1)).toBe(0.3)
  })
})
