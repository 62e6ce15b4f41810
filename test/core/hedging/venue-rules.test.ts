import { evaluate } from '../../../src/core/hedging/evaluate'
import { aLeg, aSnapshot, NOW } from './a-snapshot'

describe('a rule that a venue offers', () => {
  it('goes to the centre past a fixed threshold, looked at every five seconds', () => {
    const strategy = { kind: 'delta-threshold', threshold: 0.05, seconds: 5 } as const
    const { target, band, reasons, next } = evaluate(aSnapshot({ strategy }))
    expect(target).toBe(band?.centre)
    expect(reasons).toEqual(['outside-band'])
    expect(next).toMatchObject({ dueAt: NOW + 5e6 })
    expect(next).not.toHaveProperty('traded')
    const inside = evaluate(aSnapshot({ strategy, position: target - 0.049 }))
    expect(inside).toMatchObject({ kind: 'hold', reasons: ['inside-band'] })
  })

  it('stays outside a fixed range until the spot has moved by the least share since the last trade', () => {
    const strategy = { kind: 'range-and-move', halfWidth: 0.05, leastMove: 0.01 } as const
    const first = evaluate(aSnapshot({ strategy }))
    expect(first.target).toBe(first.band?.centre)
    expect(first.next.traded).toEqual({ at: NOW, spot: 100 })
    const later = { strategy, time: NOW + 60e6, position: 0.3, last: first.next }
    const near = evaluate(aSnapshot({ ...later, spot: 100.9 }))
    expect(near).toMatchObject({ kind: 'hold', trade: 0, reasons: ['small-move'], next: { traded: { spot: 100 } } })
    const far = evaluate(aSnapshot({ ...later, spot: 98.9 }))
    expect(far.target).toBe(far.band?.centre)
    expect(far.next.traded).toEqual({ at: NOW + 60e6, spot: 98.9 })
  })

  it('goes to the centre after a drift of 5 % of the options, or 48 hours after the last trade', () => {
    const strategy = { kind: 'drift-or-timer', drift: 0.05, seconds: 48 * 3600 } as const
    const legs = [aLeg({ quantity: -10 })]
    const traded = { at: NOW - 47 * 3.6e9, spot: 100 }
    const last = { evaluatedAt: NOW - 60e6, spot: 100, dueAt: NOW, quiet: undefined, traded }
    const scale = { contracts: 10, price: 100 }
    const centre = evaluate(aSnapshot({ strategy, legs, scale })).target
    const at = (position: number, time = NOW) =>
      evaluate(aSnapshot({ strategy, legs, scale, position, last, time, volatility: [{ years: 1, vol: 0.6 }] }))
    expect(at(centre - 0.49)).toMatchObject({ kind: 'hold', reasons: ['inside-band'], next: { traded } })
    expect(at(centre - 0.51)).toMatchObject({ kind: 'trade', reasons: ['outside-band'], target: centre })
    const late = at(centre - 0.49, NOW + 3.6e9)
    expect(late).toMatchObject({ kind: 'trade', reasons: ['scheduled'], target: late.band?.centre })
  })
})
