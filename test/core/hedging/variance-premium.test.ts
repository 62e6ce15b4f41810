import fc from 'fast-check'
import { variancePremium } from '../../../src/core/hedging/variance-premium'
import { between } from '../../support/between'

const rule = { confidence: 0.5, margin: 0, cost: 0, revisionYears: 1 / 365, volSpread: 0 }

describe('the premium of implied over forecast variance', () => {
  test('is the share that a seller keeps, with the probability that he is paid', () => {
    // ln(0.36 / 0.25) / 0.5 + 0.25 = 0.9793: Φ of it.
    const { kept, paid, call } = variancePremium({ implied: 0.6, forecast: 0.5, logError: 0.5 }, rule)
    expect(kept).toBeCloseTo(1 - 0.25 / 0.36, 14)
    expect(paid).toBeCloseTo(0.83628, 5)
    expect(call).toBe('sell')
  })

  test('without an error of the forecast is certain', () => {
    const paid = (implied: number) => variancePremium({ implied, forecast: 0.5, logError: 0 }, rule).paid
    expect([paid(0.6), paid(0.5), paid(0.4)]).toEqual([1, 0.5, 0])
  })

  test('calls for neither side within costs, and for at most one side ever', () => {
    const costly = { ...rule, cost: 1e-3, volSpread: 0.01, margin: 0.02 }
    expect(variancePremium({ implied: 0.54, forecast: 0.5, logError: 0.3 }, costly).call).toBe('neither')
    fc.assert(
      fc.property(
        between(0.05, 3),
        between(0.05, 3),
        between(0, 2),
        between(0, 0.99),
        (implied, forecast, logError, confidence) => {
          const { call, paid, kept } = variancePremium({ implied, forecast, logError }, { ...costly, confidence })
          if (call === 'sell') expect(implied > forecast && kept > 0 && paid >= confidence).toBe(true)
          if (call === 'buy') expect(implied < forecast && kept < 0 && 1 - paid >= confidence).toBe(true)
        },
      ),
    )
  })

  test('costs more to pass as hedging costs more, more often, or the spread widens', () => {
    const least = (cost: number, revisionYears: number, volSpread: number): number => {
      let implied = 0.5
      const own = { ...rule, cost, revisionYears, volSpread }
      while (variancePremium({ implied, forecast: 0.5, logError: 0.3 }, own).call !== 'sell') implied += 1e-4
      return implied
    }
    const base = least(5e-4, 1 / 365, 0.005)
    expect(least(0, 1 / 365, 0)).toBeCloseTo(0.5, 3)
    expect(least(1e-3, 1 / 365, 0.005)).toBeGreaterThan(base)
    expect(least(5e-4, 1 / 3650, 0.005)).toBeGreaterThan(base)
    expect(least(5e-4, 1 / 365, 0.02)).toBeGreaterThan(base)
  })
})
