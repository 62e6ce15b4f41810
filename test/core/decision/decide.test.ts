import fc from 'fast-check'
import { decide } from '../../../src/core/decision/decide'
import { DAY, SECOND } from '../../../src/core/market/event'
import { between } from '../../support/between'
import { solverForTests } from '../hedging/greeks/solver'
import { NOW } from '../risk/a-book'
import { aState, INSTRUMENT, someLimits } from '../risk/gate/a-state'
import { someInputs } from './a-decision'

const solve = solverForTests()
const withLimits = (change: Parameters<typeof someLimits>[0]) =>
  aState({ limits: someLimits({ margin: undefined, ...change }), margin: undefined, positions: [] })

describe('a decision', () => {
  it('brings an unhedged short call to the edge of its band in whole lots, with a limit within the slippage', () => {
    const { kind, orders, verdict, dueAt } = decide(someInputs(), solve)
    expect(kind).toBe('trade')
    expect(orders).toHaveLength(1)
    expect(orders[0]).toMatchObject({ leg: 0, instrument: INSTRUMENT, side: 'buy', lots: 48, lot: 0.01, reduces: true })
    expect(orders[0].limitPrice).toBe(50_100)
    expect(verdict).toMatchObject({ kind: 'approved' })
    expect(dueAt).toBe(NOW + 60 * SECOND)
  })
  it('holds inside the band and where the mandate’s trade is less than a lot', () => {
    expect(decide(someInputs({ position: 0.5 }), solve)).toMatchObject({ kind: 'hold', orders: [], verdict: undefined })
    const near = decide(someInputs({ position: 0.4805 }), solve)
    expect(near).toMatchObject({ kind: 'hold', orders: [] })
    expect(near.reasons).toContain('less-than-a-lot')
  })
  it('is refused with every reason, and is evaluated anew after the retry', () => {
    const gate = { ...someInputs().gate, killSwitch: { engaged: true }, mode: 'halted' as const }
    const { kind, reasons, dueAt, next } = decide(
      someInputs({}, { gate, interval: { least: 5, most: 99, retry: 30 } }),
      solve,
    )
    expect(kind).toBe('refused')
    expect(reasons).toEqual(expect.arrayContaining(['outside-band', 'kill-switch', 'mode']))
    expect(dueAt).toBe(NOW + 30 * SECOND)
    expect(next).toBeUndefined()
  })
  it('trades no more than one order may be worth and is due again soon for the rest', () => {
    const { orders, reasons, dueAt } = decide(someInputs({}, { gate: withLimits({ orderNotional: 10_000 }) }), solve)
    expect(orders[0].lots).toBe(20)
    expect(reasons).toContain('order-cap')
    expect(dueAt).toBe(NOW + 60 * SECOND)
  })
  it('remembers its last trade where the strategy reads it, but not one that was cut to the largest order', () => {
    const strategy = { kind: 'drift-or-timer', drift: 0.05, seconds: 172_800 } as const
    const { next } = decide(someInputs({ strategy }), solve)
    expect(next).toMatchObject({ traded: { at: NOW } })
    const cut = decide(someInputs({ strategy }, { gate: withLimits({ orderNotional: 10_000 }) }), solve)
    expect(cut.reasons).toContain('order-cap')
    expect(cut.next).toHaveProperty('traded', undefined)
    expect(decide(someInputs(), solve).next).not.toHaveProperty('traded')
  })
  it('is evaluated again no later than the next expiry', () => {
    const expiry = NOW + 20 * SECOND
    const legs = [{ type: 'call' as const, strike: 50_000, expiry, quantity: -1 }]
    expect(decide(someInputs({ legs }), solve).dueAt).toBe(expiry)
  })
  it('stores its own due time, which may be earlier than the mandate’s', () => {
    const { next, dueAt } = decide(
      someInputs(
        { strategy: { kind: 'fixed-interval', seconds: 86_400 } },
        { interval: { least: 60, most: 600, retry: 30 } },
      ),
      solve,
    )
    expect(dueAt).toBe(NOW + 600 * SECOND)
    expect(next).toMatchObject({ dueAt })
  })
  it('refuses an order without a tradable', () => {
    expect(() => decide(someInputs({}, { tradables: [] }), solve)).toThrow("the mandate trades 'underlying'")
  })
  it('is the same again from inputs that went through JSON', () => {
    fc.assert(
      fc.property(between(-1, 1), between(40_000, 60_000), between(0, 30), (position, spot, days) => {
        const legs = [{ type: 'call' as const, strike: 50_000, expiry: NOW + days * DAY, quantity: -1 }]
        const inputs = someInputs({ position, spot, legs })
        const again = JSON.parse(JSON.stringify(inputs)) as typeof inputs
        expect(JSON.stringify(decide(again, solve))).toBe(JSON.stringify(decide(inputs, solve)))
      }),
    )
  })
  it('never brings a position further from its target, whatever the lots', () => {
    fc.assert(
      fc.property(between(-2, 2), between(45_000, 55_000), (position, spot) => {
        const { orders, evaluated } = decide(someInputs({ position, spot }), solve)
        if (evaluated.kind !== 'hedge' || orders.length === 0) return
        const [{ side, lots, lot }] = orders
        const after = position + (side === 'buy' ? lots : -lots) * lot
        const { target } = evaluated.decision
        expect(Math.abs(after - target)).toBeLessThanOrEqual(Math.abs(position - target))
      }),
    )
  })
})
