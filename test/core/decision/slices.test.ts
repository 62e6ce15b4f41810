import fc from 'fast-check'
import { decide, type DecisionOutputs } from '../../../src/core/decision/decide'
import type { DecisionInputs } from '../../../src/core/decision/decision-inputs'
import type { SlicedExecution } from '../../../src/core/execution/execution-settings'
import type { Snapshot } from '../../../src/core/hedging/snapshot'
import { SECOND } from '../../../src/core/market/event'
import { between } from '../../support/between'
import { aCard } from '../execution/a-card'
import { solverForTests } from '../hedging/greeks/solver'
import { NOW } from '../risk/a-book'
import { someInputs } from './a-decision'
import { aHedgingPolicy } from './a-market-state'

const solve = solverForTests()
const minutes: SlicedExecution = { kind: 'slices', slices: 4, spacing: 120 }
const market = { name: 'underlying', volatility: 1e-4, relativeSpread: 2e-4 }

const inSlices = (
  snapshot: Partial<Snapshot> = {},
  settings: SlicedExecution = minutes,
  change: Partial<DecisionInputs> = {},
): DecisionInputs => someInputs(snapshot, { execution: { settings, underway: [], markets: [market] }, ...change })

/** The inputs of the evaluation after a decision whose orders were filled. */
const after = (inputs: DecisionInputs, made: DecisionOutputs, own: Partial<Snapshot> = {}, time = made.dueAt) => {
  if (inputs.mandate.kind !== 'hedge') throw new TypeError('no hedge')
  const lots = made.kind === 'trade' ? made.orders.reduce((s, o) => s + (o.side === 'buy' ? o.lots : -o.lots), 0) : 0
  const position = inputs.mandate.snapshot.position + lots * 0.01
  const last = made.next as Snapshot['last']
  return {
    ...inputs,
    time,
    mandate: { kind: 'hedge', snapshot: { ...inputs.mandate.snapshot, position, last, time, ...own } },
    execution: inputs.execution && { ...inputs.execution, underway: made.underway ?? [] },
  } satisfies DecisionInputs
}

/** Evaluates until nothing is left under way. */
const followed = (first: DecisionInputs, own: Partial<Snapshot> = {}) => {
  const evaluations: { readonly after: number; readonly made: DecisionOutputs }[] = []
  let inputs = first
  for (;;) {
    const made = decide(inputs, solve)
    evaluations.push({ after: (inputs.time - NOW) / SECOND, made })
    if (made.underway === undefined || evaluations.length > 50) return evaluations
    inputs = after(inputs, made, own)
  }
}
const ordered = (evaluations: ReturnType<typeof followed>): number =>
  evaluations.reduce((sum, { made }) => sum + made.orders.reduce((all, { lots }) => all + lots, 0), 0)

describe('a hedge in slices', () => {
  it('is ordered slice by slice, with evaluations in between, and ends where one order would have', () => {
    const still = inSlices()
    const evaluations = followed(still)
    const trades = evaluations.filter(({ made }) => made.kind === 'trade')
    expect(trades.map(({ after: at, made }) => [at, made.orders[0].lots])).toEqual([
      [0, 12],
      [120, 12],
      [240, 12],
      [360, 12],
    ])
    const waits = evaluations.filter(({ made }) => made.kind === 'wait')
    expect(waits.map(({ after: at }) => at)).toEqual([60, 180, 300])
    for (const { made } of waits) expect(made.reasons).toEqual(['outside-band', 'between-slices'])
    expect(trades[0].made.reasons).toEqual(['outside-band', 'slice'])
    expect(trades[3].made.reasons).toEqual(['outside-band'])
    const whole = { ...still, execution: undefined }
    expect(decide(whole, solve).orders[0].lots).toBe(ordered(evaluations))
  })

  it('stops where the band no longer requires the trade', () => {
    const inputs = inSlices()
    const first = decide(inputs, solve)
    const fallen = after(inputs, first, { spot: 38_000 }, NOW + 120 * SECOND)
    const held = decide(fallen, solve)
    expect(held).toMatchObject({ kind: 'hold', orders: [] })
    expect(held.underway).toBeUndefined()
    const crashed = decide(after(inputs, first, { spot: 20_000 }, NOW + 120 * SECOND), solve)
    expect(crashed.orders).toMatchObject([{ side: 'sell' }])
    expect(crashed.underway).toMatchObject([{ side: 'sell', slices: [{}, {}, {}] }])
  })

  it('goes on inside the band to where its trades end', () => {
    const policy = { ...aHedgingPolicy().adaptive, floor: 0.1, insideShare: 1 }
    const still = inSlices({ strategy: { kind: 'adaptive', policy } }, { ...minutes, slices: 10 })
    const whole = { ...still, execution: undefined }
    const evaluations = followed(still)
    expect(ordered(evaluations)).toBe(decide(whole, solve).orders[0].lots)
    const inside = evaluations.filter(({ made }) => made.reasons.includes('hedge-under-way'))
    expect(inside.length).toBeGreaterThan(0)
    for (const { made } of inside) expect(made.reasons).toContain('inside-band')
  })

  it('begins anew where the clock was set back behind its last slice', () => {
    const inputs = inSlices()
    const first = decide(inputs, solve)
    const back = decide(after(inputs, first, { last: undefined }, NOW - 3_600 * SECOND), solve)
    expect(back).toMatchObject({ kind: 'trade', underway: [{ slices: [{ at: NOW - 3_480 * SECOND }, {}, {}] }] })
  })

  it('keeps what is under way where the gate refuses a slice', () => {
    const inputs = inSlices()
    const first = decide(inputs, solve)
    const second = after(inputs, first, {}, NOW + 120 * SECOND)
    const gate = { ...second.gate, killSwitch: { engaged: true } }
    const refused = decide({ ...second, gate }, solve)
    expect(refused).toMatchObject({ kind: 'refused', underway: first.underway })
    expect(decide({ ...inputs, gate }, solve).underway).toBeUndefined()
  })

  it('is whole where its flow is toxic and it is past the risk limit', () => {
    const policy = { ...aHedgingPolicy().adaptive, toxicityThreshold: 0.9, riskLimit: 0.1, toxicityDelay: 600 }
    const made = decide(inSlices({ strategy: { kind: 'adaptive', policy }, toxicityPercentile: 1 }), solve)
    expect(made.kind).toBe('trade')
    expect(made.underway).toBeUndefined()
    expect(made.reasons).toContain('risk-limit')
  })

  it('waits for calmer flow no longer in all than its policy allows, slices and cut orders included', () => {
    const policy = {
      ...aHedgingPolicy().adaptive,
      ...{ toxicityThreshold: 0.9, riskLimit: 10, toxicityDelay: 100, toxicityMaxWait: 250 },
    }
    const toxic = { strategy: { kind: 'adaptive', policy }, toxicityPercentile: 1 } as const
    const capped = someInputs().gate
    const cut = { ...capped, limits: { ...capped.limits, orderNotional: 5_000 } }
    for (const first of [inSlices(toxic), someInputs(toxic, { gate: cut })]) {
      let inputs = first
      let lots = 0
      const waits: number[] = []
      while (lots < 40) {
        const made = decide(inputs, solve)
        if (made.reasons.includes('toxic-flow')) waits.push((inputs.time - NOW) / SECOND)
        else expect(made.reasons).toContain('wait-limit')
        for (const order of made.orders) lots += order.lots
        inputs = after(inputs, made)
      }
      expect(waits).toEqual([0, 100, 200])
    }
  })

  it('gives the same outputs from inputs that went through JSON', () => {
    fc.assert(
      fc.property(between(-1, 1), between(40_000, 60_000), fc.integer({ min: 0, max: 600 }), (position, spot, wait) => {
        const inputs = inSlices({ position, spot })
        const later = after(inputs, decide(inputs, solve), {}, NOW + wait * SECOND)
        const again = JSON.parse(JSON.stringify(later)) as typeof later
        expect(JSON.stringify(decide(again, solve))).toBe(JSON.stringify(decide(later, solve)))
      }),
    )
  })
})

describe('a hedge by a cost card', () => {
  const thin = aCard({
    dailyVolume: 20,
    gas: 0,
    barImpact: { ...aCard().barImpact!, recovery: { value: 0.6, low: 0.6, high: 0.6 } },
  })
  const noRecovery = { ...thin, barImpact: undefined }
  const planned = (riskAversion: number, card = thin): SlicedExecution => ({
    ...{ kind: 'planned', card, riskAversion, maxSeconds: 1800, latencyMilliseconds: 100 },
  })

  it('is one order where waiting costs more than impact, slices where impact does', () => {
    const fast = decide(inSlices({}, planned(5, noRecovery)), solve)
    expect(fast.kind).toBe('trade')
    expect(fast.underway).toBeUndefined()
    expect(fast.reasons).toEqual(['outside-band', 'risk-outweighs-impact'])
    const slow = decide(inSlices({}, planned(1e-9)), solve)
    expect(slow.reasons).toEqual(['outside-band', 'impact-outweighs-risk', 'slice'])
    expect(slow.orders[0].lots).toBeLessThan(fast.orders[0].lots)
    const gaps = slow.underway![0].slices.map(({ at }, k, all) => at - (k === 0 ? NOW : all[k - 1].at))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(60 * SECOND)
  })

  it('is planned once, when it begins, and traded to the end by that plan', () => {
    const evaluations = followed(inSlices({}, planned(1e-9)))
    const reasons = evaluations.flatMap(({ made }) => made.reasons)
    expect(reasons.filter((reason) => reason === 'impact-outweighs-risk')).toHaveLength(1)
    expect(ordered(evaluations)).toBe(48)
  })

  it('is refused without the market that the plan needs', () => {
    const inputs = inSlices({}, planned(1), { execution: { settings: planned(1), underway: [], markets: [] } })
    expect(() => decide(inputs, solve)).toThrow("no market of 'underlying'")
  })
})

describe('a single order', () => {
  const policy = {
    ...aHedgingPolicy().adaptive,
    ...{ toxicityThreshold: 0.9, riskLimit: 10, toxicityDelay: 100, toxicityMaxWait: 130 },
  }
  const toxic = { strategy: { kind: 'adaptive', policy }, toxicityPercentile: 1 } as const

  it('ends its wait in time whatever the least interval', () => {
    const last = {
      evaluatedAt: NOW - 110 * SECOND,
      dueAt: NOW,
      spot: 50_000,
      quiet: undefined,
      waitingSince: NOW - 110 * SECOND,
    }
    const made = decide(someInputs({ ...toxic, last }), solve)
    expect(made).toMatchObject({ kind: 'wait', dueAt: NOW + 20 * SECOND })
  })

  it('does not let the rest of an order that was cut wait anew', () => {
    const { gate } = someInputs()
    const last = {
      evaluatedAt: NOW - 130 * SECOND,
      dueAt: NOW,
      spot: 50_000,
      quiet: undefined,
      waitingSince: NOW - 130 * SECOND,
    }
    const cut = someInputs({ ...toxic, last }, { gate: { ...gate, limits: { ...gate.limits, orderNotional: 5_000 } } })
    const made = decide(cut, solve)
    expect(made).toMatchObject({ kind: 'trade', next: { waitingSince: NOW - 130 * SECOND } })
    expect(made.reasons).toEqual(expect.arrayContaining(['wait-limit', 'order-cap']))
    expect(decide(someInputs({ ...toxic, last }), solve).next).not.toHaveProperty('waitingSince')
  })
})
