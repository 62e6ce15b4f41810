import { canonicalJson } from '../../../src/core/canonical-json'
import { decide } from '../../../src/core/decision/decide'
import type { DecisionInputs } from '../../../src/core/decision/decision-inputs'
import { mandateOf } from '../../../src/core/decision/mandate-of'
import type { MandateSettings, PortfolioSettings } from '../../../src/core/decision/settings'
import { insureByObpi } from '../../../src/core/mandates/insurance/obpi-paths'
import { DAY, SECOND } from '../../../src/core/market/event'
import { solverForTests } from '../hedging/greeks/solver'
import { gbmPaths } from '../mandates/insurance/a-policy'
import { aMarket, aState, someLimits } from '../risk/gate/a-state'
import { aBook, aHedgingPolicy, aMarketState, aPortfolio, noon } from './a-market-state'

const solve = solverForTests()
const DAYS = 30
const LOT = 1e-6

const insured = (own: Partial<Extract<MandateSettings, { kind: 'obpi' }>> = {}): PortfolioSettings =>
  aPortfolio({
    mandate: { kind: 'obpi', strategy: { kind: 'every-step' }, guarantee: 0.9, days: DAYS, ...own },
    costs: { fee: 0, fixed: 0 },
  })

const market = (spot: number, vol = 0.6) =>
  aMarketState({ spot, bid: spot, ask: spot, relativeSpread: 0, volatility: [{ years: 1, vol }] })

/** A book of cash in units of the quote currency and of so many lots. */
const holding = (cash: number, lots: number) =>
  aBook({
    options: [],
    cash: Math.round(cash * 1e6),
    positions: lots === 0 ? [] : [{ instrument: 'paper/MICRO', lots, lot: LOT }],
  })

const openGate = (spot: number, time: number): DecisionInputs['gate'] => {
  const quotes = [{ source: 'own', price: spot, at: time }]
  const limits = someLimits({ margin: undefined, price: { leastSources: 1, maxAge: 60, maxDeviation: 0.01 } })
  return aState({
    ...{ time, limits: { ...limits, orderNotional: 1e9, positionNotional: 1e9 }, margin: undefined, positions: [] },
    ...{ sent: [], turnover: 0, markets: [aMarket({ instrument: 'paper/MICRO', time, spot, quotes })] },
  })
}

const inputsAt = (
  settings: PortfolioSettings,
  spot: number,
  time: number,
  { cash, lots, last }: { readonly cash: number; readonly lots: number; readonly last?: unknown },
) => {
  const made = mandateOf(
    settings,
    { book: holding(cash, lots), state: { last } },
    { [settings.instrument]: market(spot) },
    { policy: aHedgingPolicy(), time },
  )
  if (made.kind === 'not-ready') throw new Error(made.reasons.join())
  return {
    time,
    mandate: made.mandate,
    tradables: [
      {
        name: 'underlying',
        instrument: 'paper/MICRO',
        mid: spot,
        held: lots,
        terms: { lot: LOT, minLots: 1, tick: 0 },
      },
    ],
    gate: openGate(spot, time),
    interval: { least: 1, most: DAY / SECOND, retry: 1 },
  } satisfies DecisionInputs
}

describe('insurance by a replicated option, live', () => {
  it('holds what the backtest holds, decision by decision from its stored memory', () => {
    const steps = DAYS
    const paths = gbmPaths(5, { paths: 3, steps })
    const run = insureByObpi(paths, { kind: 'every-step' }, { wealth: 1000, guarantee: 900, vol: 0.6 })!
    for (let path = 0; path < 3; path++) {
      let [cash, lots, last]: [number, number, unknown] = [1000, 0, undefined]
      for (let step = 0; step < steps; step++) {
        const spot = paths.price[path * (steps + 1) + step]
        const { orders, next } = decide(inputsAt(insured(), spot, noon + step * DAY, { cash, lots, last }), solve)
        for (const { side, lots: traded } of orders) {
          const signed = side === 'buy' ? traded : -traded
          cash -= signed * LOT * spot
          lots += signed
        }
        last = JSON.parse(canonicalJson(next))
      }
      const wealth = cash + lots * LOT * paths.price[path * (steps + 1) + steps]
      expect(wealth).toBeCloseTo(run.wealth[path], 2)
    }
  })

  it('keeps the plan of its term whatever price and volatility do, and begins the next with the wealth at its start', () => {
    const first = inputsAt(insured(), 200, noon, { cash: 1000, lots: 0 })
    const { next, dueAt } = decide(first, solve)
    expect(next).toMatchObject({ term: { expiry: noon + DAYS * DAY, price: 200 } })
    expect(dueAt).toBeLessThanOrEqual(noon + DAYS * DAY)
    const planOf = ({ mandate }: DecisionInputs) => (mandate.kind === 'obpi' ? mandate.snapshot : undefined)
    const later = planOf(
      inputsAt(insured({ guarantee: 0.5 }), 150, noon + 29 * DAY, { cash: 100, lots: 3_000_000, last: next }),
    )
    expect(later).toMatchObject({ plan: planOf(first)?.plan, expiry: noon + DAYS * DAY, scale: { price: 200 } })
    expect(later?.last).toMatchObject({ evaluatedAt: noon })
    const rolled = planOf(inputsAt(insured(), 150, noon + 30 * DAY, { cash: 100, lots: 6_000_000, last: next }))
    expect(rolled).toMatchObject({ expiry: noon + 60 * DAY, scale: { price: 150 }, last: undefined })
    const { units = 0, strike = 0 } = rolled?.plan ?? {}
    expect(units * strike).toBeCloseTo(0.9 * 1000, 6)
  })

  it('is evaluated no later than the end of its term, and keeps the term through a refusal', () => {
    const inputs = inputsAt(insured({ strategy: { kind: 'fixed-interval', seconds: 86_400 } }), 200, noon, {
      cash: 1000,
      lots: 0,
    })
    const { next } = decide(inputs, solve)
    const near = inputsAt(insured({ strategy: { kind: 'fixed-interval', seconds: 86_400 } }), 200, noon + 29.9 * DAY, {
      cash: 1000,
      lots: 0,
      last: next,
    })
    expect(decide(near, solve).dueAt).toBe(noon + DAYS * DAY)
    const refused = decide({ ...near, gate: { ...near.gate, killSwitch: { engaged: true } } }, solve)
    expect(refused).toMatchObject({ kind: 'refused', next: { term: { expiry: noon + DAYS * DAY } } })
  })

  it('hedges by the adaptive policy at the forecast, and by the baseline without trust', () => {
    const settings = insured({ strategy: 'adaptive' })
    const view = { book: holding(1000, 0), state: { last: undefined } }
    const snapshotIn = (state: ReturnType<typeof market>) => {
      const made = mandateOf(settings, view, { [settings.instrument]: state }, { policy: aHedgingPolicy(), time: noon })
      if (made.kind === 'not-ready' || made.mandate.kind !== 'obpi') throw new Error(made.kind)
      return made.mandate.snapshot
    }
    const { strategy, volatility } = snapshotIn(market(200))
    expect(strategy.kind).toBe('adaptive')
    expect(volatility).toEqual(market(200).volatility)
    const doubted = { ...market(200), trust: { kind: 'baseline', reasons: ['drifted'] } as const }
    expect(snapshotIn(doubted).strategy).toEqual(aHedgingPolicy().baseline)
  })

  it('is not ready without wealth, or with a guarantee beyond it', () => {
    const state = { last: undefined }
    const made = (settings: PortfolioSettings, cash: number) =>
      mandateOf(
        settings,
        { book: holding(cash, 0), state },
        { [settings.instrument]: market(200) },
        { policy: undefined, time: noon },
      )
    const notReady = { kind: 'not-ready', reasons: ['its wealth affords no guarantee'] }
    expect(made(insured(), 0)).toEqual(notReady)
    expect(made(insured({ guarantee: 1.1 }), 1000)).toEqual(notReady)
    expect(made(insured({ guarantee: 1 }), 1000)).toMatchObject({ kind: 'ready' })
  })

  it('ignores the memory of another mandate', () => {
    const { next } = decide(inputsAt(insured(), 200, noon, { cash: 1000, lots: 0 }), solve)
    const hedge = mandateOf(
      aPortfolio(),
      { book: aBook(), state: { last: next } },
      { [aPortfolio().instrument]: market(200) },
      { policy: undefined, time: noon },
    )
    expect(hedge).toMatchObject({ mandate: { kind: 'hedge', snapshot: { last: undefined } } })
  })
})
