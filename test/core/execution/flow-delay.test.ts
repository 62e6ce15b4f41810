import fc from 'fast-check'
import { decideFlow, type FlowState } from '../../../src/core/execution/flow-delay'

const aState = (change: Partial<FlowState> = {}): FlowState => ({
  ...{ toxicity: 0.97, threshold: 0.9, excess: 0.02, riskLimit: 0.1, value: 10_000 },
  ...{ adverseSelection: 2e-4, halfLife: 60, drift: 0, volatility: 1e-4, riskAversion: 1e-3, waited: 0, maxDelay: 600 },
  ...change,
})

const range = (max: number) => fc.double({ min: 0, max, noNaN: true })
const states: fc.Arbitrary<FlowState> = fc.record({
  toxicity: fc.option(range(1), { nil: undefined }),
  threshold: range(1),
  excess: fc.double({ min: -1, max: 1, noNaN: true }),
  riskLimit: range(1),
  value: range(1e6),
  adverseSelection: range(0.01),
  halfLife: fc.double({ min: 1, max: 1e4, noNaN: true }),
  drift: fc.double({ min: -1e-5, max: 1e-5, noNaN: true }),
  volatility: range(1e-3),
  riskAversion: range(1e-3),
  waited: range(1000),
  maxDelay: range(1000),
})

describe('a hedge in toxic flow', () => {
  it('waits where the toll is dear and risk cheap, and trades where risk is dear', () => {
    expect(decideFlow(aState({ riskAversion: 1e-5 })).kind).toBe('wait')
    expect(decideFlow(aState({ riskAversion: 1 }))).toMatchObject({ kind: 'trade', reason: 'cheapest' })
  })

  it('waits until half the toll a half-life is worth less than the risk', () => {
    const state = aState({ riskAversion: 1e-4 })
    const decay = Math.LN2 / 60
    const perSecond = 0.5 * 1e-4 * (10_000 * 1e-4) ** 2
    expect(decideFlow(state).seconds).toBeCloseTo(Math.log((decay * 2) / perSecond) / decay, 9)
  })

  it('never begins to wait past the risk limit, nor longer in all than it may', () => {
    fc.assert(
      fc.property(states, (state) => {
        const { kind, seconds, reason } = decideFlow(state)
        if (state.excess > state.riskLimit || !((state.toxicity ?? 0) > state.threshold)) expect(kind).toBe('trade')
        if (state.waited >= state.maxDelay) expect(kind).toBe('trade')
        expect(seconds).toBeLessThanOrEqual(Math.max(0, state.maxDelay - state.waited) + 1e-9)
        expect(seconds > 0 || kind === 'trade').toBe(true)
        if (kind !== 'trade') expect(reason).toBe('cheapest')
      }),
      { numRuns: 500 },
    )
  })

  it('does what costs least of the three, and no other wait costs less', () => {
    fc.assert(
      fc.property(states, range(1), (free, part) => {
        const state = { ...free, toxicity: 1, threshold: 0.5, excess: 0.1, riskLimit: 1, waited: 0 }
        const { kind, cost } = decideFlow(state)
        expect(cost[kind]).toBe(Math.min(cost.trade, cost.slice, cost.wait))
        const t = part * state.maxDelay
        const { value, drift, riskAversion, volatility, adverseSelection, halfLife } = state
        const at = adverseSelection * value * 2 ** (-t / halfLife) + drift * value * t
        const risk = 0.5 * riskAversion * (value * volatility) ** 2 * t
        expect(cost.wait).toBeLessThanOrEqual(at + risk + 1e-9 * (1 + Math.abs(at) + risk))
      }),
      { numRuns: 500 },
    )
  })

  it('waits less the more it fears', () => {
    fc.assert(
      fc.property(states, fc.double({ min: 1, max: 10, noNaN: true }), (free, factor) => {
        const state = { ...free, toxicity: 1, threshold: 0.5, excess: 0.1, riskLimit: 1, waited: 0 }
        const wait = (riskAversion: number) => {
          const decision = decideFlow({ ...state, riskAversion })
          return decision.kind === 'wait' ? decision.seconds : 0
        }
        const [calm, afraid] = [wait(state.riskAversion), wait(state.riskAversion * factor)]
        if (calm > 0 && afraid > 0) expect(afraid).toBeLessThanOrEqual(calm + 1e-9)
      }),
    )
  })

  it('refuses what cannot be', () => {
    expect(() => decideFlow(aState({ halfLife: 0 }))).toThrow('half-life > 0')
    expect(() => decideFlow(aState({ drift: NaN }))).toThrow('finite')
  })
})
